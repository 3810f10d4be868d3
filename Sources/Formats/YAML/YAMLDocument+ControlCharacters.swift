import Model

extension YAMLDocument {
  /// The texts with control characters other than tabs and line breaks, which would get onto
  /// terminals and there move the cursor or worse. O(n) in the document's size, and O(1) where
  /// nothing is escaped in it.
  ///
  /// The parser refuses such characters themselves, but not their names in quotes, such as `"\e"`.
  func controlCharacters() -> [Finding] {
    guard hasEscapes else { return [] }
    var findings: [Finding] = []
    forEachEntry { entry in
      if Self.isHarmful(entry.key?.string) {
        findings.append(
          Finding(
            entry.parent, "there are control characters in one of its keys; write plain text"))
      }
      if Self.isHarmful(entry.node.string) {
        findings.append(
          Finding(entry.place, "there are control characters in it; write plain text"))
      }
    }
    return findings
  }

  private static func isHarmful(_ text: String?) -> Bool {
    text?.unicodeScalars.contains {
      $0.properties.generalCategory == .control && $0 != "\t" && $0 != "\n"
    } ?? false
  }
}
