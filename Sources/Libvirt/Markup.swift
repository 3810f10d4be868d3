/// The little of XML that is read from libvirt's own output, which it writes in one fixed form.
public enum Markup {
  /// The first value of `attribute` in a start tag `<name …>`, of those that have an `other`
  /// attribute with a value where one is given; nil if there is none. Understands the five entities
  /// that XML has by itself.
  public static func attribute(
    _ attribute: String, of name: String, with other: (name: String, value: String)? = nil,
    in xml: String
  ) -> String? {
    for tag in tags(in: xml) where Self.name(of: tag) == name {
      if let other, value(of: other.name, in: tag) != other.value { continue }
      if let value = value(of: attribute, in: tag) { return value }
    }
    return nil
  }

  /// The names of the host's ends of all devices `kind` (`interface` or `disk`), in order.
  static func targets(of kind: String, in xml: String) -> [String] {
    var inside = false
    var names: [String] = []
    for tag in tags(in: xml) {
      switch name(of: tag) {
      case kind: inside = true
      case "/" + kind: inside = false
      case "target" where inside: value(of: "dev", in: tag).map { names.append($0) }
      default: break
      }
    }
    return names
  }

  /// The terminals of the first device `kind` (`console` or `serial`); nil without one.
  static func terminal(of kind: String, in xml: String) -> String? {
    var inside = false
    for tag in tags(in: xml) {
      switch name(of: tag) {
      case kind:
        inside = true
        if let path = value(of: "tty", in: tag) { return path }
      case "/" + kind: inside = false
      case "source" where inside:
        if let path = value(of: "path", in: tag) { return path }
      default: break
      }
    }
    return nil
  }

  /// What stands between `<` and `>`.
  private static func tags(in xml: String) -> [Substring] {
    xml.split(separator: "<").map { $0.prefix { $0 != ">" } }
  }

  private static func name(of tag: Substring) -> Substring {
    tag.prefix { !" \n\t".contains($0) && ($0 != "/" || tag.first == "/") }
  }

  private static func value(of attribute: String, in tag: Substring) -> String? {
    for quote in ["'", "\""] {
      let parts = tag.split(separator: Character(quote), omittingEmptySubsequences: false)
      // Names and values alternate.
      for index in stride(from: 0, to: parts.count - 1, by: 2)
      where parts[index].trimmingPrefix(while: { " \n\t/".contains($0) }).hasSuffix(attribute + "=")
        && parts[index].split(whereSeparator: { " \n\t".contains($0) }).last == attribute + "="
      {
        return plain(parts[index + 1])
      }
    }
    return nil
  }

  private static func plain(_ text: Substring) -> String {
    guard text.contains("&") else { return String(text) }
    let entities = ["lt": "<", "gt": ">", "quot": "\"", "apos": "'", "amp": "&"]
    var result = ""
    var rest = text
    while let start = rest.firstIndex(of: "&"), let end = rest[start...].firstIndex(of: ";") {
      result += rest[..<start]
      let name = String(rest[rest.index(after: start)..<end])
      result += entities[name] ?? "&\(name);"
      rest = rest[rest.index(after: end)...]
    }
    return result + rest
  }
}
