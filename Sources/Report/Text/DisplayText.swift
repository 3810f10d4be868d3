/// Text from files, made harmless to show and measured in columns of a terminal.
public enum DisplayText {
  /// `text` with every control and formatting character, which could move the cursor, change
  /// colours or reverse the writing, replaced by U+FFFD. O(n).
  ///
  /// - Parameter keepingLines: Whether line feeds and tabs stay, and carriage returns before line
  ///   feeds go.
  public static func harmless(_ text: String, keepingLines: Bool = false) -> String {
    let text = keepingLines ? text.replacing("\r\n", with: "\n") : text
    func isReplaced(_ scalar: Unicode.Scalar) -> Bool {
      isHarmful(scalar) && !(keepingLines && (scalar == "\n" || scalar == "\t"))
    }
    guard text.unicodeScalars.contains(where: isReplaced) else { return text }
    var result = String.UnicodeScalarView()
    for scalar in text.unicodeScalars { result.append(isReplaced(scalar) ? "\u{FFFD}" : scalar) }
    return String(result)
  }

  private static func isHarmful(_ scalar: Unicode.Scalar) -> Bool {
    switch scalar.properties.generalCategory {
    case .control, .format, .lineSeparator, .paragraphSeparator, .surrogate, .privateUse: true
    default: false
    }
  }

  /// The columns that `text` takes on a terminal: 2 for wide characters of East Asian scripts and
  /// for emoji (Unicode annex 11), 0 for marks that combine, 1 for all others. O(n).
  static func width(_ text: some StringProtocol) -> Int {
    text.unicodeScalars.reduce(0) { $0 + width($1) }
  }

  /// The blocks that annex 11 calls wide.
  private static let wide: [ClosedRange<UInt32>] = [
    0x1100...0x115F, 0x2E80...0xA4CF, 0xAC00...0xD7A3, 0xF900...0xFAFF, 0xFE30...0xFE6F,
    0xFF00...0xFF60, 0xFFE0...0xFFE6, 0x1F300...0x1F64F, 0x1F900...0x1F9FF, 0x20000...0x3FFFD,
  ]

  private static func width(_ scalar: Unicode.Scalar) -> Int {
    if scalar.value < 0x300 { return 1 }
    switch scalar.properties.generalCategory {
    case .nonspacingMark, .enclosingMark: return 0
    default: return wide.contains { $0.contains(scalar.value) } ? 2 : 1
    }
  }

  /// `text` filled up with spaces to `width` columns, before it if `right`.
  static func padded(_ text: String, to width: Int, right: Bool = false) -> String {
    let fill = String(repeating: " ", count: max(0, width - Self.width(text)))
    return right ? fill + text : text + fill
  }

  /// The words of `text` in lines of at most `width` columns, the later ones indented. Words that
  /// are longer than a line are broken.
  static func wrapped(
    _ text: String, width: Int, first: String = "", rest: String = ""
  ) -> [String] {
    var lines: [String] = []
    var line = first
    var isEmpty = true
    for word in text.split(separator: " ") {
      var word = word
      if !isEmpty, self.width(line) + 1 + self.width(word) > width {
        lines.append(line)
        line = rest
        isEmpty = true
      }
      if !isEmpty { line += " " }
      while self.width(line) + self.width(word) > width {
        let head = piece(of: word, width: max(1, width - self.width(line)))
        lines.append(line + head)
        line = rest
        word = word.dropFirst(head.count)
      }
      line += word
      isEmpty = word.isEmpty
    }
    if !isEmpty || lines.isEmpty { lines.append(line) }
    return lines
  }

  /// The longest beginning of `word` that takes at most `width` columns, one character at least.
  private static func piece(of word: Substring, width: Int) -> Substring {
    var end = word.startIndex
    while end < word.endIndex {
      let next = word.index(after: end)
      if self.width(word[..<next]) > width, end > word.startIndex { break }
      end = next
    }
    return word[..<end]
  }
}
