import Foundation
import Testing

@testable import Console

/// The kernels' JSON is what Foundation's encoder would write.
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

    struct Nested: Codable, Equatable {
      var isTrue: Bool
      var pairs: [[Int8]] = [[], [1], [2, 3]]
    }
  }

  @Test
  func foundationReadsBackWhatWasWritten() throws {
    let decoder = JSONDecoder()
    decoder.keyDecodingStrategy = .convertFromSnakeCase
    let value = Everything()
    let text = try JSONLine.text(value)
    #expect(!text.contains("\n"))
    #expect(try decoder.decode(Everything.self, from: Data(text.utf8)) == value)
    let indented = try JSONLine.indented(value)
    #expect(indented.notFinite.isEmpty)
    #expect(try decoder.decode(Everything.self, from: Data(indented.text.utf8)) == value)
  }

  @Test
  func partsAreIndentedByTwoColumns() throws {
    struct Part: Encodable {
      var list = [1, 2]
      var none: [Int] = []
      var name = ["a": "{"]
    }
    let expected = """
      [
        {
          "list": [
            1,
            2
          ],
          "name": {
            "a": "{"
          },
          "none": []
        }
      ]
      """
    #expect(try JSONLine.indented([Part()]).text == expected)
  }

  @Test
  func numbersThatAreNotFiniteAreNullAndTheirPlacesAreKnown() throws {
    struct Figures: Encodable {
      var rateMbS = Double.infinity
      var parts = [["x": 1.0], ["x": -.infinity, "y": .nan]]
      var halfWidth: Float? = .nan
    }
    let text = #"{"half_width":null,"parts":[{"x":1.0},{"x":null,"y":null}],"rate_mb_s":null}"#
    #expect(try JSONLine.text(Figures()) == text)
    let places = ["half_width", "parts[1].x", "parts[1].y", "rate_mb_s"]
    #expect(try JSONLine.indented(Figures()).notFinite == places)
    #expect(try JSONLine.indented(Double.nan).notFinite == [""])
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
