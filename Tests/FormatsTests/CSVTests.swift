import Testing

@testable import Formats

/// Tables as of RFC 4180.
@Suite struct CSVTests {
  @Test(arguments: [
    ("a,b,c", [["a", "b", "c"]]),
    ("a,b\r\nc,d\r\n", [["a", "b"], ["c", "d"]]),
    ("a,b\nc,d", [["a", "b"], ["c", "d"]]),
    ("\"a,b\",c\n", [["a,b", "c"]]),
    ("\"say \"\"hi\"\"\",x\n", [["say \"hi\"", "x"]]),
    ("\"\",\"\"\"\"\n", [["", "\""]]),
    ("\"two\r\nlines\",x\r\n", [["two\r\nlines", "x"]]),
    (",,\n", [["", "", ""]]),
    ("\n\n# a comment, with a comma\na\n", [["a"]]),
    ("5\" disk,x\n", [["5\" disk", "x"]]),
    ("é,🙂\n", [["é", "🙂"]]),
    ("", []), ("\r\n", []), ("# only a comment", []),
  ])
  func recordsAreSplitAtCommasOutsideQuotes(text: String, records: [[String]]) {
    #expect(CSV.records(text).map(\.fields) == records)
  }

  @Test func recordsKnowTheLineThatTheyBeginOn() {
    let text = "# head\r\na,b\r\n\r\n\"x\r\ny\",z\r\nlast\r\n"
    #expect(CSV.records(text).map(\.line) == [2, 4, 6])
  }

  @Test func recordsAreWrittenWithQuotesWhereTheyAreNeeded() {
    #expect(CSV.line(["a", "b c", ""]) == "a,b c,\r\n")
    #expect(
      CSV.line(["a,b", "say \"hi\"", "x\ny", "x\ry"])
        == "\"a,b\",\"say \"\"hi\"\"\",\"x\ny\",\"x\ry\"\r\n")
  }

  @Test(arguments: [1, 2, 3] as [UInt64])
  func whatIsWrittenIsReadBack(seed: UInt64) {
    var generator = SplitMix(state: seed)
    let letters = ["a", ",", "\"", "\n", "\r", "\r\n", "#", " ", "é", "e\u{301}", "\"\u{301}"]
    for _ in 0..<500 {
      let records = (0..<Int.random(in: 1...4, using: &generator)).map { _ in
        (0..<Int.random(in: 1...4, using: &generator)).map { _ in
          (0..<Int.random(in: 0...4, using: &generator)).map { _ in
            letters[Int.random(in: 0..<letters.count, using: &generator)]
          }.joined()
        }
      }
      let read = CSV.records(records.map(CSV.line).joined()).map(\.fields)
      // Compared as scalars: as characters, strings that look the same are the same.
      #expect(scalars(read) == scalars(records), "seed \(seed)")
    }
  }

  private func scalars(_ records: [[String]]) -> [[[UInt8]]] {
    records.map { $0.map { Array($0.utf8) } }
  }
}

/// A seeded generator (Steele, Lea & Flood 2014), so that a failure can be repeated.
struct SplitMix: RandomNumberGenerator {
  var state: UInt64

  mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var z = state
    z = (z ^ z >> 30) &* 0xBF58_476D_1CE4_E5B9
    z = (z ^ z >> 27) &* 0x94D0_49BB_1331_11EB
    return z ^ z >> 31
  }
}
