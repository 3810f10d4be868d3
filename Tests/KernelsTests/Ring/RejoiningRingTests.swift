import Kernels
import Testing

#if canImport(Glibc)
  import Glibc
#endif

/// Frames of many flows that leave joined, are cut by the kernel, and arrive at the other end of a
/// veth pair.
@Suite(.enabled(if: TestNetwork.isPossible, Comment(rawValue: TestNetwork.reason)))
struct RejoiningRingTests {
  /// A pair whose near end cuts joined frames and completes checksums, as a wire would have it.
  private static func network() throws -> TestNetwork {
    let network = try TestNetwork()
    try network.set("tx-udp-segmentation", "off", of: "left")
    try network.set("tx-checksumming", "off", of: "left")
    return network
  }

  /// Sends frames in bursts of random length; what has arrived, flow by flow.
  private static func exchange<Sender: ForwardingSender & ~Copyable>(
    _ frames: [FlowFrame], by sender: inout Sender, on network: TestNetwork,
    using random: inout some RandomNumberGenerator
  ) throws -> [Int: [[UInt8]]] {
    var receiver = try NetworkNamespace.within(network.name) { try ReceiveRing(interface: "right") }
    var arrived: [Int: [[UInt8]]] = [:]
    var next = 0
    var count = 0
    while next < frames.count {
      let burst = Int.random(in: 1...300, using: &random)
      for frame in frames[next..<min(frames.count, next + burst)] {
        let octets = frame.octets
        if !sender.send(octets, count: octets.count) {
          try flush(&sender)
          let isTaken = sender.send(octets, count: octets.count)
          #expect(isTaken)
        }
        next += 1
      }
      try flush(&sender)
      for _ in 0..<100 where count < next {
        _ = try receiver.wait(milliseconds: 20)
        withUnsafeTemporaryAllocation(of: RingFrame.self, capacity: 64) { buffer in
          while case let received = receiver.receive(into: buffer), received > 0 {
            count += received
            for frame in buffer[..<received] {
              arrived[FlowFrame.flow(of: frame.bytes), default: []].append(Array(frame.bytes))
            }
          }
        }
      }
    }
    return arrived
  }

  private static func flush<Sender: ForwardingSender & ~Copyable>(
    _ sender: inout Sender
  ) throws {
    for _ in 0..<1000 {
      if try sender.flush() { return }
      usleep(1000)
    }
    Issue.record("the kernel takes no frame for a second")
  }

  private static func byFlow(_ frames: [FlowFrame]) -> [Int: [[UInt8]]] {
    Dictionary(grouping: frames, by: \.flow).mapValues { $0.map(\.octets) }
  }

  /// Whatever comes between them, each flow's frames arrive with their octets and in their order.
  @Test func everyFlowArrivesInOrderWithItsOctets() throws {
    let seed = UInt64.random(in: 0..<1 << 32)
    var random = TestRandom(seed: seed)
    let network = try Self.network()
    var sender = try NetworkNamespace.within(network.name) {
      try RejoiningRing(interface: "left")
    }
    let frames = FlowFrame.mixture(count: 6000, flows: 40, using: &random)
    let arrived = try Self.exchange(frames, by: &sender, on: network, using: &random)
    #expect(arrived == Self.byFlow(frames), "seed \(seed)")
    #expect(sender.framesSent == frames.count)
    #expect(sender.slotsSent < frames.count, "seed \(seed): nothing was joined")
  }

  /// Flows in turn, one frame of each after the other, share slots as flows in a row do.
  @Test func flowsInTurnShareSlots() throws {
    var random = TestRandom(seed: 1)
    let network = try Self.network()
    var sender = try NetworkNamespace.within(network.name) {
      try RejoiningRing(interface: "left")
    }
    var frames: [FlowFrame] = []
    for number in 0..<16 {
      for flow in 0..<64 {
        frames.append(FlowFrame(flow: flow, identification: UInt16(number), payload: 18))
      }
    }
    for frame in frames {
      let octets = frame.octets
      let isTaken = sender.send(octets, count: octets.count)
      #expect(isTaken)
    }
    #expect(sender.framesSent == 1024)
    // Two flows may share the bits by which they are told apart.
    #expect(sender.slotsSent < 256)
    let arrived = try Self.exchange([], by: &sender, on: network, using: &random)
    #expect(arrived.isEmpty)
    try Self.flush(&sender)
  }

  /// The sender that changes between joining and AF_XDP loses nothing when it does, nor does a
  /// frame overtake another of its flow: traffic that can be joined, then none, then again.
  @Test func whoChangesBetweenRingsKeepsTheOrder() throws {
    var random = TestRandom(seed: 2)
    let network = try Self.network()
    var sender = try NetworkNamespace.within(network.name) {
      try AdaptiveSender(forwardingBy: "left")
    }
    var frames: [FlowFrame] = []
    for phase in 0..<5 {
      for number in 0..<10_000 {
        // Without a number that goes up, a frame is none that whoever cuts would make.
        let identification = phase % 2 == 0 ? UInt16(number / 50) : 7
        frames.append(FlowFrame(flow: number % 50, identification: identification, payload: 30))
      }
    }
    let arrived = try Self.exchange(frames, by: &sender, on: network, using: &random)
    #expect(arrived == Self.byFlow(frames))
  }
}
