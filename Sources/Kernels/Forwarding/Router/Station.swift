/// What a forwarder knows of one of its interfaces while packets pass.
struct Station: BitwiseCopyable {
  /// The Ethernet address as it stands in frames, in the low 48 bits.
  var mac: UInt64
  /// The first IPv4 address, the source of ICMP messages; 0 if there is none.
  var ipv4: UInt32
  /// The first IPv6 address; 0 if there is none.
  var ipv6: UInt128
}

/// A small set of addresses in one block of memory, for the question that almost always gets "no".
struct AddressSet<Bits: FixedWidthInteger & UnsignedInteger & Sendable>: ~Copyable {
  private let places: UnsafeMutablePointer<Bits>
  private let mask: Int

  /// The set of `members` without 0, which stands for a free place.
  init(_ members: [Bits]) {
    var size = 64
    // At most a quarter full, so that the first place tells almost always.
    while size < 4 * members.count { size *= 2 }
    mask = size - 1
    places = .allocate(capacity: size)
    places.initialize(repeating: 0, count: size)
    for member in members where member != 0 {
      var place = Self.hash(member) & mask
      while places[place] != 0 { place = (place + 1) & mask }
      places[place] = member
    }
  }

  deinit { places.deallocate() }

  @inline(__always)
  func contains(_ address: Bits) -> Bool {
    var place = Self.hash(address) & mask
    while places[place] != 0 {
      if places[place] == address { return true }
      place = (place + 1) & mask
    }
    return false
  }

  /// The top bits of a product with the golden ratio, which all octets of the address reach.
  @inline(__always)
  private static func hash(_ address: Bits) -> Int {
    var word = UInt64(truncatingIfNeeded: address)
    if Bits.bitWidth > 64 { word ^= UInt64(truncatingIfNeeded: address &>> Bits(64 % Bits.bitWidth)) }
    return Int(truncatingIfNeeded: (word &* 0x9e37_79b9_7f4a_7c15) &>> 40)
  }
}
