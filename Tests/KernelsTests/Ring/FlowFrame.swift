/// A frame of a flow, made without the kernels' own code: RFC 894, 791 and 768, checksums by
/// RFC 1071.
struct FlowFrame {
  /// What keeps a frame from being joined with the one before it.
  enum Kind: CaseIterable {
    case plain, withoutChecksum, withWrongChecksum, fragment, withOptions, padded, tcp, notIPv4
  }

  /// Where the octets have the flow's number, in the last two of the destination's address.
  private static let place = 32

  var flow: Int
  var identification: UInt16
  /// Octets behind the UDP header.
  var payload: Int
  var kind = Kind.plain

  /// Frames of flows in random order, most of them plain and next after the flow's last.
  static func mixture(
    count: Int, flows: Int, using random: inout some RandomNumberGenerator
  ) -> [FlowFrame] {
    var next = [UInt16](repeating: 0, count: flows)
    var payload = [Int](repeating: 18, count: flows)
    return (0..<count).map { _ in
      let flow = Int.random(in: 0..<flows, using: &random)
      if Int.random(in: 0..<20, using: &random) == 0 {
        payload[flow] = Int.random(in: 18...1400, using: &random)
      }
      if Int.random(in: 0..<20, using: &random) == 0 {
        next[flow] = UInt16.random(in: 0...(.max), using: &random)
      }
      let isOdd = Int.random(in: 0..<10, using: &random) == 0
      let kind = isOdd ? Kind.allCases.randomElement(using: &random) ?? .plain : .plain
      defer { next[flow] &+= 1 }
      return FlowFrame(
        flow: flow, identification: next[flow], payload: payload[flow], kind: kind)
    }
  }

  /// The number of the flow that a frame belongs to.
  static func flow(of octets: UnsafeRawBufferPointer) -> Int {
    Int(octets[place]) << 8 | Int(octets[place + 1])
  }

  /// The whole frame without the CRC.
  var octets: [UInt8] {
    let options = kind == .withOptions ? [UInt8](repeating: 1, count: 4) : []
    let segment = 8 + payload
    var ip: [UInt8] = [0x45 + UInt8(options.count / 4), 0]
    ip += Self.word(20 + options.count + segment) + Self.word(Int(identification))
    ip += kind == .fragment ? [0x20, 0] : [0x40, 0]
    ip += [64, kind == .tcp ? 6 : 17, 0, 0, 198, 18, 0, 1, 198, 19] + Self.word(flow) + options
    ip.replaceSubrange(10..<12, with: Self.word(Self.checksum(ip)))
    let sequence = (0..<payload).map { UInt8(truncatingIfNeeded: $0 &* 7 &+ flow) }
    var udp = Self.word(4000) + Self.word(5000) + Self.word(segment) + [0, 0] + sequence
    let pseudo = Array(ip[12..<20]) + [0, 17] + Self.word(segment)
    let sum = Self.checksum(pseudo + udp)
    switch kind {
    case .withoutChecksum: break
    case .withWrongChecksum: udp.replaceSubrange(6..<8, with: Self.word(sum ^ 0x0101))
    default: udp.replaceSubrange(6..<8, with: Self.word(sum == 0 ? 0xFFFF : sum))
    }
    let type: [UInt8] = kind == .notIPv4 ? [0x88, 0xb5] : [0x08, 0x00]
    let stations: [UInt8] = [2, 0, 0, 0, 0, 9, 2, 0, 0, 0, 0, 1]
    return stations + type + ip + udp + [UInt8](repeating: 0, count: kind == .padded ? 5 : 0)
  }

  private static func word(_ value: Int) -> [UInt8] {
    [UInt8(value >> 8 & 255), UInt8(value & 255)]
  }

  private static func checksum(_ octets: [UInt8]) -> Int {
    var sum = 0
    for index in stride(from: 0, to: octets.count, by: 2) {
      sum += Int(octets[index]) << 8 + (index + 1 < octets.count ? Int(octets[index + 1]) : 0)
    }
    while sum > 0xFFFF { sum = sum & 0xFFFF + sum >> 16 }
    return ~sum & 0xFFFF
  }
}
