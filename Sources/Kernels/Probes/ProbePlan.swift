/// Which costs to measure, and how long.
public struct ProbePlan: Hashable, Sendable {
  /// Seconds that a run may be asked to take.
  public static let range = 0.1...3600.0

  /// The probes, in this order.
  public var probes: [Probe]
  /// Seconds that the samples of all probes may take together. Preparations, such as the cycles of
  /// pointers, come on top, and no figure has fewer than `Sampler.fewest` samples.
  public var seconds: Double
  /// The largest working set in bytes whose latency is measured; nil for 4 times the last-level
  /// cache.
  public var largestWorkingSet: Int?

  /// All its properties.
  public init(
    probes: [Probe] = Probe.allCases, seconds: Double = 6, largestWorkingSet: Int? = nil
  ) {
    self.probes = probes
    self.seconds = seconds
    self.largestWorkingSet = largestWorkingSet
  }
}
