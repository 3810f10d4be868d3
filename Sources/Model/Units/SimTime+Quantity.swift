extension SimTime: Quantity, CustomStringConvertible {
  public var base: Double { seconds }

  public init?(base: Double) {
    guard base.isFinite, base.magnitude < 9e6 else { return nil }
    self.init(seconds: base)
  }

  public static var noun: String { "a time" }

  public static var units: [(symbol: String, size: Double)] {
    [
      ("ps", 1e-12), ("ns", 1e-9), ("us", 1e-6), ("ms", 1e-3), ("s", 1), ("min", 60), ("h", 3600),
    ]
  }
}
