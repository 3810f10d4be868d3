/// The growth of a congestion window after a loss by CUBIC (RFC 9438).
///
/// The window follows W(t) = C·(t − K)³ + W_max, where t is the time since the window was reduced:
/// fast at first, flat around the size at which the last loss came, then fast again. Where that is
/// less than what Reno would have (section 4.3), the window grows as Reno's. All windows are in
/// segments.
struct CubicGrowth {
  /// How aggressively the window grows, in segments per s³ (section 5.1).
  static let scale = 0.4
  /// The share of the window that is left after a loss (section 4.6).
  static let decrease = 0.7
  /// What Reno's window must grow by per round trip to be as fast on average with that decrease
  /// (section 4.3).
  private static let friendly = 3 * (1 - decrease) / (1 + decrease)

  /// The window around which growth is flat.
  private var plateau = 0.0
  /// The window just before it was last reduced.
  private var previous = 0.0
  /// When the current growth began, in picoseconds; nil after a loss until something is
  /// acknowledged.
  private var began: Int64?
  /// Seconds from then to the plateau.
  private(set) var rise = 0.0
  /// What Reno's window would be.
  private var estimate = 0.0

  /// The window once so many segments more were acknowledged in congestion avoidance.
  mutating func window(
    _ window: Double, acknowledged: Int, now: Int64, roundTrip: Int64
  ) -> Double {
    let start = began ?? now
    if began == nil {
      began = now
      estimate = window
      plateau = max(plateau, window)
      rise = Self.cubeRoot((plateau - window) / Self.scale)
    }
    let gain = estimate < previous ? Self.friendly : 1
    estimate += gain * Double(acknowledged) / window
    let elapsed = Double(now - start) * 1e-12
    if cubic(elapsed) < estimate { return max(estimate, window) }
    let target = min(max(cubic(elapsed + Double(roundTrip) * 1e-12), window), 1.5 * window)
    return window + Double(acknowledged) * (target - window) / window
  }

  /// The threshold to which a loss reduces `window`, at least 2.
  mutating func threshold(afterLossAt window: Double) -> Double {
    // Fast convergence: a flow whose window shrinks leaves room for new ones (section 4.7).
    plateau = window < plateau ? window * (1 + Self.decrease) / 2 : window
    previous = window
    began = nil
    return max(window * Self.decrease, 2)
  }

  private func cubic(_ time: Double) -> Double {
    let distance = time - rise
    return Self.scale * distance * distance * distance + plateau
  }

  private static func cubeRoot(_ value: Double) -> Double {
    value < 1e-12 ? 0 : Elementary.exp(Elementary.log(value) / 3)
  }
}
