import Kernels

/// Frames that routers meet, and what is left of them after some octets changed.
struct FrameMutator {
  private var random: ForwardingRandom
  private let templates: [[UInt8]]

  init(seed: UInt64) {
    random = ForwardingRandom(seed: seed)
    templates = Self.templates()
  }

  mutating func below(_ bound: Int) -> Int { random.below(bound) }

  /// Writes a mutated frame; its length, at most `room`.
  mutating func write(_ frame: UnsafeMutablePointer<UInt8>, room: Int) -> Int {
    let kind = random.below(64)
    if kind == 0 { return writeNoise(frame, room: room) }
    let template = templates[random.below(templates.count)]
    var length = template.count
    template.withUnsafeBufferPointer { frame.update(from: $0.baseAddress!, count: length) }
    for _ in 0..<random.below(4) { mutate(frame, length) }
    switch random.below(8) {
    case 0: length = random.below(length + 1)
    case 1:
      let longer = min(room, length + random.below(64))
      for index in length..<longer { frame[index] = 0xee }
      length = longer
    default: break
    }
    // Most mutants get a good header checksum, or few would come past that check.
    if random.below(4) != 0 { repair(frame, length) }
    return length
  }

  private mutating func writeNoise(_ frame: UnsafeMutablePointer<UInt8>, room: Int) -> Int {
    let length = random.below(min(room, 200))
    for index in 0..<length { frame[index] = UInt8(truncatingIfNeeded: random.next()) }
    return length
  }

  private mutating func mutate(_ frame: UnsafeMutablePointer<UInt8>, _ length: Int) {
    guard length > 0 else { return }
    // The headers are where things go wrong.
    let place = random.below(min(length, 80))
    switch random.below(4) {
    case 0: frame[place] ^= 1 << UInt8(random.below(8))
    case 1: frame[place] = UInt8(truncatingIfNeeded: random.next())
    case 2: frame[place] = [0, 1, 4, 5, 0x40, 0x45, 0x7f, 0x80, 0xff][random.below(9)]
    default: frame[place] &+= random.below(2) == 0 ? 1 : 0xff
    }
  }

  /// Makes the checksum of an IPv4 header good, if the frame has one.
  private func repair(_ frame: UnsafeMutablePointer<UInt8>, _ length: Int) {
    var network = 14
    if length > 18, frame[12] == 0x81, frame[13] == 0 { network = 18 }
    guard length >= network + 20, frame[network] >> 4 == 4 else { return }
    let header = Int(frame[network] & 15) * 4
    guard header >= 20, network + header <= length else { return }
    frame[network + 10] = 0
    frame[network + 11] = 0
    let sum = HeaderChecksum.compute(
      UnsafeRawBufferPointer(start: frame + network, count: header))
    frame[network + 10] = UInt8(sum >> 8)
    frame[network + 11] = UInt8(truncatingIfNeeded: sum)
  }

  /// Each kind of packet, to each interface, from each.
  private static func templates() -> [[UInt8]] {
    var frames: [[UInt8]] = []
    let tags: [UInt16?] = [nil, nil, 100, nil]
    for way in 0..<4 {
      for packet in packetsIPv4(way) {
        let macs = (TestRouter.macs[way], TestRouter.peers[way])
        frames.append(
          Frames.ethernet(to: macs.0, from: macs.1, vlan: tags[way], type: 0x0800, packet))
      }
      for packet in packetsIPv6(way) {
        let macs = (TestRouter.macs[way], TestRouter.peers[way])
        frames.append(
          Frames.ethernet(to: macs.0, from: macs.1, vlan: tags[way], type: 0x86dd, packet))
      }
      let request = Array<UInt8>([0, 1, 8, 0, 6, 4, 0, 1])
        + Frames.big(TestRouter.peers[way])[2...] + Frames.big(TestRouter.peer(way))
        + [0, 0, 0, 0, 0, 0] + Frames.big(TestRouter.own(way))
      frames.append(
        Frames.ethernet(
          to: 0xffff_ffff_ffff, from: TestRouter.peers[way], vlan: tags[way], type: 0x0806, request))
    }
    return frames
  }

  private static func packetsIPv4(_ way: Int) -> [[UInt8]] {
    let source = TestRouter.peer(way)
    var packets: [[UInt8]] = []
    for out in 0..<4 {
      let destination = TestRouter.beyond(out)
      packets.append(Frames.ipv4(from: source, to: destination))
      packets.append(Frames.ipv4(from: source, to: destination, ttl: 1))
      packets.append(Frames.ipv4(from: source, to: destination, ttl: 2, fragment: 0x2000))
      packets.append(Frames.ipv4(from: source, to: destination, ttl: 1, fragment: 0x2010))
      packets.append(
        Frames.ipv4(from: source, to: destination, options: [7, 7, 4, 0, 0, 0, 0, 0]))
      packets.append(
        Frames.ipv4(from: source, to: destination, options: [0x83, 3, 4, 0]))
      packets.append(
        Frames.ipv4(
          from: source, to: destination, fragment: 0x4000, [UInt8](repeating: 9, count: 900)))
      packets.append(
        Frames.ipv4(from: source, to: destination, ttl: 1, protocol: 1, [8, 0, 0, 0, 1, 2, 3, 4]))
      packets.append(
        Frames.ipv4(from: source, to: destination, ttl: 1, protocol: 1, [3, 1, 0, 0, 1, 2, 3, 4]))
    }
    for destination: UInt32 in [
      TestRouter.own(way), 0xc000_0201, 0xcb00_7105, 0x0808_0808, .max, 0xe000_0005, 0x7f00_0001,
      0xa9fe_0101, TestRouter.own(0) | 0xff,
    ] {
      packets.append(Frames.ipv4(from: source, to: destination))
    }
    return packets
  }

  private static func packetsIPv6(_ way: Int) -> [[UInt8]] {
    let source = TestRouter.peer6(way)
    let fragment: [UInt8] = [58, 0, 0, 1, 0, 0, 0, 7, 1, 0, 0, 0, 0, 0, 0, 0]
    let extended: [UInt8] = [60, 0, 1, 4, 0, 0, 0, 0, 58, 0, 1, 4, 0, 0, 0, 0, 1, 0, 0, 0]
    var packets: [[UInt8]] = []
    for out in 0..<4 {
      let destination = TestRouter.beyond6(out)
      packets.append(Frames.ipv6(from: source, to: destination))
      packets.append(Frames.ipv6(from: source, to: destination, hopLimit: 1))
      packets.append(Frames.ipv6(from: source, to: destination, hopLimit: 1, next: 44, fragment))
      packets.append(Frames.ipv6(from: source, to: destination, hopLimit: 1, next: 0, extended))
      packets.append(
        Frames.ipv6(from: source, to: destination, [UInt8](repeating: 9, count: 900)))
      packets.append(
        Frames.ipv6(
          from: source, to: destination, hopLimit: 1, next: 58, [3, 0, 0, 0, 0, 0, 0, 0]))
    }
    let group: UInt128 = 0xff02 << 112 | 0x1_ff00_0001
    let solicitation: [UInt8] = [135, 0, 0, 0, 0, 0, 0, 0] + Frames.big(TestRouter.own6(way))
    packets.append(Frames.ipv6(from: source, to: group, hopLimit: 255, next: 58, solicitation))
    for destination: UInt128 in [
      TestRouter.own6(way), 0, 1, 0xfe80 << 112 | 5, 0x2001_0db8_f << 92, 0x2a00 << 112,
    ] {
      packets.append(Frames.ipv6(from: source, to: destination))
    }
    return packets
  }
}
