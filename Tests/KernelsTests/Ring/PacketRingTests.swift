import Kernels
import Model
import Testing

#if canImport(Glibc)
  import Glibc
#endif

/// The rings between the two ends of a veth pair.
@Suite(.enabled(if: TestNetwork.isPossible, Comment(rawValue: TestNetwork.reason)))
struct PacketRingTests {
  /// Everything that is sent arrives with its length and bytes, in order, several times round the
  /// ring, whether the layout is of blocks or of slots.
  @Test(arguments: [ReceiveRing.Layout.blocks, .slots])
  func framesArriveAsTheyWereSent(layout: ReceiveRing.Layout) throws {
    let network = try TestNetwork()
    var settings = ReceiveRing.Settings()
    settings.layout = layout
    settings.bytes = 1 << 20
    var sendSettings = TransmitRing.Settings()
    sendSettings.slots = 64
    var sender = try NetworkNamespace.within(network.name) {
      try TransmitRing(interface: "left", settings: sendSettings)
    }
    var receiver = try NetworkNamespace.within(network.name) {
      try ReceiveRing(interface: "right", settings: settings)
    }
    var received: [[UInt8]] = []
    var sent: [[UInt8]] = []
    for round in 0..<100 {
      for place in 0..<20 {
        let frame = Self.frame(number: round * 20 + place, count: 60 + (round * 13 + place) % 1454)
        try sender.write(frame)
        sent.append(frame)
      }
      try Self.flush(&sender)
      receiver.takeAll(into: &received)
    }
    try Self.drain(&sender)
    for _ in 0..<100 where received.count < sent.count {
      _ = try receiver.wait(milliseconds: 20)
      receiver.takeAll(into: &received)
    }
    #expect(received.count == sent.count)
    #expect(received == sent)
    #expect(sender.rejected == 0)
    let statistics = try receiver.statistics()
    #expect(statistics.received == UInt64(sent.count))
    #expect(statistics.dropped == 0)
  }

  /// Frames that nobody reads are dropped by the kernel and counted; nothing else is lost.
  @Test(arguments: [ReceiveRing.Layout.blocks, .slots])
  func whatFindsTheRingFullIsCounted(layout: ReceiveRing.Layout) throws {
    let network = try TestNetwork()
    var settings = ReceiveRing.Settings()
    settings.layout = layout
    settings.bytes = 1 << 16
    var sender = try Self.sender(network)
    var receiver = try Self.receiver(network, settings)
    let frames = 2000
    for number in 0..<frames {
      let frame = Self.frame(number: number, count: 1000)
      try sender.write(frame)
      try Self.flush(&sender)
    }
    try Self.drain(&sender)
    usleep(10_000)
    var received: [[UInt8]] = []
    receiver.takeAll(into: &received)
    let statistics = try receiver.statistics()
    #expect(statistics.dropped > 0)
    #expect(statistics.received + statistics.dropped == UInt64(frames))
    #expect(received.count == Int(statistics.received))
    #expect(received.enumerated().allSatisfy { $1 == Self.frame(number: $0, count: 1000) })
  }

  /// A ring does not receive what its own interface sends.
  @Test
  func outgoingFramesAreLeftOut() throws {
    let network = try TestNetwork()
    var sender = try Self.sender(network)
    var receiver = try NetworkNamespace.within(network.name) {
      try ReceiveRing(interface: "left")
    }
    let frame = Self.frame(number: 1, count: 100)
    try sender.write(frame)
    try Self.flush(&sender)
    try Self.drain(&sender)
    let hasFrames = try receiver.wait(milliseconds: 20)
    #expect(!hasFrames)
    let statistics = try receiver.statistics()
    #expect(statistics == RingStatistics())
  }

  /// Frames that no interface carries are counted, and stop neither those before nor those behind.
  @Test
  func malformedFramesAreLeftOut() throws {
    let network = try TestNetwork(mtu: 1000)
    var sender = try Self.sender(network)
    var receiver = try Self.receiver(network, .init())
    let counts = [100, 0, 13, 1014, 1015, 1500, -1, 60, 1 << 20, 14]
    let frame = Self.frame(number: 1, count: 1500)
    for count in counts {
      let slot = sender.reserve()
      try #require(slot).copyMemory(from: frame, byteCount: frame.count)
      sender.commit(count: count)
    }
    try Self.flush(&sender)
    try Self.drain(&sender)
    #expect(sender.rejected == 6)
    var received: [[UInt8]] = []
    for _ in 0..<50 where received.count < 4 {
      _ = try receiver.wait(milliseconds: 20)
      receiver.takeAll(into: &received)
    }
    #expect(received.map(\.count) == [100, 1014, 60, 14])
  }

  /// Two rings of a group share an interface's frames by their flows; none is lost or doubled.
  @Test
  func aGroupOfRingsSharesTheFrames() throws {
    let network = try TestNetwork()
    var settings = ReceiveRing.Settings()
    settings.fanoutGroup = UInt16(truncatingIfNeeded: getpid())
    var first = try Self.receiver(network, settings)
    var second = try Self.receiver(network, settings)
    var load = TrafficLoad(
      rate: .saturation, mix: try FrameMix(size: 64), duration: SimTime(seconds: 5))
    load.packets = 640
    load.flows = 64
    _ = try TrafficRun.send(
      load, on: .init(interface: "left", namespace: network.name), batching: .frames,
      stop: StopFlag())
    usleep(10_000)
    var received: ([[UInt8]], [[UInt8]]) = ([], [])
    first.takeAll(into: &received.0)
    second.takeAll(into: &received.1)
    // The load, and three frames that announce its end.
    #expect(Set(received.0 + received.1).count == received.0.count + received.1.count)
    #expect(received.0.count + received.1.count == 643)
    #expect(!received.0.isEmpty && !received.1.isEmpty)
  }

  /// The kernel takes tags out of frames; they are told apart all the same.
  @Test(arguments: [ReceiveRing.Layout.blocks, .slots])
  func tagsAreReported(layout: ReceiveRing.Layout) throws {
    let network = try TestNetwork()
    var settings = ReceiveRing.Settings()
    settings.layout = layout
    var sender = try Self.sender(network)
    var receiver = try Self.receiver(network, settings)
    var frame = Self.frame(number: 1, count: 100)
    frame.replaceSubrange(12..<18, with: [0x81, 0x00, 0x60, 0x05, 0x88, 0xB5])
    try sender.write(frame)
    try Self.flush(&sender)
    try Self.drain(&sender)
    _ = try receiver.wait(milliseconds: 1000)
    let tag = withUnsafeTemporaryAllocation(of: RingFrame.self, capacity: 4) { frames in
      receiver.receive(into: frames) == 1 ? frames[0].vlanTag : nil
    }
    #expect(tag == 0x6005)
  }

  @Test
  func sendingWhereTheInterfaceWentDownIsAnError() throws {
    let network = try TestNetwork()
    var sender = try Self.sender(network)
    var receiver = try Self.receiver(network, .init())
    try network.inside("link", "set", "left", "down")
    let frame = Self.frame(number: 1, count: 100)
    try sender.write(frame)
    #expect(throws: PacketRingError.down(interface: "left")) { try Self.flush(&sender) }
    let statistics = try receiver.statistics()
    #expect(statistics.received == 0)
  }

  @Test
  func openingOnAnInterfaceThatIsDownIsAnError() throws {
    let network = try TestNetwork()
    try network.inside("link", "set", "left", "down")
    #expect(throws: PacketRingError.down(interface: "left")) {
      _ = try NetworkNamespace.within(network.name) { try TransmitRing(interface: "left") }
    }
  }

  /// 65536 slots of 128 KiB would be 8 GiB of locked memory.
  @Test
  func aRingOfMoreMemoryThanIsDecentIsAnError() throws {
    let network = try TestNetwork(mtu: 65_535)
    var settings = TransmitRing.Settings()
    settings.slots = 65_536
    let bytes = 65_536 * 131_072
    #expect(throws: PacketRingError.tooLarge(bytes: bytes, interface: "left")) {
      _ = try NetworkNamespace.within(network.name) {
        try TransmitRing(interface: "left", settings: settings)
      }
    }
  }

  @Test
  func theInterfaceIsDescribed() throws {
    let network = try TestNetwork(mtu: 1400)
    let left = try NetworkNamespace.within(network.name) { try NetworkInterface(name: "left") }
    #expect(left.mtu == 1400)
    #expect(left.isUp)
    #expect(left.address.count == 6)
    #expect(left.address[0] & 1 == 0)
  }

  /// A frame whose bytes all follow from its number; its type is one for local experiments.
  private static func frame(number: Int, count: Int) -> [UInt8] {
    (0..<count).map { index in
      switch index {
      case 12: return 0x88
      case 13: return 0xB5
      default: return UInt8(truncatingIfNeeded: index &* 7 &+ number &* 31) & 0xFE
      }
    }
  }

  private static func sender(_ network: TestNetwork) throws -> TransmitRing {
    try NetworkNamespace.within(network.name) { try TransmitRing(interface: "left") }
  }

  private static func receiver(
    _ network: TestNetwork, _ settings: ReceiveRing.Settings
  ) throws -> ReceiveRing {
    try NetworkNamespace.within(network.name) {
      try ReceiveRing(interface: "right", settings: settings)
    }
  }

  private static func flush(_ ring: inout TransmitRing) throws {
    let tookAll = try ring.flush()
    #expect(tookAll)
  }

  private static func drain(_ ring: inout TransmitRing) throws {
    let left = try ring.drain(milliseconds: 1000)
    #expect(left == 0)
  }
}

/// What needs no interface.
@Suite
struct PacketRingErrorTests {
  @Test
  func anAbsentInterfaceIsAnError() throws {
    #expect(throws: PacketRingError.absent(interface: "no-such-one")) {
      _ = try ReceiveRing(interface: "no-such-one")
    }
    #expect(throws: PacketRingError.absent(interface: "a-name-longer-than-any-interface-has")) {
      _ = try TransmitRing(interface: "a-name-longer-than-any-interface-has")
    }
  }

  @Test(arguments: [0, -1, 65_535, 100_000, 1 << 31])
  func sizesThatNoRingCanHaveAreErrors(bytes: Int) throws {
    var settings = ReceiveRing.Settings()
    settings.bytes = bytes
    #expect(throws: PacketRingError.self) {
      _ = try ReceiveRing(interface: "lo", settings: settings)
    }
    var sending = TransmitRing.Settings()
    sending.slots = bytes
    #expect(throws: PacketRingError.self) {
      _ = try TransmitRing(interface: "lo", settings: sending)
    }
  }

  @Test(arguments: [
    (PacketRingError.notPermitted(interface: "eth7"), "cap_net_raw"),
    (.absent(interface: "eth7"), "ip link"), (.down(interface: "eth7"), "ip link set eth7 up"),
    (.tooLarge(bytes: 4096, interface: "eth7"), "4096"),
    (.system(operation: "binding", interface: "eth7", code: 22), "binding"),
  ])
  func errorsSayWhereAndWhatToDo(error: PacketRingError, remedy: String) {
    #expect(error.description.contains("eth7"))
    #expect(error.description.contains(remedy))
  }

  @Test
  func anAbsentNamespaceIsAnError() throws {
    #expect(throws: NamespaceError.self) {
      try NetworkNamespace.within("no-such-namespace") {}
    }
  }
}
