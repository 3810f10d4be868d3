/// The sending end of an elastic flow: TCP congestion control with selective acknowledgement.
///
/// Slow start and congestion avoidance as in RFC 5681 (Reno), one halving per loss event and
/// transmission in order of need as in RFC 6675. Paths of the model never reorder, so a packet is
/// lost as soon as one that was sent after it is acknowledged (RFC 8985 with a reordering window of
/// zero); only the loss of a whole tail needs the retransmission timer. All counts are in segments.
struct TransportSender: ~Copyable {
  /// The shortest retransmission timeout, as Linux has it: 200 ms.
  static let minimumTimeout: Int64 = 200_000_000_000

  /// What may be in flight at most: the receiver's window.
  let window: Int
  /// The congestion window.
  private(set) var congestionWindow = 10.0
  private var threshold = Double.infinity
  /// Segments that are believed to be under way.
  private(set) var inFlight = 0
  /// The oldest segment that is not acknowledged.
  private(set) var unacknowledged: Int64 = 0
  private var nextSegment: Int64 = 0
  private var nextOrder: Int64 = 0
  private var recoverySegment: Int64 = -1
  private var flights = Ring<Flight>(capacity: 256)
  private var lost = Ring<Int64>(capacity: 64)
  private var acknowledged: UnsafeMutablePointer<Bool>
  private let mask: Int64
  /// When the retransmission timer runs out, if anything is in flight.
  private(set) var deadline = Int64.max
  /// Segments that were sent again.
  private(set) var retransmissions = 0

  private struct Flight: BitwiseCopyable {
    var segment: Int64
    var order: Int64
  }

  /// A sender that has sent nothing; `window` is at least 1.
  init(window: Int) {
    self.window = max(window, 1)
    var size = 64
    while size < self.window * 4 { size *= 2 }
    acknowledged = .allocate(capacity: size)
    acknowledged.initialize(repeating: false, count: size)
    mask = Int64(size - 1)
  }

  deinit { acknowledged.deallocate() }

  /// The next segment to send now, with the number of its transmission; nil if none may be sent.
  mutating func nextTransmission(now: Int64) -> (segment: Int64, order: Int64)? {
    guard inFlight < min(window, Int(congestionWindow)) else { return nil }
    var segment = nextSegment
    var isNew = true
    while lost.count > 0 {
      let candidate = lost.removeFirst()
      if candidate >= unacknowledged && !acknowledged[Int(candidate & mask)] {
        segment = candidate
        isNew = false
        break
      }
    }
    if isNew {
      guard nextSegment - unacknowledged < Int64(window) else { return nil }
      acknowledged[Int(nextSegment & mask)] = false
      nextSegment += 1
    } else {
      retransmissions += 1
    }
    if inFlight == 0 { deadline = now + Self.minimumTimeout }
    inFlight += 1
    nextOrder += 1
    flights.append(Flight(segment: segment, order: nextOrder))
    return (segment, nextOrder)
  }

  /// Takes in an acknowledgement: `expected` is cumulative, `cause` and `order` name the packet
  /// that caused it.
  mutating func receive(expected: Int64, cause: Int64, order: Int64, now: Int64) {
    let before = unacknowledged
    if cause >= unacknowledged { acknowledged[Int(cause & mask)] = true }
    while unacknowledged < expected {
      acknowledged[Int(unacknowledged & mask)] = true
      unacknowledged += 1
    }
    var delivered = 0
    var losses = 0
    while flights.count > 0 && flights[0].order <= order {
      let flight = flights.removeFirst()
      inFlight -= 1
      if flight.segment < unacknowledged || acknowledged[Int(flight.segment & mask)] {
        delivered += 1
      } else {
        lost.append(flight.segment)
        losses += 1
      }
    }
    if losses > 0 { reduce() }
    if unacknowledged > before && unacknowledged > recoverySegment { grow(by: delivered) }
    deadline = inFlight > 0 ? now + Self.minimumTimeout : .max
  }

  /// The retransmission timer ran out: everything in flight is taken for lost (RFC 6298, 5.4–5.7).
  mutating func timeOut(now: Int64) {
    while flights.count > 0 {
      let flight = flights.removeFirst()
      lost.append(flight.segment)
    }
    inFlight = 0
    threshold = max(congestionWindow / 2, 2)
    congestionWindow = 1
    recoverySegment = nextSegment - 1
    deadline = .max
  }

  /// Halves the window, once for all losses of one window of data.
  private mutating func reduce() {
    guard unacknowledged > recoverySegment else { return }
    threshold = max(congestionWindow / 2, 2)
    congestionWindow = threshold
    recoverySegment = nextSegment - 1
  }

  private mutating func grow(by segments: Int) {
    let limit = Double(window)
    if congestionWindow < threshold {
      congestionWindow = min(congestionWindow + Double(segments), limit)
    } else {
      congestionWindow = min(congestionWindow + Double(segments) / congestionWindow, limit)
    }
  }
}
