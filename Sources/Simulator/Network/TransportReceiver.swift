/// The receiving end of an elastic flow.
///
/// Every second segment in order is acknowledged, every segment out of order or filling a gap at
/// once, and a lone one after the delayed-acknowledgement time (RFC 5681, 4.2).
struct TransportReceiver: ~Copyable {
  /// How long an acknowledgement is held back at most, as Linux has it: 40 ms.
  static let acknowledgementDelay: Int64 = 40_000_000_000

  /// The next segment in order.
  private(set) var expected: Int64 = 0
  private var highest: Int64 = -1
  private var received: UnsafeMutablePointer<Bool>
  private let mask: Int64
  /// The packet whose acknowledgement is held back, and when it is sent at the latest.
  private(set) var held: (cause: Int64, order: Int64, deadline: Int64)?

  /// A receiver that grants a window of that many segments.
  init(window: Int) {
    var size = 64
    while size < max(window, 1) * 2 { size *= 2 }
    received = .allocate(capacity: size)
    received.initialize(repeating: false, count: size)
    mask = Int64(size - 1)
  }

  deinit { received.deallocate() }

  /// Takes in a segment; returns how many segments came into order and whether to acknowledge now.
  mutating func receive(segment: Int64, order: Int64, now: Int64) -> (Int, acknowledge: Bool) {
    let inOrder = segment == expected
    assert(segment <= expected + mask, "a segment beyond the window that was granted")
    guard segment >= expected, !received[Int(segment & mask)] else { return (0, true) }
    let hadGap = highest >= expected
    received[Int(segment & mask)] = true
    highest = max(highest, segment)
    var advanced = 0
    while received[Int(expected & mask)] {
      received[Int(expected & mask)] = false
      expected += 1
      advanced += 1
    }
    if inOrder && !hadGap && held == nil {
      held = (segment, order, now + Self.acknowledgementDelay)
      return (advanced, false)
    }
    return (advanced, true)
  }

  /// An acknowledgement leaves, which covers the one that was held back.
  mutating func didAcknowledge() { held = nil }
}
