/// Both directions of an interface: a ring for receiving and a ring for sending.
///
/// A forwarder's loop:
///
///     let count = port.receiving.receive(into: frames)
///     for frame in frames[..<count] {
///       guard let slot = other.sending.reserve() else { … }
///       slot.copyMemory(from: frame.start, byteCount: frame.count)
///       other.sending.commit(count: frame.count)
///     }
///     if try !other.sending.flush() { … }
///     if count == 0 { _ = try port.receiving.wait(milliseconds: 1) }
///
/// Other modules open the two rings themselves: a public setter of a type that cannot be copied
/// stops the optimiser of Swift 6.3.
public struct PacketRing: ~Copyable {
  /// The ring for receiving.
  public internal(set) var receiving: ReceiveRing
  /// The ring for sending.
  public internal(set) var sending: TransmitRing

  /// Opens both rings on an interface, which must be up.
  ///
  /// - Throws: `PacketRingError`: no permission, no such interface, or it is down, no memory.
  public init(
    interface: String, receiving: ReceiveRing.Settings = .init(),
    sending: TransmitRing.Settings = .init()
  ) throws(PacketRingError) {
    let receiver = try ReceiveRing(interface: interface, settings: receiving)
    let sender = try TransmitRing(interface: interface, settings: sending)
    self.receiving = receiver
    self.sending = sender
  }
}
