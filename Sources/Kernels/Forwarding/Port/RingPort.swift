/// A forwarder's port on rings shared with the kernel: the fastest that needs no driver of its own.
///
/// How frames are sent is the choice of `Sender`: each by itself by an `XDPTransmitRing` or a
/// `TransmitRing`, joined by a `RejoiningRing`, where that cannot be told afterwards, or by turns
/// by an `AdaptiveSender`.
public struct RingPort<Sender: ForwardingSender & ~Copyable>: ForwardingPort, ~Copyable {
  private var receiving: ReceiveRing
  private var sending: Sender
  private var hasUnsent = false

  /// Opens rings on an interface, which must be up.
  ///
  /// - Throws: `PacketRingError`: no permission, no such interface, or it is down, no memory, or it
  ///   would pass joined frames on as they are.
  public init(interface: String) throws(PacketRingError) {
    let receiving = try ReceiveRing(interface: interface)
    let sending = try Sender(forwardingBy: interface)
    self.receiving = receiving
    self.sending = sending
  }

  /// What the kernel says of the interface.
  public var interface: NetworkInterface { receiving.interface }

  /// Frames are described where they lie in the ring. The kernel's own header is before them, and
  /// is not needed any more, so that a tag finds room there.
  public mutating func receive(
    _ slots: UnsafeMutablePointer<PacketSlot>, capacity: Int, port: Int
  ) throws(PacketRingError) -> Int {
    receiving.giveBack()
    var count = 0
    while count < capacity, let frame = receiving.next() {
      var start = frame.start
      var length = frame.count
      if frame.isChecksumPending, frame.count == frame.originalCount {
        TransportChecksum.complete(start, count: length)
      }
      if let tag = frame.vlanTag {
        start -= Wire.tag
        start.copyMemory(from: frame.start, byteCount: 12)
        start.put(Wire.typeTag, at: 12)
        start.put(tag, at: 14)
        length += Wire.tag
      }
      slots[count] = PacketSlot(frame: start, length: length, ingress: port, headroom: Wire.tag)
      count += 1
    }
    return count
  }

  /// Copies the frame into the ring for sending.
  @inline(__always)
  public mutating func send(_ frame: UnsafeRawBufferPointer) throws(PacketRingError) -> Bool {
    // A tag comes on top of the largest frame.
    guard frame.count <= sending.largestFrame + Wire.tag, let base = frame.baseAddress else {
      return false
    }
    guard sending.send(base, count: frame.count) else { return false }
    hasUnsent = true
    return true
  }

  /// Hands the frames over with one system call.
  public mutating func flush() throws(PacketRingError) {
    guard hasUnsent else { return }
    if try sending.flush() { hasUnsent = false }
  }

  /// Sleeps in the kernel.
  public func wait(milliseconds: Int32) throws(PacketRingError) {
    _ = try receiving.wait(milliseconds: milliseconds)
  }

  /// What found the ring for receiving full.
  public mutating func lostFrames() throws(PacketRingError) -> Int {
    Int(try receiving.statistics().dropped)
  }
}
