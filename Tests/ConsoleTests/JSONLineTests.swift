import Foundation
import Testing

@testable import Console

/// The guest's JSON is what Foundation's encoder writes for the program `hypertwin`.
@Suite
struct JSONLineTests {
  /// Every kind of value that a result can hold.
  private struct Everything: Codable, Equatable {
    var rateMbS = 0.1
    var sha256 = "e346"
    var last50Digits: [Int]? = [1, -2]
    var absent: Double?
    var nested: [Nested] = [Nested(isTrue: true), Nested(isTrue: false)]
    var empty: [String] = []
    var huge = UInt64.max
    var tiny = Double.leastNonzeroMagnitude
    var texts = ["\"quoted\\\"", "line\nend\r\ttab", "\u{1}\u{1F}", "é ✓ 🙂", ""]
    var nowhere = [Double.nan, .infinity, -.infinity]

    struct Nested: Codable, Equatable {
      var isTrue: Bool
      var pairs: [[Int8]] = [[], [1], [2, 3]]
    }
  }

  @Test
  func foundationReadsBackWhatWasWritten() throws {
    let decoder = JSONDecoder()
    decoder.keyDecodingStrategy = .convertFromSnakeCase
    decoder.nonConformingFloatDecodingStrategy = .convertFromString(
      positiveInfinity: "inf", negativeInfinity: "-inf", nan: "nan")
    var value = Everything()
    let text = try JSONLine.text(value)
    #expect(!text.contains("\n"))
    var copy = try decoder.decode(Everything.self, from: Data(text.utf8))
    #expect(copy.nowhere[0].isNaN)
    value.nowhere[0] = 0
    copy.nowhere[0] = 0
    #expect(copy == value)
  }

  @Test(arguments: [
    "rateMbS", "sha256", "last50Digits", "a", "A", "clockTickNs", "already_snake", "aURLOfThis",
    "endsInABC",
  ])
  func keysAreThoseOfFoundation(key: String) throws {
    let encoder = JSONEncoder()
    encoder.keyEncodingStrategy = .convertToSnakeCase
    struct Name: CodingKey {
      let stringValue: String
      var intValue: Int? { nil }
      init(stringValue: String) { self.stringValue = stringValue }
      init?(intValue: Int) { nil }
    }
    struct One: Encodable {
      let key: String
      func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: Name.self)
        try container.encode(1, forKey: Name(stringValue: key))
      }
    }
    let expected = String(decoding: try encoder.encode(One(key: key)), as: UTF8.self)
    #expect(try JSONLine.text(One(key: key)) == expected)
  }

  @Test
  func keysAreSorted() throws {
    #expect(try JSONLine.text(["b": 1, "a": 2, "c": 3]) == #"{"a":2,"b":1,"c":3}"#)
  }
}
