import Kernels
import Testing

#if canImport(Glibc)
  import Glibc
#endif

/// Frames sent over AF_XDP from one end of a veth pair to the other.
@Suite(.enabled(if: TestNetwork.isPossible, Comment(rawValue: TestNetwork.reason)))
struct XDPTransmitRingTests {
  private static func sender(_ network: TestNetwork) throws -> XDPTransmitRing {
    try NetworkNamespace.within(network.name) { try XDPTransmitRing(interface: "left") }
  }

  /// Octets that tell frames, and places in them, apart; an EtherType for experiments.
  private static func frame(_ number: Int, count: Int) -> [UInt8] {
    var frame = (0..<count).map { UInt8(truncatingIfNeeded: number &* 31 &+ $0 &* 7) }
    frame.replaceSubrange(0..<6, with: [2, 0, 0, 0, 0, 9])
    frame.replaceSubrange(12..<14, with: [0x88, 0xb5])
    return frame
  }

  private static func flush(_ ring: inout XDPTransmitRing) throws {
    for _ in 0..<1000 {
      if try ring.flush() { return }
      usleep(1000)
    }
    Issue.record("the kernel takes no frame for a second")
  }

  /// Everything arrives with its length and octets, in order, several times round the ring.
  @Test(arguments: [1500, 4078])
  func framesArriveAsTheyWereSent(mtu: Int) throws {
    let network = try TestNetwork(mtu: mtu)
    var sender = try Self.sender(network)
    var receiver = try NetworkNamespace.within(network.name) { try ReceiveRing(interface: "right") }
    let largest = sender.largestFrame
    #expect(largest == mtu + 14)
    var received: [[UInt8]] = []
    var sent: [[UInt8]] = []
    for round in 0..<40 {
      for place in 0..<100 {
        let number = round * 100 + place
        let frame = Self.frame(number, count: place == 0 ? largest : 60 + number * 13 % 1400)
        let isTaken = sender.send(frame, count: frame.count)
        #expect(isTaken)
        sent.append(frame)
      }
      try Self.flush(&sender)
      for _ in 0..<100 where received.count < sent.count {
        _ = try receiver.wait(milliseconds: 20)
        receiver.takeAll(into: &received)
      }
    }
    #expect(received.count == sent.count)
    #expect(received == sent)
  }

  /// What is not flushed takes a slot, and there are no more than the ring has.
  @Test func aFullRingTakesNothingUntilItIsFlushed() throws {
    let network = try TestNetwork()
    var sender = try Self.sender(network)
    let frame = Self.frame(1, count: 60)
    var taken = 0
    while taken < 100_000, sender.send(frame, count: 60) { taken += 1 }
    #expect(taken == 2048)
    try Self.flush(&sender)
    let isTaken = sender.send(frame, count: 60)
    #expect(isTaken)
  }

  /// What keeps an interface from being used says so, with a remedy.
  @Test func whatCannotBeOpenedSaysWhy() throws {
    let network = try TestNetwork()
    let first = try Self.sender(network)
    func message() -> String {
      do {
        _ = try Self.sender(network).largestFrame
        return "no error"
      } catch {
        return "\(error)"
      }
    }
    let busy = message()
    #expect(busy.contains("left: another program has an AF_XDP socket"), "\(busy)")
    #expect(busy.contains("--engine ring"))
    #expect(first.largestFrame == 1514)
    let large = try TestNetwork(mtu: 9000)
    #expect(throws: PacketRingError.self) { _ = try Self.sender(large).largestFrame }
    try large.inside("link", "set", "left", "mtu", "1500", "down")
    let down = #expect(throws: PacketRingError.self) { _ = try Self.sender(large).largestFrame }
    #expect(down == .down(interface: "left"))
    let absent = #expect(throws: PacketRingError.self) {
      try NetworkNamespace.within(network.name) {
        _ = try XDPTransmitRing(interface: "middle").largestFrame
      }
    }
    #expect(absent == .absent(interface: "middle"))
  }
}
