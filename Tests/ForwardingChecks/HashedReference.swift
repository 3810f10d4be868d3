/// Longest-prefix match with one dictionary for each length, searched from the longest: obviously
/// right, and quick enough for a million look-ups in a full table.
public struct HashedReference<Bits: FixedWidthInteger & UnsignedInteger & Sendable> {
  private var tables: [[Bits: UInt16]] = Array(repeating: [:], count: Bits.bitWidth + 1)

  private static func mask(_ length: Int) -> Bits {
    length == 0 ? 0 : ~Bits(0) << Bits(Bits.bitWidth - length)
  }

  mutating func insert(_ bits: Bits, length: Int, nextHop: UInt16) {
    tables[length][bits & Self.mask(length)] = nextHop
  }

  mutating func remove(_ bits: Bits, length: Int) {
    tables[length][bits & Self.mask(length)] = nil
  }

  func nextHop(_ bits: Bits, length: Int) -> UInt16? { tables[length][bits & Self.mask(length)] }

  func lookup(_ address: Bits) -> UInt16 {
    for length in stride(from: Bits.bitWidth, through: 0, by: -1) where !tables[length].isEmpty {
      if let nextHop = tables[length][address & Self.mask(length)] { return nextHop }
    }
    return 0
  }
}
