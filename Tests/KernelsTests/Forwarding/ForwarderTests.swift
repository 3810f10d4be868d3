import ForwardingChecks
import Kernels
import Testing

/// What becomes of single packets, by the rules of RFC 1812 and RFC 4443.
@Suite struct ForwarderTests {
  /// What a frame's way through the router gave.
  struct Passage {
    var outcome: PacketOutcome
    var egress: Int
    var frame: [UInt8]
    var answer: [UInt8]?
    var answerPort: Int?
  }

  static func pass(
    _ frame: [UInt8], port: Int = 0, headroom: Int = 4, through forwarder: inout Forwarder
  ) -> Passage {
    var memory = [UInt8](repeating: 0, count: 8) + frame + [0, 0, 0, 0]
    var answer = [UInt8](repeating: 0, count: Forwarder.answerSize)
    return memory.withUnsafeMutableBytes { bytes in
      var slot = PacketSlot(
        frame: bytes.baseAddress! + 8, length: frame.count, ingress: port, headroom: headroom)
      withUnsafeMutablePointer(to: &slot) {
        forwarder.forward(UnsafeMutableBufferPointer(start: $0, count: 1))
      }
      let made = answer.withUnsafeMutableBytes { forwarder.answer(slot, into: $0, now: 0) }
      return Passage(
        outcome: slot.outcome, egress: Int(slot.egress),
        frame: Array(UnsafeRawBufferPointer(start: slot.frame, count: Int(slot.length))),
        answer: made.map { Array(answer[..<$0.length]) }, answerPort: made?.port)
    }
  }

  static func frame(_ packet: [UInt8], to: UInt64 = TestRouter.macs[0]) -> [UInt8] {
    let type: UInt16 = packet[0] >> 4 == 6 ? 0x86dd : 0x0800
    return Frames.ethernet(to: to, from: TestRouter.peers[0], type: type, packet)
  }

  static let source = TestRouter.peer(0)

  @Test func aPacketIsRewrittenForTheNextHop() throws {
    var forwarder = try Forwarder(TestRouter.configuration())
    let packet = Frames.ipv4(from: Self.source, to: TestRouter.beyond(1), ttl: 7)
    let passage = Self.pass(Self.frame(packet), through: &forwarder)
    #expect(passage.outcome == .forwarded && passage.egress == 1)
    let expected = Frames.ipv4(from: Self.source, to: TestRouter.beyond(1), ttl: 6)
    #expect(
      passage.frame
        == Frames.ethernet(
          to: TestRouter.peers[1], from: TestRouter.macs[1], type: 0x0800, expected))
  }

  @Test func aTagIsPutOnAndTakenOff() throws {
    var forwarder = try Forwarder(TestRouter.configuration())
    let packet = Frames.ipv4(from: Self.source, to: TestRouter.beyond(2))
    let tagged = Self.pass(Self.frame(packet), through: &forwarder)
    #expect(tagged.outcome == .forwarded && tagged.egress == 1)
    #expect(tagged.frame[12..<18] == [0x81, 0, 0, 100, 8, 0])
    let full = Self.pass(Self.frame(packet), headroom: 0, through: &forwarder)
    #expect(full.outcome == .noHeadroom && full.frame == Self.frame(packet))
    let back = Frames.ipv4(from: TestRouter.peer(2), to: TestRouter.beyond(0))
    let untagged = Self.pass(
      Frames.ethernet(
        to: TestRouter.macs[2], from: TestRouter.peers[2], vlan: 100, type: 0x0800, back),
      port: 1, through: &forwarder)
    #expect(untagged.outcome == .forwarded && untagged.egress == 0)
    #expect(untagged.frame[12..<14] == [8, 0])
  }

  @Test func anIPv6PacketIsRewrittenForTheNextHop() throws {
    var forwarder = try Forwarder(TestRouter.configuration())
    let packet = Frames.ipv6(from: TestRouter.peer6(0), to: TestRouter.beyond6(3), hopLimit: 2)
    let passage = Self.pass(Self.frame(packet), through: &forwarder)
    #expect(passage.outcome == .forwarded && passage.egress == 2)
    #expect(
      Array(passage.frame[14...])
        == Frames.ipv6(from: TestRouter.peer6(0), to: TestRouter.beyond6(3), hopLimit: 1))
  }

  @Test(
    arguments: [
      (0x0808_0808, .noRoute), (0xc000_0201, .blackholed), (0xcb00_7105, .unresolved),
      (TestRouter.own(1), .delivered), (TestRouter.own(0) | 0xff, .broadcast), (.max, .broadcast),
      (0xe000_0001, .multicast), (0, .martianDestination), (0x7f00_0001, .martianDestination),
      (0xf000_0001, .martianDestination), (0xa9fe_0001, .linkLocal),
    ] as [(UInt32, PacketOutcome)])
  func destinations(_ destination: UInt32, expected: PacketOutcome) throws {
    var forwarder = try Forwarder(TestRouter.configuration())
    let packet = Frames.ipv4(from: Self.source, to: destination)
    #expect(Self.pass(Self.frame(packet), through: &forwarder).outcome == expected)
    #expect(forwarder.counters[expected] == 1 && forwarder.counters.received == 1)
  }

  @Test(
    arguments: [
      0, 0x0000_0001, 0x7f00_0001, 0xe000_0001, 0xf000_0001, .max, TestRouter.own(0),
      TestRouter.own(1) | 0xff,
    ] as [UInt32])
  func martianSourcesAreDroppedInSilence(source: UInt32) throws {
    var forwarder = try Forwarder(TestRouter.configuration())
    let packet = Frames.ipv4(from: source, to: TestRouter.beyond(1), ttl: 1)
    let passage = Self.pass(Self.frame(packet), through: &forwarder)
    #expect(passage.outcome == .martianSource && passage.answer == nil)
  }

  @Test func timeExceededQuotesThePacket() throws {
    var forwarder = try Forwarder(TestRouter.configuration())
    let packet = Frames.ipv4(
      from: Self.source, to: TestRouter.beyond(1), ttl: 1, [UInt8](repeating: 5, count: 900))
    let passage = Self.pass(Self.frame(packet), through: &forwarder)
    #expect(passage.outcome == .timeExceeded && passage.answerPort == 0)
    let answer = try #require(passage.answer)
    #expect(answer.count == 14 + 576)
    #expect(Frames.checksum(answer[14..<34]) == 0 && Frames.checksum(answer[34...]) == 0)
    #expect(Array(answer[26..<34]) == Frames.big(TestRouter.own(0)) + Frames.big(Self.source))
    #expect(answer[34..<36] == [11, 0])
    #expect(Array(answer[42...]) == Array(packet[..<548]))
  }

  @Test func unreachablesAndFragmentationNeededSayWhy() throws {
    var forwarder = try Forwarder(TestRouter.configuration())
    func code(_ destination: UInt32, fragment: UInt16 = 0, size: Int = 26) -> [UInt8]? {
      let packet = Frames.ipv4(
        from: Self.source, to: destination, fragment: fragment,
        [UInt8](repeating: 1, count: size))
      let answer = Self.pass(Self.frame(packet), through: &forwarder).answer
      return answer.map { Array($0[34..<36] + $0[38..<42]) }
    }
    #expect(code(0x0808_0808) == [3, 0, 0, 0, 0, 0])
    #expect(code(0xcb00_7101) == [3, 1, 0, 0, 0, 0])
    #expect(code(TestRouter.beyond(3), fragment: 0x4000, size: 900) == [3, 4, 0, 0, 2, 64])
    #expect(code(TestRouter.beyond(3), size: 900) == nil)
  }

  /// RFC 1812, 4.3.2.7.
  @Test func errorsFragmentsAndBroadcastsAreNotAnswered() throws {
    var forwarder = try Forwarder(TestRouter.configuration())
    let beyond = TestRouter.beyond(1)
    for type: UInt8 in [3, 4, 5, 11, 12, 99] {
      let packet = Frames.ipv4(
        from: Self.source, to: beyond, ttl: 1, protocol: 1, [type, 0, 0, 0, 0, 0, 0, 0])
      #expect(Self.pass(Self.frame(packet), through: &forwarder).answer == nil)
    }
    let later = Frames.ipv4(from: Self.source, to: beyond, ttl: 1, fragment: 5)
    #expect(Self.pass(Self.frame(later), through: &forwarder).answer == nil)
    let first = Frames.ipv4(from: Self.source, to: beyond, ttl: 1, fragment: 0x2000)
    #expect(Self.pass(Self.frame(first), through: &forwarder).answer != nil)
    let broadcast = Self.pass(
      Self.frame(Frames.ipv4(from: Self.source, to: beyond, ttl: 1), to: 0xffff_ffff_ffff),
      through: &forwarder)
    #expect(broadcast.outcome == .linkBroadcast && broadcast.answer == nil)
    #expect(forwarder.counters.icmpWithheld == 7)
  }

  @Test func errorsOfICMPv6HaveGoodChecksumsAndAreNotAnswered() throws {
    var forwarder = try Forwarder(TestRouter.configuration())
    let source = TestRouter.peer6(0)
    for (destination, limit, expected) in [
      (TestRouter.beyond6(1), 1, [3, 0]), (0x2a00 << 112 as UInt128, 64, [1, 0]),
      (0x2001_0db8_f << 92 as UInt128, 64, [1, 3]),
    ] as [(UInt128, UInt8, [UInt8])] {
      let packet = Frames.ipv6(from: source, to: destination, hopLimit: limit)
      let answer = try #require(Self.pass(Self.frame(packet), through: &forwarder).answer)
      #expect(Array(answer[54..<56]) == expected)
      #expect(Frames.isIntactICMPv6(Array(answer[14...])))
      #expect(Array(answer[62...]) == packet)
    }
    let error = Frames.ipv6(
      from: source, to: TestRouter.beyond6(1), hopLimit: 1, next: 58, [1, 0, 0, 0, 0, 0, 0, 0])
    #expect(Self.pass(Self.frame(error), through: &forwarder).answer == nil)
  }

  @Test func theRateOfErrorsIsLimited() throws {
    var forwarder = try Forwarder(TestRouter.configuration(icmpRate: 10, icmpBurst: 3))
    let frame = Self.frame(Frames.ipv4(from: Self.source, to: TestRouter.beyond(1), ttl: 1))
    let answers = (0..<10).count { _ in
      Self.pass(frame, through: &forwarder).answer != nil
    }
    #expect(answers == 3)
    #expect(forwarder.counters.icmpLimited == 7)
  }

  @Test func whoAsksForAnAddressIsAnswered() throws {
    var forwarder = try Forwarder(TestRouter.configuration())
    let request =
      Frames.big(0x0001_0800_0604_0001 as UInt64)
      + Frames.big(TestRouter.peers[0])[2...] + Frames.big(Self.source) + [0, 0, 0, 0, 0, 0]
      + Frames.big(TestRouter.own(0))
    let frame = Frames.ethernet(
      to: 0xffff_ffff_ffff, from: TestRouter.peers[0], type: 0x0806, request)
    let answer = try #require(Self.pass(frame, through: &forwarder).answer)
    #expect(answer.count == 60 && answer[21] == 2)
    #expect(Array(answer[22..<28]) == Array(Frames.big(TestRouter.macs[0])[2...]))
    #expect(Array(answer[..<6]) == Array(Frames.big(TestRouter.peers[0])[2...]))
  }

  @Test func aConfigurationThatMakesNoSenseIsRefusedWithAllItsProblems() {
    var configuration = TestRouter.configuration()
    configuration.interfaces[1].mtu = 10
    configuration.interfaces[2].vlan = 5000
    configuration.neighboursIPv4[0].interface = 9
    #expect(configuration.problems.count == 3)
    #expect(throws: RouterConfigurationError.self) {
      _ = try Forwarder(configuration)
    }
  }
}
