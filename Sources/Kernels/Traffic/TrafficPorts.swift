/// Where a generator puts its frames: an interface's ring, or a test's substitute.
public protocol FrameTransmitter: ~Copyable {
  /// The longest frame that can be sent, in bytes without the CRC.
  var largestFrame: Int { get }
  /// Frames that were refused because of their form.
  var rejected: Int { get }
  /// The memory for the next frame, `largestFrame` bytes, zero where no frame was written before;
  /// nil if there is none now.
  mutating func reserve() -> UnsafeMutableRawPointer?
  /// Says that the reserved memory holds a frame of so many bytes, to be sent by the next flush.
  mutating func commit(count: Int)
  /// Sends what was committed; false if some of it has to be flushed again. Never waits.
  mutating func flush() throws(PacketRingError) -> Bool
  /// Waits until there may be room again, at most so many milliseconds.
  func wait(milliseconds: Int32) throws(PacketRingError) -> Bool
  /// Waits until all is sent, at most so many milliseconds; returns the number of unsent frames.
  mutating func drain(milliseconds: Int) throws(PacketRingError) -> Int
}

/// Where a receiver takes its frames from: an interface's ring, or a test's substitute.
public protocol FrameReceiver: ~Copyable {
  /// Gives back the last frames and describes the next ones; 0 if there are none now.
  mutating func receive(into frames: UnsafeMutableBufferPointer<RingFrame>) -> Int
  /// Waits until there are frames, at most so many milliseconds.
  func wait(milliseconds: Int32) throws(PacketRingError) -> Bool
  /// What was received and dropped since it was opened.
  mutating func statistics() throws(PacketRingError) -> RingStatistics
}

extension TransmitRing: FrameTransmitter {}
extension ReceiveRing: FrameReceiver {}
