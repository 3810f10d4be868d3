import Testing

@testable import Report

/// Text is measured in columns, broken at words, and made harmless.
@Suite
struct DisplayTextTests {
  @Test(arguments: [("abc", 3), ("± µs", 4), ("日本", 4), ("e\u{301}", 1), ("", 0), ("🙂", 2)])
  func width(text: String, columns: Int) {
    #expect(DisplayText.width(text) == columns)
  }

  @Test(arguments: [
    ("a\u{1B}[0mb", "a\u{FFFD}[0mb"), ("a\nb\tc", "a\u{FFFD}b\u{FFFD}c"),
    ("\u{202E}abc", "\u{FFFD}abc"), ("plain → text", "plain → text"), ("\u{9B}1m", "\u{FFFD}1m"),
  ])
  func controlCharactersAreShownAsReplaced(text: String, harmless: String) {
    #expect(DisplayText.harmless(text) == harmless)
  }

  @Test(arguments: [
    ("a\r\nb\n\tc", "a\nb\n\tc"), ("a\rb\u{1B}[2J\n", "a\u{FFFD}b\u{FFFD}[2J\n"),
    ("\u{202E}a\u{2028}\n", "\u{FFFD}a\u{FFFD}\n"),
  ])
  func linesOfMessagesAreKept(text: String, harmless: String) {
    #expect(DisplayText.harmless(text, keepingLines: true) == harmless)
  }

  @Test
  func wordsAreKeptWholeAndLongOnesBroken() {
    #expect(
      DisplayText.wrapped("one two three", width: 9, first: "- ", rest: "  ")
        == ["- one two", "  three"])
    #expect(DisplayText.wrapped("abcdefghij k", width: 4) == ["abcd", "efgh", "ij k"])
    #expect(DisplayText.wrapped("日本語", width: 4) == ["日本", "語"])
    #expect(DisplayText.wrapped("", width: 4) == [""])
  }

  @Test
  func jsonKeepsItsOrderAndEscapesMarkup() {
    let value: JSON = ["b": [1, 2.5, true], "a": "</script>&\u{2028}\"\\\n", "c": .number(.nan)]
    #expect(
      value.text()
        == #"{"b": [1, 2.5, true], "a": "\u003c/script\u003e\u0026\u2028\"\\\u000a", "c": null}"#)
  }
}
