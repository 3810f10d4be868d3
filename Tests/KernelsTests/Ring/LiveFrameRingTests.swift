import Kernels
import Testing

#if canImport(Glibc)
  import Glibc
#endif

/// Frames that a program in the kernel makes, from one end of a veth pair to the other.
@Suite(.enabled(if: TestNetwork.isPossible, Comment(rawValue: TestNetwork.reason)))
struct LiveFrameRingTests {
  /// A network whose right end takes such frames.
  private static func network(mtu: Int = 1500) throws -> TestNetwork {
    let network = try TestNetwork(mtu: mtu)
    try network.set("gro", "on", of: "right")
    return network
  }

  /// Octets that tell frames, and places in them, apart; an EtherType for experiments.
  private static func frame(_ number: Int, count: Int) -> [UInt8] {
    var frame = (0..<count).map { UInt8(truncatingIfNeeded: number &* 31 &+ $0 &* 7) }
    frame.replaceSubrange(0..<6, with: [2, 0, 0, 0, 0, 9])
    frame.replaceSubrange(12..<14, with: [0x88, 0xb5])
    return frame
  }

  /// Sends a frame, which must be all that the receiver gets.
  private static func expectOnly(
    _ frame: [UInt8], from sender: inout TransmitRing, at receiver: inout ReceiveRing
  ) throws {
    try sender.write(frame)
    _ = try sender.flush()
    var received: [[UInt8]] = []
    for _ in 0..<100 where received.isEmpty {
      _ = try receiver.wait(milliseconds: 20)
      receiver.takeAll(into: &received)
    }
    #expect(received == [frame])
  }

  /// Everything arrives with its length and octets, in order, several times round the ring; frames
  /// of other lengths than the first of a flush are cut and stretched by the program.
  @Test(arguments: [1, 700], [LiveFrameRing.Direction.leaving, .arriving])
  func framesArriveAsTheyWereSent(lengths: Int, direction: LiveFrameRing.Direction) throws {
    let network = try Self.network()
    try NetworkNamespace.within(network.name) {
      var settings = LiveFrameRing.Settings()
      settings.slots = 128
      settings.direction = direction
      var sender = try LiveFrameRing(
        interface: direction == .leaving ? "left" : "right", settings: settings)
      var receiver = try ReceiveRing(interface: "right")
      #expect(sender.largestFrame == 1514)
      var received: [[UInt8]] = []
      var sent: [[UInt8]] = []
      for round in 0..<20 {
        for place in 0..<100 {
          let number = round * 100 + place
          let isLongest = lengths > 1 && place == 50
          sent.append(
            Self.frame(number, count: isLongest ? 1514 : 60 + number * 13 % lengths))
          try sender.write(sent[number])
        }
        let isTaken = try sender.flush()
        #expect(isTaken)
        for _ in 0..<100 where received.count < sent.count {
          _ = try receiver.wait(milliseconds: 20)
          receiver.takeAll(into: &received)
        }
      }
      #expect(received.count == sent.count)
      #expect(received == sent)
      let left = try sender.drain(milliseconds: 1000)
      #expect(left == 0)
      #expect(sender.rejected == 0)
    }
  }

  /// What is not flushed takes a slot, and there are no more than the ring has.
  @Test func aFullRingTakesNothingUntilItIsFlushed() throws {
    let network = try Self.network()
    try NetworkNamespace.within(network.name) {
      var settings = LiveFrameRing.Settings()
      settings.slots = 16
      settings.longest = 60
      var sender = try LiveFrameRing(interface: "left", settings: settings)
      for number in 0..<16 { try sender.write(Self.frame(number, count: 60)) }
      let whileFull = sender.reserve()
      #expect(whileFull == nil)
      let isTaken = try sender.flush()
      #expect(isTaken)
      let afterwards = sender.reserve()
      #expect(afterwards != nil)
    }
  }

  /// Frames that no driver takes do not count as sent.
  @Test func whatCannotLeaveIsCounted() throws {
    let network = try Self.network()
    try NetworkNamespace.within(network.name) {
      var sender = try LiveFrameRing(interface: "left")
      for number in 0..<10 { try sender.write(Self.frame(number, count: 60)) }
      let leftBefore = try sender.drain(milliseconds: 1000)
      #expect(leftBefore == 0)
      try network.set("gro", "off", of: "right")
      for number in 0..<7 { try sender.write(Self.frame(number, count: 60)) }
      let left = try sender.drain(milliseconds: 20)
      #expect(left == 7)
    }
  }

  /// The loopback, which knows the program of frames that arrive, works on.
  @Test func theLoopbackWorksWhileFramesArrive() throws {
    let network = try Self.network()
    try network.inside("link", "set", "lo", "up")
    try NetworkNamespace.within(network.name) {
      var settings = LiveFrameRing.Settings()
      settings.direction = .arriving
      var sender = try LiveFrameRing(interface: "left", settings: settings)
      var receiver = try ReceiveRing(interface: "lo")
      var few = TransmitRing.Settings()
      few.slots = 16
      var other = try TransmitRing(interface: "lo", settings: few)
      try sender.write(Self.frame(1, count: 60))
      let isTaken = try sender.flush()
      #expect(isTaken)
      try Self.expectOnly(Self.frame(2, count: 100), from: &other, at: &receiver)
    }
  }

  /// What comes in by the sending interface meanwhile is not made into something else.
  @Test func whatTheInterfaceReceivesPasses() throws {
    let network = try Self.network()
    try NetworkNamespace.within(network.name) {
      var sender = try LiveFrameRing(interface: "left")
      var receiver = try ReceiveRing(interface: "left")
      var other = try TransmitRing(interface: "right")
      try sender.write(Self.frame(1, count: 60))
      let isTaken = try sender.flush()
      #expect(isTaken)
      try Self.expectOnly(Self.frame(2, count: 100), from: &other, at: &receiver)
    }
  }

  /// A frame without a whole header, or longer than the interface carries, is refused by itself.
  @Test func framesOfNoLengthAreRejected() throws {
    let network = try Self.network(mtu: 1000)
    try NetworkNamespace.within(network.name) {
      var sender = try LiveFrameRing(interface: "left")
      #expect(sender.largestFrame == 1014)
      for count in [0, 13, 1015] {
        let reserved = sender.reserve()
        #expect(reserved != nil)
        sender.commit(count: count)
      }
      #expect(sender.rejected == 3)
      try sender.write(Self.frame(1, count: 1014))
      let left = try sender.drain(milliseconds: 1000)
      #expect(left == 0)
    }
  }

  /// What is said of an interface that cannot be used.
  private static func complaint(
    _ interface: String, _ settings: LiveFrameRing.Settings = .init()
  ) -> String {
    do {
      return "frames of \(try LiveFrameRing(interface: interface, settings: settings).largestFrame)"
    } catch {
      return error.description
    }
  }

  /// What keeps an interface from being used says so, with a remedy.
  @Test func whatCannotBeUsedSaysWhy() throws {
    let network = try TestNetwork()
    try NetworkNamespace.within(network.name) {
      var sender = try LiveFrameRing(interface: "left")
      try sender.write(Self.frame(1, count: 60))
      do {
        _ = try sender.flush()
        Issue.record("a pair without generic receive offload takes frames")
      } catch {
        #expect("\(error)".contains("ethtool -K OTHER gro on"), "\(error)")
      }
      let busy = Self.complaint("left")
      #expect(busy.contains("left: it has an XDP program already"), "\(busy)")
      let absent = Self.complaint("middle")
      #expect(absent == PacketRingError.absent(interface: "middle").description)
      var few = LiveFrameRing.Settings()
      few.slots = 100
      let odd = Self.complaint("right", few)
      #expect(odd.contains("100 slots"), "\(odd)")
      try network.inside("link", "set", "right", "down")
      let down = Self.complaint("right")
      #expect(down == PacketRingError.down(interface: "right").description)
    }
  }

  /// Frames arrive by one interface of a network namespace at a time, which is not the loopback.
  @Test func whereFramesCannotArriveSaysWhy() throws {
    let network = try TestNetwork()
    try network.inside("link", "set", "lo", "up")
    try NetworkNamespace.within(network.name) {
      var settings = LiveFrameRing.Settings()
      settings.direction = .arriving
      let loopback = Self.complaint("lo", settings)
      #expect(loopback.contains("choose another interface"), "\(loopback)")
      let first = try LiveFrameRing(interface: "left", settings: settings)
      let known = Self.complaint("right", settings)
      #expect(known.contains("lo: it has an XDP program already"), "\(known)")
      #expect(first.largestFrame == 1514)
    }
  }
}
