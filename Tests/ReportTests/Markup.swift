/// A strict reader of the markup that reports are written in: every element is closed in order,
/// attributes are quoted, and nothing is escaped wrongly.
struct Markup {
  /// An element's start.
  struct Element: Hashable {
    let name: String
    let attributes: [String: String]
  }

  /// Why a text is not well formed.
  struct Malformed: Error, CustomStringConvertible {
    let description: String
  }

  /// All elements in the order of their starts.
  private(set) var elements: [Element] = []
  /// The raw contents of script and style elements with their elements.
  private(set) var raw: [(element: Element, text: String)] = []
  /// All text outside of scripts and styles, unescaped.
  private(set) var text = ""

  private static let void: Set<String> = ["meta", "link", "br", "col"]
  private static let references = ["amp": "&", "lt": "<", "gt": ">", "quot": "\"", "#39": "'"]

  /// Reads a whole document.
  init(_ document: String) throws {
    var rest = document[...]
    guard rest.hasPrefix("<!DOCTYPE html>\n") else { throw Malformed(description: "no doctype") }
    rest = rest.dropFirst("<!DOCTYPE html>\n".count)
    var open: [String] = []
    while let next = rest.first {
      if next != "<" {
        let end = rest.firstIndex(of: "<") ?? rest.endIndex
        text += try Self.unescaped(rest[..<end])
        rest = rest[end...]
        continue
      }
      let end = try Self.endOfTag(rest)
      let tag = rest[rest.index(after: rest.startIndex)..<end]
      rest = rest[rest.index(after: end)...]
      if tag.hasPrefix("/") {
        guard open.popLast() == String(tag.dropFirst()) else {
          throw Malformed(description: "<\(tag)> closes what is not open")
        }
        continue
      }
      let element = try Self.element(tag)
      elements.append(element)
      if Self.void.contains(element.name) { continue }
      if ["script", "style"].contains(element.name) {
        guard let close = rest.firstRange(of: "</\(element.name)") else {
          throw Malformed(description: "<\(element.name)> is not closed")
        }
        raw.append((element, String(rest[..<close.lowerBound])))
        rest = rest[close.lowerBound...]
      }
      open.append(element.name)
    }
    guard open.isEmpty else { throw Malformed(description: "not closed: \(open)") }
  }

  private static func endOfTag(_ text: Substring) throws -> String.Index {
    var isQuoted = false
    for index in text.indices {
      if text[index] == "\"" { isQuoted.toggle() }
      if text[index] == ">" && !isQuoted { return index }
    }
    throw Malformed(description: "a tag does not end: \(text.prefix(40))")
  }

  private static func element(_ tag: Substring) throws -> Element {
    let name = tag.prefix { $0 != " " }
    guard !name.isEmpty, name.allSatisfy({ $0.isLowercase || $0.isNumber }) else {
      throw Malformed(description: "<\(tag)> is no tag")
    }
    var attributes: [String: String] = [:]
    var rest = tag.dropFirst(name.count)
    while !rest.isEmpty {
      let parts = rest.split(separator: "\"", maxSplits: 2, omittingEmptySubsequences: false)
      guard parts.count == 3, parts[0].first == " ", parts[0].last == "=" else {
        throw Malformed(description: "an attribute of <\(tag)>")
      }
      let key = String(parts[0].dropFirst().dropLast())
      guard attributes.updateValue(try unescaped(parts[1]), forKey: key) == nil else {
        throw Malformed(description: "\(key) twice in <\(tag)>")
      }
      rest = parts[2]
    }
    return Element(name: String(name), attributes: attributes)
  }

  private static func unescaped(_ text: Substring) throws -> String {
    let parts = text.split(separator: "&", omittingEmptySubsequences: false)
    return try parts.dropFirst().reduce(into: String(parts[0])) { result, part in
      let name = String(part.prefix { $0 != ";" })
      guard part.contains(";"), let character = references[name] else {
        throw Malformed(description: "a bare & before \(part.prefix(20))")
      }
      result += character + part.dropFirst(name.count + 1)
    }
  }
}
