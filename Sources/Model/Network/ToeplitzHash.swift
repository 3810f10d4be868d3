/// The Toeplitz hash of receive-side scaling, by which a NIC spreads flows over its queues.
///
/// The hash is linear: every bit of the input that is 1 adds (by exclusive or) the 32 bits of the
/// key that begin at its place. Definition and key: Microsoft, "RSS hashing types" and "Verifying
/// the RSS hash calculation" (Windows network drivers), which NICs of all vendors follow.
public enum ToeplitzHash {
  /// Microsoft's key, which drivers that do not draw one use.
  public static let standardKey: [UInt8] = [
    0x6d, 0x5a, 0x56, 0xda, 0x25, 0x5b, 0x0e, 0xc2, 0x41, 0x67, 0x25, 0x3d, 0x43, 0xa3, 0x8f, 0xb0,
    0xd0, 0xca, 0x2b, 0xcb, 0xae, 0x7b, 0x30, 0xb4, 0x77, 0xcb, 0x2d, 0xa3, 0x80, 0x30, 0xf2, 0x0c,
    0x6a, 0x42, 0xb7, 0x3b, 0xbe, 0xac, 0x01, 0xfa,
  ]

  /// The hash of `input`, whose first bit is the most significant of the first byte. O(bits).
  ///
  /// - Precondition: the key is at least four bytes longer than the input.
  public static func hash(_ input: [UInt8], key: [UInt8] = standardKey) -> UInt32 {
    precondition(key.count >= input.count + 4, "the key covers the input")
    var result: UInt32 = 0
    var window = key.prefix(4).reduce(0 as UInt32) { $0 << 8 | UInt32($1) }
    for (index, byte) in input.enumerated() {
      for bit in 0..<8 {
        if byte & (0x80 >> UInt8(bit)) != 0 { result ^= window }
        window = window << 1 | UInt32(key[index + 4] >> UInt8(7 - bit) & 1)
      }
    }
    return result
  }

  /// The hash of addresses alone, or with ports, in the order source, destination.
  public static func hash<Address: IPAddress>(
    from source: Address, to destination: Address,
    ports: (source: UInt16, destination: UInt16)? = nil
  ) -> UInt32 {
    var input = bytes(source.bits) + bytes(destination.bits)
    if let ports { input += bytes(ports.source) + bytes(ports.destination) }
    return hash(input)
  }

  /// A number's bytes, most significant first.
  private static func bytes(_ value: some FixedWidthInteger) -> [UInt8] {
    stride(from: value.bitWidth - 8, through: 0, by: -8).map {
      UInt8(truncatingIfNeeded: value >> $0)
    }
  }
}

/// How a NIC of several queues chooses one for a packet.
public enum ReceiveSideScaling {
  /// Entries of the indirection table: 128 in most drivers, `ETHTOOL_GRSSH` of Linux.
  public static let tableLength = 128

  /// The queue of a hash: its lowest bits choose an entry of the indirection table, whose entries
  /// name the queues in turn (Linux's `ethtool_rxfh_indir_default`).
  ///
  /// - Precondition: there is at least one queue.
  public static func queue(hash: UInt32, queues: Int) -> Int {
    precondition(queues > 0, "a NIC has a queue")
    return Int(hash) % tableLength % queues
  }
}
