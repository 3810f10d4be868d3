/// A packet on its way: a plain value that is copied from queue to queue.
struct Packet: BitwiseCopyable {
  /// The step of the path that it is at, in the run's table of steps.
  var step: Int32
  /// Bytes of the frame.
  var bytes: Int32
  /// Data: the segment's number. Acknowledgement: the next segment that the receiver expects.
  var sequence: Int64
  /// Data: the number of the transmission. Acknowledgement: that of the packet that caused it.
  var order: Int64
  /// Acknowledgement: the number of the segment that caused it.
  var cause: Int64
  /// When it was sent, in picoseconds.
  var sent: Int64
  /// When it joined the queue that it is in.
  var arrived: Int64
}
