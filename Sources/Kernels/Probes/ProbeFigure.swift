import Statistics

/// A cost that a probe measured, with its spread.
public struct ProbeFigure: Hashable, Sendable, Codable {
  /// A sample in one unit. Outliers stay in.
  public struct Measure: Hashable, Sendable, Codable {
    /// `ns`, `cycles` (of the time-stamp counter), `ns/B`, `cycles/B` or `Hz`.
    public let unit: String
    /// The arithmetic mean.
    public let mean: Double
    /// Half the width of the mean's 95 % interval (Student's t over the samples).
    public let ci95: Double
    /// The value with as many samples below as above.
    public let median: Double
    /// The ends of the median's 95 % interval, which outliers hardly move: the order statistics
    /// about 0.98·√n ranks from the middle.
    public let medianLow, medianHigh: Double
    /// The smallest and the largest sample.
    public let minimum, maximum: Double
    /// The quantiles 2.5 % and 97.5 % of the samples.
    public let low, high: Double

    /// The sample of `values`, each multiplied by `scale`.
    ///
    /// - Precondition: there are two values or more.
    public init(unit: String, _ values: [Double], scale: Double = 1) {
      precondition(values.count >= 2, "an interval needs two samples")
      let values = values.map { $0 * scale }.sorted()
      let sample = Sample(values)
      // The number of samples below the median is binomial, with a deviation of √n / 2.
      let ranks = Int((0.98 * Double(values.count).squareRoot()).rounded(.up))
      medianLow = values[max(values.count / 2 - ranks, 0)]
      medianHigh = values[min((values.count - 1) / 2 + ranks, values.count - 1)]
      self.unit = unit
      mean = sample.mean
      ci95 = sample.ci95 ?? .nan
      median = quantile(of: values, 0.5) ?? .nan
      minimum = values[0]
      maximum = values[values.count - 1]
      low = quantile(of: values, 0.025) ?? .nan
      high = quantile(of: values, 0.975) ?? .nan
    }
  }

  /// Its name, in lower case with underscores.
  public let name: String
  /// What was measured.
  public let summary: String
  /// How many samples there are.
  public let samples: Int
  /// How many operations are in each sample, which is their mean.
  public let operations: Int
  /// How often the measuring thread lost its CPU to another while the samples were taken: where it
  /// is not 0, the mean and the maximum have other threads' time in them.
  public let preemptions: Int
  /// The sample in each unit that it can be stated in: nanoseconds, and cycles where there is a
  /// time-stamp counter.
  public let measures: [Measure]

  /// The measure in that unit; nil if there is none.
  public subscript(unit: String) -> Measure? { measures.first { $0.unit == unit } }
}
