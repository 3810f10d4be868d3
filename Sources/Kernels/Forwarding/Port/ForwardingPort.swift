/// A way in and out of a forwarder: an interface, through whatever interface to the kernel.
public protocol ForwardingPort: ~Copyable {
  /// Why it stopped working.
  associatedtype Failure: Error

  /// Gives back the frames of the last call, and describes the next ones, at most `capacity`, in
  /// `slots` as frames of port `port`. Never waits.
  ///
  /// - Returns: The number of frames.
  mutating func receive(
    _ slots: UnsafeMutablePointer<PacketSlot>, capacity: Int, port: Int
  ) throws(Failure) -> Int

  /// Takes a copy of a frame for sending; false if there is no room now.
  mutating func send(_ frame: UnsafeRawBufferPointer) throws(Failure) -> Bool

  /// Sends all frames that were taken.
  mutating func flush() throws(Failure)

  /// Waits until there are frames to receive, at most so many milliseconds.
  func wait(milliseconds: Int32) throws(Failure)

  /// Frames that the kernel dropped before they were received, since the port was opened.
  mutating func lostFrames() throws(Failure) -> Int
}
