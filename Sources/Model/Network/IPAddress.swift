/// An Internet address of one family, as a whole number in host byte order.
public protocol IPAddress: Hashable, Comparable, Sendable, Codable, CustomStringConvertible {
  /// The unsigned integer that holds the address.
  associatedtype Bits: FixedWidthInteger & UnsignedInteger & Sendable

  /// The address as a number; the first octet is the most significant.
  var bits: Bits { get }

  /// The address whose number is `bits`.
  init(bits: Bits)

  /// Reads the family's textual form; nil if `text` is not one.
  init?(_ text: some StringProtocol)
}

extension IPAddress {
  /// The length of an address in bits: 32 or 128.
  public static var width: Int { Bits.bitWidth }

  /// Orders addresses as numbers.
  public static func < (left: Self, right: Self) -> Bool { left.bits < right.bits }
}
