#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#endif

/// Sends joined frames while there is something to join, and each by itself over AF_XDP while there
/// is not: the former is the cheapest for UDP flows whose frames come close together, the latter
/// for everything else.
///
/// Which it is, it finds out by trying: now and then some flushes are joined, and if that saved
/// half of the slots at least, so are the following, until it does no longer.
public struct AdaptiveSender: ~Copyable, ForwardingSender {
  /// Frames after which a choice is made anew: enough for a few full bursts.
  private static let period = 4096
  /// Periods of AF_XDP between two trials, at first and at most. A trial that fails costs a
  /// fraction of one period, and so less than a hundredth where nothing can ever be joined.
  private static let rest = (first: 4, most: 64)
  /// Frames a slot from which on joining is the cheaper one: with one frame in each it is a quarter
  /// dearer than AF_XDP, with two it saves half of what the way to the driver costs.
  private static let leastFramesInSlot = 2
  /// Microseconds that are waited for the other ring to be empty before a choice is put off.
  private static let patience = 1000

  private var joining: RejoiningRing
  private var separate: XDPTransmitRing
  private var isJoining = true
  /// Frames of this period, and those and the slots of `joining` at its beginning.
  private var frames = 0
  private var framesBefore = 0
  private var slotsBefore = 0
  /// Periods left until the next trial, and those that a failed one is followed by.
  private var pause = 0
  private var nextPause = AdaptiveSender.rest.first

  /// Opens both rings.
  public init(forwardingBy interface: String) throws(PacketRingError) {
    let joining = try RejoiningRing(interface: interface)
    separate = try XDPTransmitRing(interface: interface)
    self.joining = joining
  }

  /// The longest frame that the interface carries, in bytes without the CRC or a VLAN tag.
  public var largestFrame: Int { joining.largestFrame }

  /// Takes a copy of a frame, to be sent by the next flush; false if there is no room now.
  @inline(__always)
  public mutating func send(_ frame: UnsafeRawPointer, count: Int) -> Bool {
    frames += 1
    return isJoining
      ? joining.send(frame, count: count) : separate.send(frame, count: count)
  }

  /// Hands all frames to the kernel; false if it did not take them all.
  public mutating func flush() throws(PacketRingError) -> Bool {
    let isDone = isJoining ? try joining.flush() : try separate.flush()
    if isDone, frames >= Self.period { choose() }
    return isDone
  }

  /// Begins a period.
  private mutating func choose() {
    frames = 0
    if isJoining {
      let joined = joining.framesSent - framesBefore
      let slots = joining.slotsSent - slotsBefore
      if joined < Self.leastFramesInSlot * slots {
        // Nobody overtakes: the other ring begins when this one's frames are gone.
        guard isIdle() else { return }
        isJoining = false
        pause = nextPause
        nextPause = min(2 * nextPause, Self.rest.most)
      } else {
        nextPause = Self.rest.first
      }
    } else {
      pause -= 1
      guard pause <= 0, isIdle() else { return }
      isJoining = true
    }
    framesBefore = joining.framesSent
    slotsBefore = joining.slotsSent
  }

  /// Waits a little until all frames have left.
  private mutating func isIdle() -> Bool {
    for _ in 0..<Self.patience {
      if isJoining ? joining.isIdle : separate.isIdle { return true }
      usleep(1)
    }
    return false
  }
}
