import Foundation
import Kernels
import Testing

/// What a kernel does with frames to its interface `right`, as `left` sees it, in a namespace of
/// the test's own, where that kernel is a router itself.
struct IngressProbe {
  /// What came back from the kernel.
  enum Answer: Hashable {
    case forwarded, timeExceeded, unreachableIPv6, arp, echoIPv6, echoIPv4
  }

  /// What the kernel's stack does where nobody keeps anything from it.
  static let all: [Answer] = [
    .forwarded, .timeExceeded, .unreachableIPv6, .arp, .echoIPv6, .echoIPv4,
  ]
  /// What is left to it beside a router: its own addresses, and ARP.
  static let ownOnly: [Answer] = [.arp, .echoIPv6, .echoIPv4]

  let network: TestNetwork

  /// Whether the kernel is new enough for programs that go with their process.
  static let isSupported: Bool = {
    let release = ProcessInfo.processInfo.operatingSystemVersion
    return (release.majorVersion, release.minorVersion) >= (6, 6)
  }()

  private static let left: [UInt8] = [2, 0, 0, 0, 0, 1]
  static let right: [UInt8] = [2, 0, 0, 0, 0, 2]
  private static let host: [UInt8] = [198, 18, 0, 1]
  private static let own: [UInt8] = [198, 18, 0, 254]
  private static let hostIPv6 = prefixIPv6 + [0, 0, 0, 0, 0, 0, 0, 1]
  private static let ownIPv6 = prefixIPv6 + [0, 0, 0, 0, 0, 0, 0, 0xfe]
  private static let prefixIPv6: [UInt8] = [0x20, 1, 0x0d, 0xb8, 0, 0, 0, 0]
  private static let elsewhereIPv6: [UInt8] =
    [0x20, 1, 0x0d, 0xb8, 0xff, 0xff] + [UInt8](repeating: 0, count: 9) + [1]

  /// A router's file that answers for none of what the probe sends, and forwards none.
  static let routes = """
    interface right address 198.18.0.253/24
    blackhole 203.0.113.0/24
    blackhole 2001:db8:ffff::/48

    """

  /// The kernel routes 203.0.113.0/24 back to where it came from, and knows no more routes.
  init() throws {
    network = try TestNetwork()
    let settings = [
      "ipv6/conf/all/disable_ipv6=0", "ipv6/conf/right/disable_ipv6=0", "ipv4/ip_forward=1",
      "ipv6/conf/all/forwarding=1", "ipv4/icmp_ratelimit=0", "ipv6/icmp/ratelimit=0",
      "ipv4/conf/all/send_redirects=0", "ipv4/conf/right/send_redirects=0",
      "ipv4/conf/all/rp_filter=0", "ipv4/conf/right/rp_filter=0",
      // What comes back is not sent round in circles.
      "ipv4/conf/left/forwarding=0", "ipv6/conf/left/disable_ipv6=1",
    ]
    let script = settings.map { setting in
      let parts = setting.split(separator: "=")
      return "echo \(parts[1]) > /proc/sys/net/\(parts[0])"
    }
    try TestNetwork.run(
      "/usr/sbin/ip",
      ["netns", "exec", network.name, "/bin/sh", "-ec", script.joined(separator: ";")])
    for (name, address) in [("left", "02:00:00:00:00:01"), ("right", "02:00:00:00:00:02")] {
      try network.inside("link", "set", name, "address", address)
    }
    try network.inside("address", "add", "198.18.0.254/24", "dev", "right")
    try network.inside("address", "add", "2001:db8::fe/64", "dev", "right", "nodad")
    for address in ["198.18.0.1", "2001:db8::1"] {
      try network.inside("neigh", "add", address, "lladdr", "02:00:00:00:00:01", "dev", "right")
    }
    try network.inside("route", "add", "203.0.113.0/24", "via", "198.18.0.1", "dev", "right")
  }

  /// Sends one frame of each kind, and collects what comes back until the last one's answer, which
  /// always comes; what is answered is answered in the order of sending.
  func answers() throws -> [Answer] {
    var ring = try NetworkNamespace.within(network.name) { try Rings(interface: "left") }
    for frame in Self.frames {
      let free = ring.sending.reserve()
      let slot = try #require(free)
      slot.copyMemory(from: frame, byteCount: frame.count)
      ring.sending.commit(count: frame.count)
    }
    let unsent = try ring.sending.drain(milliseconds: 1000)
    #expect(unsent == 0)
    var answers: [Answer] = []
    for _ in 0..<1000 where answers.last != .echoIPv4 {
      _ = try ring.receiving.wait(milliseconds: 10)
      withUnsafeTemporaryAllocation(of: RingFrame.self, capacity: 64) { buffer in
        let count = ring.receiving.receive(into: buffer)
        answers += buffer[..<count].compactMap { Self.answer(Array($0.bytes)) }
      }
    }
    return answers
  }

  /// Both directions of `left`.
  private struct Rings: ~Copyable {
    var sending: TransmitRing
    var receiving: ReceiveRing

    init(interface: String) throws {
      let receiver = try ReceiveRing(interface: interface)
      let sender = try TransmitRing(interface: interface)
      receiving = receiver
      sending = sender
    }
  }

  /// What a frame that arrived is; nil for the likes of router solicitations.
  private static func answer(_ frame: [UInt8]) -> Answer? {
    guard frame.count >= 42, Array(frame[6..<12]) == right else { return nil }
    switch (frame[12], frame[13]) {
    case (8, 6): return frame[21] == 2 ? .arp : nil
    case (8, 0) where frame[23] == 17: return .forwarded
    case (8, 0) where frame[23] == 1:
      return frame[34] == 0 ? .echoIPv4 : frame[34] == 11 ? .timeExceeded : nil
    case (0x86, 0xdd) where frame.count > 54 && frame[20] == 58:
      return frame[54] == 129 ? .echoIPv6 : frame[54] == 1 ? .unreachableIPv6 : nil
    default: return nil
    }
  }

  /// To be forwarded, to be forwarded but at the end of its hops, to nowhere, ARP, and two to the
  /// kernel itself.
  private static var frames: [[UInt8]] {
    let datagram: [UInt8] = [0xc0, 0, 0, 9, 0, 8, 0, 0]
    let echo = summed([8, 0, 0, 0, 0, 1, 0, 1], checksumAt: 2)
    let pseudoHeader = hostIPv6 + ownIPv6 + [0, 0, 0, 8, 0, 0, 0, 58]
    let echoIPv6 = summed(
      pseudoHeader + [128, 0, 0, 0, 0, 1, 0, 1], checksumAt: pseudoHeader.count + 2)
    return [
      ipv4(to: [203, 0, 113, 1], protocol: 17, datagram),
      ipv4(to: [203, 0, 113, 1], protocol: 17, datagram, hops: 1),
      ipv6(to: elsewhereIPv6, protocol: 59, []),
      [UInt8](repeating: 0xff, count: 6) + left
        + [8, 6, 0, 1, 8, 0, 6, 4, 0, 1] + left + host + [0, 0, 0, 0, 0, 0] + own,
      ipv6(to: ownIPv6, protocol: 58, Array(echoIPv6[pseudoHeader.count...])),
      ipv4(to: own, protocol: 1, echo),
    ]
  }

  private static func ipv4(
    to destination: [UInt8], protocol number: UInt8, _ content: [UInt8], hops: UInt8 = 64
  ) -> [UInt8] {
    let header: [UInt8] =
      [0x45, 0, 0, UInt8(20 + content.count), 0, 0, 0, 0, hops, number, 0, 0] + host + destination
    return right + left + [8, 0] + summed(header, checksumAt: 10) + content
  }

  private static func ipv6(
    to destination: [UInt8], protocol number: UInt8, _ content: [UInt8]
  ) -> [UInt8] {
    right + left + [0x86, 0xdd, 0x60, 0, 0, 0, 0, UInt8(content.count), number, 64] + hostIPv6
      + destination + content
  }

  /// The octets with their Internet checksum (RFC 1071), whose place holds zeros, filled in.
  private static func summed(_ octets: [UInt8], checksumAt place: Int) -> [UInt8] {
    var sum = 0
    for (index, octet) in octets.enumerated() { sum += Int(octet) << (index % 2 == 0 ? 8 : 0) }
    while sum > 0xffff { sum = sum & 0xffff + sum >> 16 }
    var result = octets
    result[place] = UInt8(~sum >> 8 & 0xff)
    result[place + 1] = UInt8(~sum & 0xff)
    return result
  }
}
