/// A ring by which a `RingPort` sends.
public protocol ForwardingSender: ~Copyable {
  /// Opens the ring on an interface, which must be up.
  init(forwardingBy interface: String) throws(PacketRingError)

  /// The longest frame that the interface carries, in bytes without the CRC or a VLAN tag.
  var largestFrame: Int { get }

  /// Takes a copy of a frame, to be sent by the next flush; false if there is no room now.
  mutating func send(_ frame: UnsafeRawPointer, count: Int) -> Bool

  /// Hands all frames to the kernel with one system call; false if it did not take them all.
  mutating func flush() throws(PacketRingError) -> Bool
}

/// Each frame in a slot of its own: for any traffic.
extension TransmitRing: ForwardingSender {
  /// Opens the ring with its defaults.
  public init(forwardingBy interface: String) throws(PacketRingError) {
    try self.init(interface: interface)
  }

  /// Copies the frame into the next slot.
  @inline(__always)
  public mutating func send(_ frame: UnsafeRawPointer, count: Int) -> Bool {
    guard let slot = reserve() else { return false }
    slot.copyMemory(from: frame, byteCount: count)
    commit(count: count)
    return true
  }
}

/// Frames of a UDP flow in one slot: several times cheaper for such traffic, dearer for all other.
extension RejoiningRing: ForwardingSender {
  /// Opens the ring.
  public init(forwardingBy interface: String) throws(PacketRingError) {
    try self.init(interface: interface)
  }
}

/// Each frame in a slot of its own, with less of the kernel's attention: for any traffic on
/// interfaces with an MTU up to 4078.
extension XDPTransmitRing: ForwardingSender {
  /// Opens the ring.
  public init(forwardingBy interface: String) throws(PacketRingError) {
    try self.init(interface: interface)
  }
}
