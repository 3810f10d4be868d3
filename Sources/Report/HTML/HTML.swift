/// A piece of HTML. Text becomes HTML only by escaping, so that no name can become markup.
struct HTML: Hashable, Sendable, ExpressibleByStringInterpolation {
  /// The markup.
  private(set) var markup: String

  /// Nothing.
  static let empty = HTML(raw: "")

  /// Elements that have no content and no end tag.
  static let void: Set<String> = ["br", "col", "link", "meta"]

  /// Markup of our own, never of a file's.
  init(raw markup: String) { self.markup = markup }

  /// Text, with all that could be markup escaped.
  init(text: String) { markup = Self.escaped(text) }

  init(stringLiteral value: String) { self.init(text: value) }

  /// The element `name` with attributes, those of value nil left out, and contents.
  static func element(
    _ name: String, _ attributes: [(name: String, value: String?)] = [], _ contents: [HTML]
  ) -> HTML {
    var markup = "<\(name)"
    for attribute in attributes {
      guard let value = attribute.value else { continue }
      markup += " \(attribute.name)=\"\(escaped(value))\""
    }
    markup += ">"
    guard !void.contains(name) else { return HTML(raw: markup) }
    return HTML(raw: markup + contents.map(\.markup).joined() + "</\(name)>")
  }

  /// The element `name` with contents.
  static func element(
    _ name: String, _ attributes: [(name: String, value: String?)] = [], _ contents: HTML...
  ) -> HTML {
    element(name, attributes, contents)
  }

  /// One piece after the other.
  static func + (first: HTML, second: HTML) -> HTML { HTML(raw: first.markup + second.markup) }

  /// Pieces, each on lines of its own.
  static func lines(_ pieces: [HTML]) -> HTML {
    HTML(raw: pieces.filter { $0 != .empty }.map(\.markup).joined(separator: "\n"))
  }

  /// `text` without characters that mean something in HTML's text and attribute values.
  private static func escaped(_ text: String) -> String {
    var result = ""
    result.reserveCapacity(text.utf8.count)
    for character in DisplayText.harmless(text).unicodeScalars {
      switch character {
      case "&": result += "&amp;"
      case "<": result += "&lt;"
      case ">": result += "&gt;"
      case "\"": result += "&quot;"
      case "'": result += "&#39;"
      default: result.unicodeScalars.append(character)
      }
    }
    return result
  }

  /// Text of many lines, such as a specification, whose line ends are kept.
  static func preformatted(_ text: String) -> HTML {
    HTML(
      raw: text.split(separator: "\n", omittingEmptySubsequences: false)
        .map { escaped(String($0)) }.joined(separator: "\n"))
  }
}
