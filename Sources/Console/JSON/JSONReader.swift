/// A decoder of values from JSON that `JSONLine` wrote: the names are in snake_case.
struct JSONReader: Decoder {
  let value: JSONValue
  var codingPath: [any CodingKey] = []
  var userInfo: [CodingUserInfoKey: Any] { [:] }

  func container<Key: CodingKey>(
    keyedBy type: Key.Type
  ) throws -> KeyedDecodingContainer<Key> {
    guard case .object(let members) = value else { throw mismatch("an object") }
    return KeyedDecodingContainer(Members<Key>(members: members, reader: self))
  }

  func unkeyedContainer() throws -> any UnkeyedDecodingContainer {
    guard case .array(let values) = value else { throw mismatch("an array") }
    return Elements(values: values, reader: self)
  }

  func singleValueContainer() throws -> any SingleValueDecodingContainer { One(reader: self) }

  fileprivate func mismatch(_ expected: String) -> JSONValue.Problem {
    let path = codingPath.map(\.stringValue).joined(separator: ".")
    return JSONValue.Problem(description: "\(path.isEmpty ? "the value" : path) is not \(expected)")
  }

  fileprivate func decode<T: Decodable>(_ type: T.Type) throws -> T {
    // The standard library's own types must not go through containers of containers.
    switch type {
    case is String.Type: return try unwrap(value.text as? T, "a text")
    case is Double.Type: return try unwrap(value.double as? T, "a number")
    case is Bool.Type:
      guard case .bool(let answer) = value else { throw mismatch("true or false") }
      return try unwrap(answer as? T, "true or false")
    default: return try T(from: self)
    }
  }

  fileprivate func integer<T: FixedWidthInteger>(_ type: T.Type) throws -> T {
    guard case .number(let digits) = value, let number = T(digits) else {
      throw mismatch("a whole number from \(T.min) to \(T.max)")
    }
    return number
  }

  fileprivate func unwrap<T>(_ value: T?, _ expected: String) throws -> T {
    guard let value else { throw mismatch(expected) }
    return value
  }

  /// One value.
  private struct One: SingleValueDecodingContainer {
    let reader: JSONReader
    var codingPath: [any CodingKey] { reader.codingPath }

    func decodeNil() -> Bool { reader.value == .null }
    func decode(_ type: Bool.Type) throws -> Bool { try reader.decode(type) }
    func decode(_ type: String.Type) throws -> String { try reader.decode(type) }
    func decode(_ type: Double.Type) throws -> Double { try reader.decode(type) }
    func decode(_ type: Float.Type) throws -> Float { Float(try reader.decode(Double.self)) }
    func decode(_ type: Int.Type) throws -> Int { try reader.integer(type) }
    func decode(_ type: Int8.Type) throws -> Int8 { try reader.integer(type) }
    func decode(_ type: Int16.Type) throws -> Int16 { try reader.integer(type) }
    func decode(_ type: Int32.Type) throws -> Int32 { try reader.integer(type) }
    func decode(_ type: Int64.Type) throws -> Int64 { try reader.integer(type) }
    func decode(_ type: UInt.Type) throws -> UInt { try reader.integer(type) }
    func decode(_ type: UInt8.Type) throws -> UInt8 { try reader.integer(type) }
    func decode(_ type: UInt16.Type) throws -> UInt16 { try reader.integer(type) }
    func decode(_ type: UInt32.Type) throws -> UInt32 { try reader.integer(type) }
    func decode(_ type: UInt64.Type) throws -> UInt64 { try reader.integer(type) }
    func decode<T: Decodable>(_ type: T.Type) throws -> T { try reader.decode(type) }
  }

  /// The members of an object. The standard library's other `decode` functions end in this one.
  private struct Members<Key: CodingKey>: KeyedDecodingContainerProtocol {
    let members: [String: JSONValue]
    let reader: JSONReader
    var codingPath: [any CodingKey] { reader.codingPath }

    /// Those of the key's names that are here, or names of the text itself.
    var allKeys: [Key] {
      members.keys.sorted().compactMap {
        Key(stringValue: JSONLine.camelCase($0)) ?? Key(stringValue: $0)
      }
    }

    func contains(_ key: Key) -> Bool { members[JSONLine.snakeCase(key.stringValue)] != nil }
    func decodeNil(forKey key: Key) throws -> Bool { try part(key).value == .null }
    func decode<T: Decodable>(_ type: T.Type, forKey key: Key) throws -> T {
      try part(key).singleValueContainer().decode(type)
    }
    func nestedContainer<Nested: CodingKey>(
      keyedBy type: Nested.Type, forKey key: Key
    ) throws -> KeyedDecodingContainer<Nested> { try part(key).container(keyedBy: type) }
    func nestedUnkeyedContainer(forKey key: Key) throws -> any UnkeyedDecodingContainer {
      try part(key).unkeyedContainer()
    }
    func superDecoder() throws -> any Decoder { reader }
    func superDecoder(forKey key: Key) throws -> any Decoder { try part(key) }

    private func part(_ key: Key) throws -> JSONReader {
      let name = JSONLine.snakeCase(key.stringValue)
      guard let value = members[name] else {
        throw reader.mismatch("an object with a member \"\(name)\"")
      }
      return JSONReader(value: value, codingPath: codingPath + [key])
    }
  }

  /// The elements of an array.
  private struct Elements: UnkeyedDecodingContainer {
    let values: [JSONValue]
    let reader: JSONReader
    var currentIndex = 0
    var codingPath: [any CodingKey] { reader.codingPath }
    var count: Int? { values.count }
    var isAtEnd: Bool { currentIndex >= values.count }

    mutating func decodeNil() throws -> Bool {
      guard !isAtEnd, values[currentIndex] == .null else { return false }
      currentIndex += 1
      return true
    }
    mutating func decode<T: Decodable>(_ type: T.Type) throws -> T {
      try next().singleValueContainer().decode(type)
    }
    mutating func nestedContainer<Nested: CodingKey>(
      keyedBy type: Nested.Type
    ) throws -> KeyedDecodingContainer<Nested> { try next().container(keyedBy: type) }
    mutating func nestedUnkeyedContainer() throws -> any UnkeyedDecodingContainer {
      try next().unkeyedContainer()
    }
    mutating func superDecoder() throws -> any Decoder { try next() }

    private mutating func next() throws -> JSONReader {
      guard !isAtEnd else { throw reader.mismatch("an array of more elements") }
      defer { currentIndex += 1 }
      return JSONReader(value: values[currentIndex], codingPath: codingPath)
    }
  }
}
