import Yams

/// A YAML document as a tree, with the line of every place in it.
struct YAMLDocument {
  /// The name of the file, for problems.
  let file: String
  /// The tree.
  var root: Node
  /// Whether a text in it may be written with escapes, such as `"\e"`.
  var hasEscapes: Bool
  /// The places with other values than the file's, list elements named by their positions, and the
  /// options that gave them, in their order.
  var overrides: [(place: String, option: String)] = []

  /// Reads `text`.
  ///
  /// Aliases of anchors are refused: they let a short text stand for an endless document. So are
  /// more than 1000 levels of nesting, by the parser. A byte order mark is skipped.
  init(_ text: String, file: String) throws(InputError) {
    self.file = file
    hasEscapes = text.utf8.contains(UInt8(ascii: "\\"))
    if let line = Self.firstAlias(in: text) {
      throw InputError(
        file: file, line: line,
        message: "anchors and aliases (& and *) are not understood; write the values out")
    }
    let parsed: Node?
    do {
      let marked = text.unicodeScalars.first == "\u{FEFF}"
      parsed = try Yams.compose(yaml: marked ? String(text.unicodeScalars.dropFirst()) : text)
    } catch let error as YamlError {
      throw Self.problem(error, file: file)
    } catch {
      throw InputError(file: file, message: "this is not YAML: \(error)")
    }
    guard let parsed else {
      throw InputError(
        file: file, message: "there is nothing in it; a scenario begins with hypertwin: 1")
    }
    root = parsed
  }

  /// The line of the first alias, `*NAME` after `&NAME`, wherever in a line they stand; nil if
  /// there is none.
  ///
  /// This must come before the parser, which compares keys of mappings, and may be kept busy for
  /// years by a key that is made of aliases of aliases.
  private static func firstAlias(in text: String) -> Int? {
    func isName(_ byte: UInt8) -> Bool {
      (48...57).contains(byte) || (65...90).contains(byte) || (97...122).contains(byte)
        || byte == 45 || byte == 95
    }
    var anchors: Set<[UInt8]> = []
    var line = 1
    var mark: UInt8 = 0
    var name: [UInt8] = []
    for byte in text.utf8 {
      if mark != 0 && isName(byte) {
        name.append(byte)
        continue
      }
      if mark == UInt8(ascii: "&") && !name.isEmpty { anchors.insert(name) }
      if mark == UInt8(ascii: "*") && anchors.contains(name) { return line }
      if byte == UInt8(ascii: "\n") { line += 1 }
      mark = byte == UInt8(ascii: "&") || byte == UInt8(ascii: "*") ? byte : 0
      name.removeAll(keepingCapacity: true)
    }
    return mark == UInt8(ascii: "*") && anchors.contains(name) ? line : nil
  }

  private static func problem(_ error: YamlError, file: String) -> InputError {
    switch error {
    case .scanner(_, let problem, let mark, _), .parser(_, let problem, let mark, _),
      .composer(_, let problem, let mark, _):
      let isDeep = problem.hasPrefix("Maximum nesting level")
      return InputError(
        file: file, line: mark.line,
        message: isDeep
          ? "lists and mappings are nested too deep; is this the file you mean?"
          : "this is not YAML: \(problem)")
    case .duplicatedKeysInMapping(let duplicates, let context):
      return InputError(
        file: file, line: context.mark.line,
        message: "the key \"\(duplicates.joined(separator: "\", \""))\" is given twice; keep one")
    case .reader(let problem, _, _, _):
      return InputError(file: file, message: "this is not UTF-8 text: \(problem)")
    default:
      return InputError(file: file, message: "this is not YAML: \(error)")
    }
  }
}
