/// An Internet address of one family, as a whole number in host byte order.
public protocol IPAddress: Hashable, Comparable, Sendable, Codable, CustomStringConvertible {
  /// The unsigned integer that holds the address.
  associatedtype Bits: FixedWidthInteger & UnsignedInteger & Sendable

  /// The address as a number; the first octet is the most significant.
  var bits: Bits { get }

  /// The address whose number is `bits`.
  init(bits: Bits)

  /// Reads the family's textual form, that of `description` among others; nil if `text` is not one.
  init?(_ text: some StringProtocol)

  /// The family and an address of its block for documentation or benchmarks, for messages.
  static var kind: (name: String, example: String) { get }
}

/// Why a text is not an address: the text, and how one is written.
public struct IPAddressError: Error, Hashable, Sendable, CustomStringConvertible {
  /// The sentence.
  public let description: String
}

extension IPAddress {
  /// The length of an address in bits: 32 or 128.
  public static var width: Int { Bits.bitWidth }

  /// Orders addresses as numbers.
  public static func < (left: Self, right: Self) -> Bool { left.bits < right.bits }

  /// Reads the family's textual form.
  ///
  /// - Throws: `IPAddressError` for any other text.
  public init(parsing text: some StringProtocol) throws(IPAddressError) {
    guard let address = Self(text) else {
      throw IPAddressError(
        description: "\"\(text)\" is not an \(Self.kind.name) address; write \(Self.kind.example)")
    }
    self = address
  }

  /// Reads the text that `encode(to:)` writes.
  public init(from decoder: any Decoder) throws {
    let container = try decoder.singleValueContainer()
    do {
      try self.init(parsing: try container.decode(String.self))
    } catch let error as IPAddressError {
      throw DecodingError.dataCorruptedError(
        in: container, debugDescription: error.description)
    }
  }

  /// Writes `description`.
  public func encode(to encoder: any Encoder) throws {
    var container = encoder.singleValueContainer()
    try container.encode(description)
  }
}
