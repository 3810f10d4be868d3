public import Model

/// Routing tables of the shape of the Internet's, from a seed.
///
/// The shares of prefix lengths are round figures of our own that resemble a default-free table:
/// more than half are /24 (IPv6: nearly half /48), most others /16 to /23, and one in 200 is
/// longer, as a provider's own are. They are assumptions, not a measurement. Half of the draws try
/// to nest in an earlier prefix, which works where that
/// one is shorter; the others start anywhere in global unicast space and may nest by chance. Next
/// hops are drawn uniformly for each prefix, which compresses worse than a real table, where
/// neighbours often share theirs.
public enum SyntheticTable {
  /// Prefixes in 10,000 of each length, IPv4.
  public static let sharesIPv4: [(length: Int, share: Int)] = [
    (8, 1), (10, 1), (11, 1), (12, 3), (13, 6), (14, 12), (15, 20), (16, 145), (17, 90),
    (18, 145), (19, 265), (20, 460), (21, 535), (22, 1150), (23, 1040), (24, 6076),
    (25, 5), (26, 5), (27, 5), (28, 5), (29, 5), (30, 5), (32, 20),
  ]

  /// Prefixes in 10,000 of each length, IPv6.
  public static let sharesIPv6: [(length: Int, share: Int)] = [
    (20, 5), (24, 20), (28, 80), (29, 270), (30, 90), (31, 45), (32, 1150), (33, 250), (34, 250),
    (35, 200), (36, 400), (38, 120), (40, 860), (42, 200), (44, 900), (45, 120), (46, 300),
    (47, 240), (48, 4500),
  ]

  /// `count` routes of IPv4, at most 2 million, all with different prefixes, and next hops from 1
  /// to `nextHops`.
  public static func ipv4(
    count: Int, nextHops: Int, seed: UInt64
  ) -> [Route<IPv4Address, UInt16>] {
    precondition((1...2_000_000).contains(count), "a synthetic table has 1 to 2,000,000 routes")
    var random = ForwardingRandom(seed: seed)
    return build(count: count, nextHops: nextHops, shares: sharesIPv4, random: &random) { random in
      // 1.0.0.0 to 223.255.255.255 without 127.
      let first = UInt32(1 + random.below(222))
      let octet = first < 127 ? first : first + 1
      return octet << 24 | UInt32(truncatingIfNeeded: random.next()) >> 8
    }.compactMap { drawn in
      Prefix(IPv4Address(bits: drawn.bits), length: drawn.length).map {
        Route($0, nextHop: drawn.nextHop)
      }
    }
  }

  /// `count` routes of IPv6, at most 2 million, below 2000::/3, and next hops from 1 to `nextHops`.
  public static func ipv6(
    count: Int, nextHops: Int, seed: UInt64
  ) -> [Route<IPv6Address, UInt16>] {
    precondition((1...2_000_000).contains(count), "a synthetic table has 1 to 2,000,000 routes")
    var random = ForwardingRandom(seed: seed)
    return build(count: count, nextHops: nextHops, shares: sharesIPv6, random: &random) { random in
      // The registries hand out 2000::/12 to 2c00::/12 or so: 12 bits fixed to one of 13 blocks.
      let block = UInt128(0x200 + random.below(13) * 0x10)
      return block << 116 | (UInt128(random.next()) << 52)
    }.compactMap { drawn in
      Prefix(IPv6Address(bits: drawn.bits), length: drawn.length).map {
        Route($0, nextHop: drawn.nextHop)
      }
    }
  }

  /// A prefix that was drawn.
  private struct Drawn<Bits: Hashable> {
    var bits: Bits
    var length: Int
    var nextHop: UInt16
  }

  /// What tells prefixes apart.
  private struct Key<Bits: Hashable>: Hashable {
    var bits: Bits
    var length: Int
  }

  private static func build<Bits: FixedWidthInteger & UnsignedInteger>(
    count: Int, nextHops: Int, shares: [(length: Int, share: Int)],
    random: inout ForwardingRandom, anywhere: (inout ForwardingRandom) -> Bits
  ) -> [Drawn<Bits>] {
    precondition((1...65_535).contains(nextHops), "next hops are numbers from 1 to 65,535")
    var seen = Set<Key<Bits>>(minimumCapacity: count)
    var result: [Drawn<Bits>] = []
    result.reserveCapacity(count)
    while result.count < count {
      let length = drawLength(shares, &random)
      var bits = anywhere(&random)
      if random.below(2) == 0, !result.isEmpty {
        let cover = result[random.below(result.count)]
        if cover.length < length { bits = cover.bits | bits & (~0 >> Bits(cover.length)) }
      }
      bits &= ~(~0 >> Bits(length))
      guard seen.insert(Key(bits: bits, length: length)).inserted else { continue }
      result.append(
        Drawn(bits: bits, length: length, nextHop: UInt16(1 + random.below(nextHops))))
    }
    return result
  }

  private static func drawLength(
    _ shares: [(length: Int, share: Int)], _ random: inout ForwardingRandom
  ) -> Int {
    let total = shares.reduce(0) { $0 + $1.share }
    var ticket = random.below(total)
    for (length, share) in shares {
      if ticket < share { return length }
      ticket -= share
    }
    return shares[shares.count - 1].length
  }
}
