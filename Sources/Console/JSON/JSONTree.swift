/// An encoder that builds the text of a JSON value from its parts.
final class JSONTree: Encoder {
  /// What has been put here.
  private enum Content {
    case nothing
    case text(String)
    case notFinite
    case object([String: JSONTree])
    case array([JSONTree])
  }

  let codingPath: [any CodingKey]
  let userInfo: [CodingUserInfoKey: Any] = [:]
  private var content = Content.nothing

  init(path: [any CodingKey] = []) { codingPath = path }

  /// The JSON text on one line; an empty object for a value that encoded nothing.
  var text: String { text(lineEnd: "", step: "", colon: ":") }

  /// The same with each part on a line of its own, two columns further in than what it is in.
  var indented: String { text(lineEnd: "\n", step: "  ", colon: ": ") }

  private func text(lineEnd: String, step: String, colon: String) -> String {
    func joined(_ parts: [String], _ brackets: (String, String)) -> String {
      guard !parts.isEmpty else { return brackets.0 + brackets.1 }
      return brackets.0 + lineEnd + step + parts.joined(separator: "," + lineEnd + step) + lineEnd
        + brackets.1
    }
    let end = lineEnd + (lineEnd.isEmpty ? "" : step)
    switch content {
    case .nothing: return "{}"
    case .text(let text): return text
    case .notFinite: return "null"
    case .array(let parts):
      return joined(
        parts.map { $0.text(lineEnd: end, step: step, colon: colon) }, ("[", "]"))
    case .object(let parts):
      return joined(
        parts.sorted { $0.key < $1.key }.map {
          JSONLine.quoted($0.key) + colon
            + $0.value.text(lineEnd: end, step: step, colon: colon)
        }, ("{", "}"))
    }
  }

  /// The places of numbers that are not finite, as `figures[2].rate_mb_s`, below the place `path`.
  func placesNotFinite(below path: String = "") -> [String] {
    switch content {
    case .nothing, .text: return []
    case .notFinite: return [path]
    case .array(let parts):
      return parts.enumerated().flatMap { $1.placesNotFinite(below: "\(path)[\($0)]") }
    case .object(let parts):
      return parts.sorted { $0.key < $1.key }.flatMap {
        $0.value.placesNotFinite(below: path.isEmpty ? $0.key : "\(path).\($0.key)")
      }
    }
  }

  func container<Key: CodingKey>(keyedBy type: Key.Type) -> KeyedEncodingContainer<Key> {
    if case .object = content {} else { content = .object([:]) }
    return KeyedEncodingContainer(Object<Key>(tree: self))
  }

  func unkeyedContainer() -> any UnkeyedEncodingContainer {
    if case .array = content {} else { content = .array([]) }
    return Elements(tree: self)
  }

  func singleValueContainer() -> any SingleValueEncodingContainer { Value(tree: self) }

  /// The part of that key.
  private func part(_ key: some CodingKey) -> JSONTree {
    let tree = JSONTree(path: codingPath + [key])
    guard case .object(var parts) = content else { preconditionFailure("not an object") }
    parts[JSONLine.snakeCase(key.stringValue)] = tree
    content = .object(parts)
    return tree
  }

  /// A new last part.
  private func nextPart() -> JSONTree {
    let tree = JSONTree(path: codingPath)
    guard case .array(var parts) = content else { preconditionFailure("not an array") }
    parts.append(tree)
    content = .array(parts)
    return tree
  }

  private var count: Int {
    if case .array(let parts) = content { return parts.count }
    return 0
  }

  /// One value.
  private struct Value: SingleValueEncodingContainer {
    let tree: JSONTree
    var codingPath: [any CodingKey] { tree.codingPath }

    func encodeNil() { tree.content = .text("null") }
    func encode(_ value: Bool) { tree.content = .text(value ? "true" : "false") }
    func encode(_ value: String) { tree.content = .text(JSONLine.quoted(value)) }
    func encode(_ value: Double) {
      tree.content = value.isFinite ? .text("\(value)") : .notFinite
    }
    func encode(_ value: Float) { encode(Double(value)) }
    func encode(_ value: Int) { integer(value) }
    func encode(_ value: Int8) { integer(value) }
    func encode(_ value: Int16) { integer(value) }
    func encode(_ value: Int32) { integer(value) }
    func encode(_ value: Int64) { integer(value) }
    func encode(_ value: UInt) { integer(value) }
    func encode(_ value: UInt8) { integer(value) }
    func encode(_ value: UInt16) { integer(value) }
    func encode(_ value: UInt32) { integer(value) }
    func encode(_ value: UInt64) { integer(value) }
    func encode(_ value: some Encodable) throws { try value.encode(to: tree) }
    private func integer(_ value: some BinaryInteger) { tree.content = .text("\(value)") }
  }

  /// The members of an object. The standard library's other `encode` functions end in this one.
  private struct Object<Key: CodingKey>: KeyedEncodingContainerProtocol {
    let tree: JSONTree
    var codingPath: [any CodingKey] { tree.codingPath }

    func encodeNil(forKey key: Key) { tree.part(key).content = .text("null") }
    func encode(_ value: some Encodable, forKey key: Key) throws {
      try value.encode(to: tree.part(key))
    }
    func nestedContainer<Nested: CodingKey>(
      keyedBy type: Nested.Type, forKey key: Key
    ) -> KeyedEncodingContainer<Nested> { tree.part(key).container(keyedBy: type) }
    func nestedUnkeyedContainer(forKey key: Key) -> any UnkeyedEncodingContainer {
      tree.part(key).unkeyedContainer()
    }
    func superEncoder() -> any Encoder { tree }
    func superEncoder(forKey key: Key) -> any Encoder { tree.part(key) }
  }

  /// The elements of an array.
  private struct Elements: UnkeyedEncodingContainer {
    let tree: JSONTree
    var codingPath: [any CodingKey] { tree.codingPath }
    var count: Int { tree.count }

    func encodeNil() { tree.nextPart().content = .text("null") }
    func encode(_ value: some Encodable) throws { try value.encode(to: tree.nextPart()) }
    func nestedContainer<Nested: CodingKey>(
      keyedBy type: Nested.Type
    ) -> KeyedEncodingContainer<Nested> { tree.nextPart().container(keyedBy: type) }
    func nestedUnkeyedContainer() -> any UnkeyedEncodingContainer {
      tree.nextPart().unkeyedContainer()
    }
    func superEncoder() -> any Encoder { tree.nextPart() }
  }
}
