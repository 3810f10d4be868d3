import Glibc
import Kernels

/// Mutated frames through a forwarder, and what must hold of each.
///
/// Every frame lies between canaries; a copy of all of its memory tells what changed.
public final class ForwardingFuzzer {
  /// What happened.
  public struct Report: Sendable {
    public var packets = 0
    public var counters = ForwardingCounters()
    public var answers = 0
    /// The first few things that did not hold.
    public var violations: [String] = []
  }

  /// Octets for one frame with what is around it.
  private static let cell = 2048
  private static let headroom = 64
  private static let canary: UInt8 = 0xa5

  private let memory: UnsafeMutableRawPointer
  private let copies: UnsafeMutableRawPointer
  private let answer: UnsafeMutableRawPointer
  private let slots: UnsafeMutableBufferPointer<PacketSlot>
  private let before: UnsafeMutableBufferPointer<PacketSlot>
  private var forwarder: Forwarder
  private var mutator: FrameMutator
  private var report = Report()
  private let seed: UInt64

  public init(seed: UInt64) throws {
    let bytes = Forwarder.batch * Self.cell
    memory = .allocate(byteCount: bytes, alignment: 64)
    copies = .allocate(byteCount: bytes, alignment: 64)
    answer = .allocate(byteCount: Self.cell, alignment: 64)
    memset(memory, Int32(Self.canary), bytes)
    memset(copies, Int32(Self.canary), bytes)
    slots = .allocate(capacity: Forwarder.batch)
    before = .allocate(capacity: Forwarder.batch)
    forwarder = try Forwarder(TestRouter.configuration(icmpRate: 1_000, icmpBurst: 50))
    mutator = FrameMutator(seed: seed)
    self.seed = seed
  }

  deinit {
    memory.deallocate()
    copies.deallocate()
    answer.deallocate()
    slots.deallocate()
    before.deallocate()
  }

  /// Sends at least that many frames, 64 at a time.
  public func run(packets: Int) -> Report {
    while report.packets < packets, report.violations.count < 10 {
      for index in 0..<Forwarder.batch { prepare(index) }
      forwarder.forward(slots)
      for index in 0..<Forwarder.batch { check(index) }
      report.packets += Forwarder.batch
    }
    report.counters = forwarder.counters
    if report.counters.received != report.packets {
      fail("\(report.counters.received) counted of \(report.packets)", 0)
    }
    return report
  }

  private func fail(_ what: String, _ index: Int) {
    let frame = before.isEmpty ? [] : frame(before[index])
    report.violations.append(
      "seed \(seed), packet \(report.packets + index), \(slots[index].outcome): \(what); "
        + "frame \(frame)")
  }

  private func frame(_ slot: PacketSlot) -> [UInt8] {
    let offset = slot.frame - memory
    return Array(
      UnsafeRawBufferPointer(start: copies + offset, count: Int(slot.length)))
  }

  /// Puts a frame into its cell, with canaries around it, and copies the cell.
  private func prepare(_ index: Int) {
    let cell = memory + index * Self.cell
    let room = Self.cell - 2 * Self.headroom
    let frame = cell + Self.headroom
    let length = mutator.write(frame.assumingMemoryBound(to: UInt8.self), room: room)
    // What the last frame here left behind ends within the next canary's reach.
    memset(frame + length, Int32(Self.canary), min(room + Self.headroom - length, 1200))
    memset(cell, Int32(Self.canary), Self.headroom)
    memcpy(
      copies + index * Self.cell, cell,
      Self.headroom + length + 1200 < Self.cell
        ? Self.headroom + length + 1200 : Self.cell)
    slots[index] = PacketSlot(
      frame: frame, length: length, ingress: mutator.below(3),
      headroom: mutator.below(2) * 4)
    before[index] = slots[index]
  }

  private func check(_ index: Int) {
    let slot = slots[index]
    let old = before[index]
    let cell = memory + index * Self.cell
    let copy = UnsafeMutableRawPointer(copies + index * Self.cell)
    if slot.outcome == .forwarded {
      checkForwarded(index, slot, old, copy)
    } else if slot.frame != old.frame || slot.length != old.length {
      fail("the slot of a packet that was not forwarded changed", index)
    }
    // By now the copy is what the cell must hold.
    let extent = min(Self.cell, Self.headroom + Int(old.length) + 128)
    if memcmp(cell, copy, extent) != 0 { fail("octets changed that must not", index) }
    checkAnswer(index, slot, cell, copy, extent)
  }

  /// Does to the copy, slowly, what forwarding must do to the frame.
  private func checkForwarded(
    _ index: Int, _ slot: PacketSlot, _ old: PacketSlot, _ copy: UnsafeMutableRawPointer
  ) {
    let octets = copy.assumingMemoryBound(to: UInt8.self)
    let shift = slot.frame - old.frame
    let start = Self.headroom + shift
    guard [-4, 0, 4].contains(shift), Int(slot.length) == Int(old.length) - shift,
      shift >= 0 || old.headroom >= 4
    else { return fail("the frame moved by \(shift)", index) }
    let hadTag = octets[Self.headroom + 12] == 0x81 && octets[Self.headroom + 13] == 0
    let network = Self.headroom + (hadTag ? 18 : 14)
    let type = (octets[network - 2], octets[network - 1])
    let hasTag = network - start == 18
    let priority = hadTag ? octets[Self.headroom + 14] & 0xf0 : 0
    let out = (0..<4).first { interface in
      memcmp(slot.frame, Frames.image(TestRouter.peers[interface]), 6) == 0
    }
    guard let out else { return fail("sent to a station that there is none of", index) }
    guard [0, 1, 1, 2][out] == slot.egress, hasTag == (out == 2) else {
      return fail("sent by port \(slot.egress), tag \(hasTag), to peer \(out)", index)
    }
    memcpy(octets + start, Frames.image(TestRouter.peers[out]), 6)
    memcpy(octets + start + 6, Frames.image(TestRouter.macs[out]), 6)
    if hasTag {
      octets[start + 12] = 0x81
      octets[start + 13] = 0
      octets[start + 14] = priority
      octets[start + 15] = 100
    }
    octets[network - 2] = type.0
    octets[network - 1] = type.1
    if type == (0x08, 0x00) {
      let header = Int(octets[network] & 15) * 4
      guard octets[network + 8] > 1 else { return fail("forwarded with no time left", index) }
      octets[network + 8] -= 1
      octets[network + 10] = 0
      octets[network + 11] = 0
      let sum = HeaderChecksum.compute(
        UnsafeRawBufferPointer(start: octets + network, count: header))
      octets[network + 10] = UInt8(sum >> 8)
      octets[network + 11] = UInt8(truncatingIfNeeded: sum)
    } else if type == (0x86, 0xdd) {
      guard octets[network + 7] > 1 else { return fail("forwarded with no hops left", index) }
      octets[network + 7] -= 1
    } else {
      fail("forwarded something that is not IP", index)
    }
  }

  private func checkAnswer(
    _ index: Int, _ slot: PacketSlot, _ cell: UnsafeMutableRawPointer,
    _ copy: UnsafeMutableRawPointer, _ extent: Int
  ) {
    guard slot.outcome.mayBeAnswered else { return }
    memset(answer + Forwarder.answerSize, Int32(Self.canary), 64)
    let buffer = UnsafeMutableRawBufferPointer(start: answer, count: Forwarder.answerSize)
    // A packet each 10 microseconds, so that the rate limit is met now and then.
    let now = UInt64(report.packets + index) * 10_000
    let made = forwarder.answer(slot, into: buffer, now: now)
    if memcmp(cell, copy, extent) != 0 { fail("answering changed the packet", index) }
    for offset in 0..<64
    where (answer + Forwarder.answerSize).load(
      fromByteOffset: offset, as: UInt8.self) != Self.canary
    {
      return fail("the answer ran over its buffer", index)
    }
    guard let made else { return }
    report.answers += 1
    guard (60...Forwarder.answerSize).contains(made.length), (0...2).contains(made.port) else {
      return fail("an answer of \(made.length) octets by port \(made.port)", index)
    }
    let bytes = UnsafeRawBufferPointer(start: answer, count: made.length)
    let asked = UnsafeRawBufferPointer(start: copy + Self.headroom, count: Int(slot.length))
    if let problem = AnswerRules.problem(bytes, to: asked, outcome: slot.outcome) {
      fail(problem, index)
    }
  }
}

extension Frames {
  /// The six octets of an Ethernet address in the low bytes of a word in memory.
  static func image(_ mac: UInt64) -> [UInt8] { Array(big(mac)[2...]) }
}
