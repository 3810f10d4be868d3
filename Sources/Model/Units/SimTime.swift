/// A point in simulated time, or a span of it: a whole number of picoseconds.
///
/// Range ±106 days. Whole numbers keep a run bit-identical on every machine; a picosecond is fine
/// enough that a 64-byte frame at 400 Gbit/s still lasts 1 280 ticks.
public struct SimTime: Hashable, Comparable, Sendable, Codable, AdditiveArithmetic {
  /// Picoseconds since the start of the run.
  public var picoseconds: Int64

  /// A time of that many picoseconds.
  @inlinable
  public init(picoseconds: Int64) { self.picoseconds = picoseconds }

  /// The start of every run.
  public static let zero = SimTime(picoseconds: 0)

  /// Later than every event that a run schedules.
  public static let infinity = SimTime(picoseconds: .max)

  /// The nearest whole picosecond; values outside the range are clamped to it.
  ///
  /// - Precondition: `seconds` is not NaN.
  @inlinable
  public init(seconds: Double) {
    precondition(!seconds.isNaN, "a time cannot be NaN")
    let exact = (seconds * 1e12).rounded()
    if let whole = Int64(exactly: exact) {
      picoseconds = whole
    } else {
      picoseconds = exact > 0 ? .max : .min
    }
  }

  /// The same time in seconds.
  @inlinable
  public var seconds: Double { Double(picoseconds) * 1e-12 }

  /// Orders times.
  @inlinable
  public static func < (left: Self, right: Self) -> Bool { left.picoseconds < right.picoseconds }

  /// The sum.
  @inlinable
  public static func + (left: Self, right: Self) -> Self {
    Self(picoseconds: left.picoseconds + right.picoseconds)
  }

  /// The difference.
  @inlinable
  public static func - (left: Self, right: Self) -> Self {
    Self(picoseconds: left.picoseconds - right.picoseconds)
  }
}
