/// A block of addresses: an address whose host bits are zero, and a prefix length (RFC 4632).
public struct Prefix<Address: IPAddress>: Hashable, Sendable, CustomStringConvertible {
  /// The first address of the block; its host bits are zero.
  public let address: Address

  /// How many leading bits are fixed: 0 to `Address.width`.
  public let length: Int

  /// The block of `length` leading bits that holds `address`; nil if the length is out of range.
  public init?(_ address: Address, length: Int) {
    guard (0...Address.width).contains(length) else { return nil }
    self.address = Address(bits: address.bits & Self.mask(length))
    self.length = length
  }

  /// Reads `ADDRESS/LENGTH`; nil if it is malformed or a host bit is set.
  public init?(_ text: some StringProtocol) {
    let parts = text.split(separator: "/", omittingEmptySubsequences: false)
    guard parts.count == 2, let address = Address(parts[0]),
      !parts[1].isEmpty, parts[1].utf8.allSatisfy({ (48...57).contains($0) }),
      let length = Int(parts[1]), let prefix = Self(address, length: length),
      prefix.address == address
    else { return nil }
    self = prefix
  }

  /// The number whose `length` leading bits are one.
  public static func mask(_ length: Int) -> Address.Bits {
    length == 0 ? 0 : ~Address.Bits(0) << (Address.width - length)
  }

  /// Whether `candidate` lies in the block.
  public func contains(_ candidate: Address) -> Bool {
    candidate.bits & Self.mask(length) == address.bits
  }

  /// `ADDRESS/LENGTH`.
  public var description: String { "\(address)/\(length)" }
}
