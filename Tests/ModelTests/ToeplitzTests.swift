import Testing

@testable import Model

/// Against the vectors of Microsoft's "Verifying the RSS hash calculation", which every vendor's
/// NIC must give: addresses, ports, the hash of the addresses, and that of both.
@Suite struct ToeplitzTests {
  @Test(
    arguments: [
      ("66.9.149.187", 2794, "161.142.100.80", 1766, 0x323e_8fc2, 0x51cc_c178),
      ("199.92.111.2", 14230, "65.69.140.83", 4739, 0xd718_262a, 0xc626_b0ea),
      ("24.19.198.95", 12898, "12.22.207.184", 38024, 0xd2d0_a5de, 0x5c2b_394a),
      ("38.27.205.30", 48228, "209.142.163.6", 2217, 0x8298_9176, 0xafc7_327f),
      ("153.39.163.191", 44251, "202.188.127.2", 1303, 0x5d18_09c5, 0x10e8_28a2),
    ] as [(String, UInt16, String, UInt16, UInt32, UInt32)])
  func hashesOfIPv4AreMicrosofts(
    source: String, from: UInt16, destination: String, to: UInt16, addresses: UInt32, all: UInt32
  ) throws {
    let (a, b) = (try #require(IPv4Address(source)), try #require(IPv4Address(destination)))
    #expect(ToeplitzHash.hash(from: a, to: b) == addresses)
    #expect(ToeplitzHash.hash(from: a, to: b, ports: (from, to)) == all)
  }

  @Test(
    arguments: [
      (
        "3ffe:2501:200:1fff::7", 2794, "3ffe:2501:200:3::1", 1766, 0x2cc1_8cd5, 0x4020_7d3d
      ),
      ("3ffe:501:8::260:97ff:fe40:efab", 14230, "ff02::1", 4739, 0x0f0c_461c, 0xdde5_1bbf),
      (
        "3ffe:1900:4545:3:200:f8ff:fe21:67cf", 44251, "fe80::200:f8ff:fe21:67cf", 38024,
        0x4b61_e985,
        0x02d1_feef
      ),
    ] as [(String, UInt16, String, UInt16, UInt32, UInt32)])
  func hashesOfIPv6AreMicrosofts(
    source: String, from: UInt16, destination: String, to: UInt16, addresses: UInt32, all: UInt32
  ) throws {
    let (a, b) = (try #require(IPv6Address(source)), try #require(IPv6Address(destination)))
    #expect(ToeplitzHash.hash(from: a, to: b) == addresses)
    #expect(ToeplitzHash.hash(from: a, to: b, ports: (from, to)) == all)
  }

  /// Linux fills the table with the queues in turn, and the lowest 7 bits of the hash choose an
  /// entry.
  @Test(arguments: [1, 2, 3, 7, 128])
  func theTableSpreadsHashesOverAllQueues(queues: Int) {
    var counts = [Int](repeating: 0, count: queues)
    for hash in 0..<1280 as Range<UInt32> {
      counts[ReceiveSideScaling.queue(hash: hash, queues: queues)] += 1
    }
    #expect((counts.max() ?? 0) - (counts.min() ?? 0) <= 10)
    #expect(ReceiveSideScaling.queue(hash: 0xffff_ff85, queues: 4) == 5 % 4)
  }
}
