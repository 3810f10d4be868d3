/// The sum, mean and spread of a sample, gathered one value at a time.
///
/// Welford's recurrence (doi:10.1080/00401706.1962.10490022), so that a small variance beside a
/// large mean keeps its digits.
public struct Sample: Hashable, Sendable {
  /// How many values were added.
  public private(set) var count = 0

  /// The arithmetic mean; 0 for an empty sample.
  public private(set) var mean = 0.0

  private var squares = 0.0

  /// A sample of `values`.
  public init(_ values: some Sequence<Double> = []) {
    for value in values { add(value) }
  }

  /// Adds one value. O(1).
  public mutating func add(_ value: Double) {
    count += 1
    let difference = value - mean
    mean += difference / Double(count)
    squares += difference * (value - mean)
  }

  /// The unbiased variance, with n − 1 in the denominator; NaN below two values.
  public var variance: Double { count < 2 ? .nan : squares / Double(count - 1) }

  /// The square root of the unbiased variance; NaN below two values.
  public var standardDeviation: Double { variance.squareRoot() }
}
