/// Writes XML: elements indented by two spaces, attributes in the order of their names.
struct XMLWriter {
  /// What has been written.
  private(set) var text = ""
  private var depth = 0

  /// An element with children.
  mutating func element(
    _ name: String, _ attributes: [String: String] = [:], _ children: (inout XMLWriter) -> Void
  ) {
    line("<\(name)\(written(attributes))>")
    depth += 1
    children(&self)
    depth -= 1
    line("</\(name)>")
  }

  /// An element with text, or with nothing in it.
  mutating func leaf(_ name: String, _ attributes: [String: String] = [:], text: String? = nil) {
    if let text {
      line("<\(name)\(written(attributes))>\(XMLText.escaped(text))</\(name)>")
    } else {
      line("<\(name)\(written(attributes))/>")
    }
  }

  /// A line that is XML already.
  mutating func raw(_ xml: String) { line(xml) }

  private mutating func line(_ content: String) {
    text += String(repeating: "  ", count: depth) + content + "\n"
  }

  private func written(_ attributes: [String: String]) -> String {
    attributes.sorted { $0.key < $1.key }
      .map { " \($0.key)='\(XMLText.escaped($0.value))'" }.joined()
  }
}
