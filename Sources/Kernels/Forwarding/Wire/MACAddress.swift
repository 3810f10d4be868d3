/// An Ethernet address (IEEE 802, 48 bits).
public struct MACAddress: Hashable, Sendable, CustomStringConvertible {
  /// The address as a number below 2^48; 02:00:00:00:00:01 is 0x0200_0000_0001.
  public let bits: UInt64

  /// The address of all stations.
  public static let broadcast = MACAddress(bits: 0xffff_ffff_ffff)

  /// The address whose number is the low 48 bits of `bits`.
  public init(bits: UInt64) { self.bits = bits & 0xffff_ffff_ffff }

  /// Reads six pairs of hexadecimal digits between colons; nil if it is anything else.
  public init?(_ text: some StringProtocol) {
    let parts = text.split(separator: ":", omittingEmptySubsequences: false)
    guard parts.count == 6 else { return nil }
    var bits: UInt64 = 0
    for part in parts {
      guard part.utf8.count == 2, part.utf8.allSatisfy({ $0 != UInt8(ascii: "+") }),
        let octet = UInt8(part, radix: 16)
      else { return nil }
      bits = bits << 8 | UInt64(octet)
    }
    self.bits = bits
  }

  /// Whether the address names a group of stations; all of them count as a group.
  public var isGroup: Bool { bits >> 40 & 1 != 0 }

  /// Six pairs of hexadecimal digits between colons.
  public var description: String {
    (0..<6).map { index in
      let octet = bits >> UInt64(40 - 8 * index) & 0xff
      return (octet < 16 ? "0" : "") + String(octet, radix: 16)
    }.joined(separator: ":")
  }

  /// The six octets as they stand in a frame, in the low bytes of a word that is stored whole.
  var image: UInt64 { UInt64(littleEndian: (bits << 16).byteSwapped) }
}
