/// What a text means, which colours only underline: the words say it too.
enum Tone: Hashable, Sendable {
  case plain, good, fair, bad
}

/// How wide and how colourful text for a terminal is.
struct TextStyle: Hashable, Sendable {
  /// Narrower terminals are served as if they had this many columns.
  static let narrowest = 24
  /// Running text is not set wider than this, which is hard to read.
  static let widestText = 100

  /// Columns of the terminal.
  let width: Int
  /// Whether to use colours and bold type.
  let color: Bool

  /// That style.
  init(width: Int, color: Bool) {
    self.width = max(width, Self.narrowest)
    self.color = color
  }

  /// `text` in the colour of its tone.
  func paint(_ text: String, _ tone: Tone) -> String {
    switch tone {
    case .plain: text
    case .good: escaped(text, "32")
    case .fair: escaped(text, "33")
    case .bad: escaped(text, "31")
    }
  }

  /// Headings, in bold type.
  func heading(_ text: String) -> String {
    paragraph(text).split(separator: "\n").map { escaped(String($0), "1") + "\n" }.joined()
  }

  /// A paragraph whose later lines are indented by `rest`.
  func paragraph(_ text: String, first: String = "", rest: String = "") -> String {
    DisplayText.wrapped(
      DisplayText.harmless(text), width: min(width, Self.widestText), first: first, rest: rest
    ).map { $0 + "\n" }.joined()
  }

  /// Notes as a list under a heading; empty for none.
  func notes(_ notes: [String]) -> String {
    guard !notes.isEmpty else { return "" }
    return "\n" + heading("Notes") + notes.map { paragraph($0, first: "- ", rest: "  ") }.joined()
  }

  private func escaped(_ text: String, _ code: String) -> String {
    color && !text.isEmpty ? "\u{1B}[\(code)m\(text)\u{1B}[0m" : text
  }
}
