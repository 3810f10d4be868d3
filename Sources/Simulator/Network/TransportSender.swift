import Model

/// The sending end of an elastic flow: TCP congestion control with selective acknowledgement.
///
/// Slow start and congestion avoidance as in RFC 5681 (Reno) or RFC 9438 (CUBIC), one reduction per
/// window of data and transmission in order of need as in RFC 6675, a retransmission timer as in
/// RFC 6298. Paths that keep the order of packets let a packet count as lost as soon as one that
/// was sent after it is acknowledged (RFC 8985 with a reordering window of zero); only the loss of
/// a whole tail needs the timer. A path that reorders (a stage with several threads) costs needless
/// retransmissions, and so does the loss of an acknowledgement that names a segment out of order:
/// each acknowledgement names one such segment, not three ranges of them. All counts are in
/// segments.
struct TransportSender: ~Copyable {
  /// The initial congestion window (RFC 6928).
  static let initialWindow = 10.0

  /// What may be in flight at most: the receiver's window.
  let window: Int
  /// The congestion window.
  private(set) var congestionWindow = initialWindow
  private var threshold = Double.infinity
  /// How the window grows; nil for Reno.
  private var cubic: CubicGrowth?
  /// Segments that are believed to be under way.
  private(set) var inFlight = 0
  /// The oldest segment that is not acknowledged.
  private(set) var unacknowledged: Int64 = 0
  private var nextSegment: Int64 = 0
  private var nextOrder: Int64 = 0
  /// The last segment that had been sent when a loss was last noticed.
  private var recoverySegment: Int64 = -1
  /// Whether the losses up to `recoverySegment` were noticed without the timer.
  private var isFastRecovery = false
  private var flights = Ring<Flight>(capacity: 256)
  private var lost = Ring<Int64>(capacity: 64)
  private var acknowledged: UnsafeMutablePointer<Bool>
  private let mask: Int64
  private var timeout = RetransmissionTimeout()
  /// The time from the packet that caused the last acknowledgement to that; nil where the packet
  /// had been given up.
  private(set) var lastRoundTrip: Int64?
  /// When the retransmission timer runs out, if anything is in flight.
  private(set) var deadline = Int64.max

  private struct Flight: BitwiseCopyable {
    var segment: Int64
    var order: Int64
    var sent: Int64
  }

  /// A segment to send.
  struct Transmission {
    var segment: Int64
    /// The number of the transmission: 1 for the first packet of the flow.
    var order: Int64
    var isRepeat: Bool
  }

  /// A sender that has sent nothing; `window` is at least 1.
  init(window: Int, congestionControl: Flow.CongestionControl = .reno) {
    self.window = max(window, 1)
    cubic = congestionControl == .cubic ? CubicGrowth() : nil
    var size = 64
    while size < self.window * 2 { size *= 2 }
    acknowledged = .allocate(capacity: size)
    acknowledged.initialize(repeating: false, count: size)
    mask = Int64(size - 1)
  }

  deinit { acknowledged.deallocate() }

  /// The next segment to send now; nil if none may be sent. O(1) amortised.
  mutating func nextTransmission(now: Int64) -> Transmission? {
    guard inFlight < min(window, Int(congestionWindow)) else { return nil }
    var next = Transmission(segment: nextSegment, order: nextOrder + 1, isRepeat: false)
    while lost.count > 0 {
      let candidate = lost.removeFirst()
      if candidate >= unacknowledged && !acknowledged[Int(candidate & mask)] {
        next.segment = candidate
        next.isRepeat = true
        break
      }
    }
    if !next.isRepeat {
      guard nextSegment - unacknowledged < Int64(window) else { return nil }
      acknowledged[Int(nextSegment & mask)] = false
      nextSegment += 1
    }
    if inFlight == 0 { deadline = now + timeout.length }
    inFlight += 1
    nextOrder += 1
    flights.append(Flight(segment: next.segment, order: nextOrder, sent: now))
    return next
  }

  /// Takes in an acknowledgement: `expected` is cumulative, `cause` and `order` name the packet
  /// that caused it. O(1) amortised.
  mutating func receive(expected: Int64, cause: Int64, order: Int64, now: Int64) {
    let before = unacknowledged
    if cause >= unacknowledged { acknowledged[Int(cause & mask)] = true }
    unacknowledged = max(unacknowledged, expected)
    var delivered = 0
    var losses = 0
    lastRoundTrip = nil
    while flights.count > 0 && flights[0].order <= order {
      let flight = flights.removeFirst()
      inFlight -= 1
      if flight.order == order {
        lastRoundTrip = now - flight.sent
        timeout.measure(roundTrip: now - flight.sent)
      }
      if flight.segment < unacknowledged || acknowledged[Int(flight.segment & mask)] {
        delivered += 1
      } else {
        lost.append(flight.segment)
        losses += 1
      }
    }
    if unacknowledged > recoverySegment { isFastRecovery = false }
    if losses > 0 { reduce() }
    if unacknowledged > before && !isFastRecovery { grow(by: delivered, now: now) }
    deadline = inFlight > 0 ? now + timeout.length : .max
  }

  /// The retransmission timer ran out: everything in flight is taken for lost (RFC 6298, 5.4–5.7).
  mutating func timeOut(now: Int64) {
    while flights.count > 0 { lost.append(flights.removeFirst().segment) }
    // Once for repeated timeouts of one segment (RFC 5681, equation 4 and what follows it).
    if timeout.isFirst {
      threshold =
        cubic?.threshold(afterLossAt: Double(inFlight)) ?? max(Double(inFlight) / 2, 2)
    }
    timeout.backOff()
    inFlight = 0
    congestionWindow = 1
    recoverySegment = nextSegment - 1
    isFastRecovery = false
    deadline = .max
  }

  /// Reduces the window, once for all losses of one window of data.
  private mutating func reduce() {
    guard unacknowledged > recoverySegment else { return }
    threshold =
      cubic?.threshold(afterLossAt: congestionWindow) ?? max(congestionWindow / 2, 2)
    congestionWindow = threshold
    recoverySegment = nextSegment - 1
    isFastRecovery = true
  }

  private mutating func grow(by segments: Int, now: Int64) {
    let grown: Double
    if congestionWindow < threshold {
      grown = congestionWindow + Double(segments)
    } else {
      grown =
        cubic?.window(
          congestionWindow, acknowledged: segments, now: now,
          roundTrip: timeout.roundTrip ?? 0)
        ?? congestionWindow + Double(segments) / congestionWindow
    }
    congestionWindow = min(grown, Double(window))
  }
}
