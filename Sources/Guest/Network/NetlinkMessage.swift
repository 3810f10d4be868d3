/// A request to the kernel's routing socket, as bytes (rtnetlink(7)); numbers are the machine's.
struct NetlinkMessage {
  /// What a request is about. The values are Linux's.
  enum Kind: UInt16 {
    case newLink = 16
    case getLink = 18
    case newAddress = 20
    case newRoute = 24
    case newNeighbour = 28
  }

  private(set) var bytes: [UInt8] = []

  private static let headerBytes = 16
  private static let request: UInt16 = 0x1
  private static let acknowledge: UInt16 = 0x4
  private static let replace: UInt16 = 0x100
  private static let create: UInt16 = 0x400
  private static let dump: UInt16 = 0x300

  /// A request with its fixed part.
  init(_ kind: Kind, sequence: UInt32, _ fixed: [UInt8]) {
    var flags = Self.request
    switch kind {
    case .getLink: flags |= Self.dump
    case .newLink: flags |= Self.acknowledge
    case .newAddress, .newRoute, .newNeighbour:
      flags |= Self.acknowledge | Self.create | Self.replace
    }
    bytes += Self.octets(UInt32(0)) + Self.octets(kind.rawValue) + Self.octets(flags)
    bytes += Self.octets(sequence) + Self.octets(UInt32(0))
    bytes += fixed
    finish()
  }

  /// Appends an attribute.
  mutating func add(_ type: UInt16, _ value: [UInt8]) {
    bytes += Self.octets(UInt16(4 + value.count)) + Self.octets(type) + value
    finish()
  }

  /// The octets of a number in the machine's order.
  static func octets(_ value: some FixedWidthInteger) -> [UInt8] {
    withUnsafeBytes(of: value) { Array($0) }
  }

  /// Parts are multiples of four bytes; the whole length is the first field.
  private mutating func finish() {
    while bytes.count % 4 != 0 { bytes.append(0) }
    bytes.replaceSubrange(0..<4, with: Self.octets(UInt32(bytes.count)))
  }
}

/// Reading answers.
extension NetlinkMessage {
  /// A message of an answer.
  struct Answer {
    let type: UInt16
    let sequence: UInt32
    let body: ArraySlice<UInt8>
  }

  /// The messages in what was received; stops at what makes no sense.
  static func answers(in bytes: ArraySlice<UInt8>) -> [Answer] {
    var answers: [Answer] = []
    var rest = bytes
    while let length = number(UInt32.self, rest, at: 0), length >= headerBytes,
      length <= rest.count, let type = number(UInt16.self, rest, at: 4),
      let sequence = number(UInt32.self, rest, at: 8)
    {
      let message = rest.prefix(Int(length))
      answers.append(
        Answer(type: type, sequence: sequence, body: message.dropFirst(headerBytes)))
      rest = rest.dropFirst((Int(length) + 3) & ~3)
    }
    return answers
  }

  /// The attributes after `fixed` bytes; of several of one type the first.
  static func attributes(_ body: ArraySlice<UInt8>, after fixed: Int) -> [UInt16: ArraySlice<UInt8>]
  {
    var attributes: [UInt16: ArraySlice<UInt8>] = [:]
    var rest = body.dropFirst(fixed)
    while let length = number(UInt16.self, rest, at: 0), length >= 4, length <= rest.count,
      let type = number(UInt16.self, rest, at: 2)
    {
      // The two highest bits are flags.
      let key = type & 0x3FFF
      if attributes[key] == nil { attributes[key] = rest.prefix(Int(length)).dropFirst(4) }
      rest = rest.dropFirst((Int(length) + 3) & ~3)
    }
    return attributes
  }

  /// A number in the machine's order; nil if it lies outside.
  static func number<Number: FixedWidthInteger>(
    _ type: Number.Type, _ bytes: ArraySlice<UInt8>, at offset: Int
  ) -> Number? {
    let part = bytes.dropFirst(offset).prefix(MemoryLayout<Number>.size)
    guard part.count == MemoryLayout<Number>.size else { return nil }
    return part.withUnsafeBytes { $0.loadUnaligned(as: Number.self) }
  }
}
