/// An IPv4 address (RFC 791).
public struct IPv4Address: IPAddress {
  /// The address as a number; 198.18.0.1 is 0xC612_0001.
  public let bits: UInt32

  /// The family, and an address of RFC 2544.
  public static var kind: (name: String, example: String) { ("IPv4", "198.18.0.1") }

  /// The address whose number is `bits`.
  @inlinable
  public init(bits: UInt32) { self.bits = bits }

  /// Reads dotted-decimal text of exactly four numbers 0–255 without leading zeros.
  public init?(_ text: some StringProtocol) {
    let parts = text.split(separator: ".", omittingEmptySubsequences: false)
    guard parts.count == 4 else { return nil }
    var bits: UInt32 = 0
    for part in parts {
      guard (1...3).contains(part.utf8.count), part.utf8.allSatisfy({ (48...57).contains($0) }),
        part.utf8.count == 1 || part.utf8.first != 48, let octet = UInt8(part)
      else { return nil }
      bits = bits << 8 | UInt32(octet)
    }
    self.bits = bits
  }

  /// Dotted-decimal text.
  public var description: String {
    "\(bits >> 24).\(bits >> 16 & 255).\(bits >> 8 & 255).\(bits & 255)"
  }
}
