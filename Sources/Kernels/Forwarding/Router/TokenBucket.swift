/// Lets so many messages pass in a second, and some more at once after a silence (RFC 4443, 2.4 f).
struct TokenBucket {
  /// Nanoseconds that one message costs; 0 if none may pass.
  private let cost: UInt64
  private let capacity: UInt64
  /// Nanoseconds saved up.
  private var credit: UInt64
  private var last: UInt64?

  /// `rate` messages a second, 0 to 10^9, `burst` of them at once.
  init(rate: Int, burst: Int) {
    cost = rate > 0 ? UInt64(1_000_000_000 / rate) : 0
    let (product, overflow) = cost.multipliedReportingOverflow(by: UInt64(burst))
    capacity = overflow ? .max : product
    credit = capacity
  }

  /// Whether a message may pass at `now`, nanoseconds on any clock; time that runs backwards counts
  /// as standing still.
  mutating func take(now: UInt64) -> Bool {
    guard cost > 0 else { return false }
    if let last, now > last {
      let (sum, overflow) = credit.addingReportingOverflow(now - last)
      credit = overflow ? capacity : min(capacity, sum)
    }
    last = max(now, last ?? now)
    guard credit >= cost else { return false }
    credit -= cost
    return true
  }
}
