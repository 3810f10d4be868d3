/// The UUID of a domain, the only name by which domains are looked up.
public struct DomainUUID: Hashable, Sendable, CustomStringConvertible {
  /// The first and the last eight bytes, big-endian.
  private let high, low: UInt64

  /// From 16 bytes.
  ///
  /// - Precondition: there are 16.
  public init(bytes: [UInt8]) {
    precondition(bytes.count == 16, "a UUID has 16 bytes, not \(bytes.count)")
    high = bytes[..<8].reduce(0) { $0 << 8 | UInt64($1) }
    low = bytes[8...].reduce(0) { $0 << 8 | UInt64($1) }
  }

  /// From text as `6695eb01-f6a4-8304-79aa-97f2502e193f`, in either case; nil for anything else.
  public init?(_ text: some StringProtocol) {
    let parts = text.utf8.split(separator: UInt8(ascii: "-"), omittingEmptySubsequences: false)
    guard parts.map(\.count) == [8, 4, 4, 4, 12] else { return nil }
    var bytes: [UInt8] = []
    var pending: UInt8?
    for digit in parts.joined() {
      guard let value = Character(UnicodeScalar(digit)).hexDigitValue else { return nil }
      if let first = pending {
        bytes.append(first << 4 | UInt8(value))
        pending = nil
      } else {
        pending = UInt8(value)
      }
    }
    self.init(bytes: bytes)
  }

  /// The 16 bytes.
  public var bytes: [UInt8] {
    [high, low].flatMap { word in
      (0..<8).map { UInt8(truncatingIfNeeded: word >> UInt64(56 - 8 * $0)) }
    }
  }

  /// In lower case with hyphens.
  public var description: String {
    let digits = bytes.map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }
    let groups = [0..<4, 4..<6, 6..<8, 8..<10, 10..<16]
    return groups.map { digits[$0].joined() }.joined(separator: "-")
  }
}

extension DomainUUID: Codable {
  /// Reads the text form.
  public init(from decoder: any Decoder) throws {
    let container = try decoder.singleValueContainer()
    let text = try container.decode(String.self)
    guard let uuid = DomainUUID(text) else {
      throw DecodingError.dataCorruptedError(
        in: container, debugDescription: "\"\(text)\" is no UUID; write it as 8-4-4-4-12 digits")
    }
    self = uuid
  }

  /// Writes the text form.
  public func encode(to encoder: any Encoder) throws {
    var container = encoder.singleValueContainer()
    try container.encode(description)
  }
}
