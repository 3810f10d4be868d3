extension SimTime: Quantity, CustomStringConvertible {
  /// Picoseconds, in which times are exact.
  public var base: Double { Double(picoseconds) }

  public init?(base: Double) {
    guard let whole = Int64(exactly: base.rounded()), whole.magnitude < 9_000_000_000_000_000_000
    else { return nil }
    picoseconds = whole
  }

  public static var noun: String { "a time" }

  public static var units: [(symbol: String, size: Double)] {
    [
      ("ps", 1), ("ns", 1e3), ("us", 1e6), ("ms", 1e9), ("s", 1e12), ("min", 6e13), ("h", 3.6e15),
    ]
  }
}
