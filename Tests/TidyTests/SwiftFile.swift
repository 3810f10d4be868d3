/// A Swift source as text, and the same text with comments and strings blanked out.
struct SwiftFile {
  /// Where it is, relative to the repository.
  let path: String
  /// Its lines as written.
  let lines: [Substring]
  /// The same lines with every character of a comment or a string literal replaced by a space.
  let code: [Substring]

  /// Splits `text` into lines and blanks what is not code.
  init(path: String, text: String) {
    self.path = path
    // A line break at the end of the file ends its last line and does not begin another.
    let body = text.hasSuffix("\n") ? text.dropLast() : text[...]
    lines = body.split(separator: "\n", omittingEmptySubsequences: false)
    var mask = CodeMask(body.utf8)
    code = mask.blanked().split(separator: "\n", omittingEmptySubsequences: false)
  }

  /// The module it belongs to: the folder below Sources; nil elsewhere.
  var module: String? {
    let parts = path.split(separator: "/")
    return parts.count > 2 && parts[0] == "Sources" ? String(parts[1]) : nil
  }

  /// A violation at the line with that index.
  func violation(at index: Int, _ message: String) -> Violation {
    Violation(path: path, line: index + 1, message: message)
  }
}

extension StringProtocol {
  /// The text without spaces at either end.
  var trimmed: SubSequence {
    var rest = drop { $0 == " " }
    while rest.last == " " { rest = rest.dropLast() }
    return rest
  }

  /// Its maximal runs of letters, digits and underscores.
  var words: [SubSequence] {
    split { !($0.isLetter || $0.isNumber || $0 == "_") }
  }
}
