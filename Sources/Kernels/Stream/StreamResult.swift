/// What a run of STREAM measured.
public struct StreamResult: Hashable, Sendable, Codable {
  /// How results must be labelled by the terms of STREAM.
  public static let label = "based on a variant of the STREAM benchmark code"

  /// One loop's times and rates.
  public struct Figure: Hashable, Sendable, Codable {
    /// The loop.
    public let loop: StreamLoop
    /// The best pass's rate by STREAM's convention, in 10⁶ bytes per second.
    public let rateMbS: Double
    /// The same with the lines that plain stores read before they overwrite them.
    public let trafficMbS: Double
    /// The least, mean and most seconds of a pass, without the first.
    public let minimumS, averageS, maximumS: Double

    /// The figure of a loop over `elements` elements whose passes lasted so many seconds each.
    ///
    /// - Precondition: there are two passes or more; the first is not counted.
    public init(loop: StreamLoop, stores: StreamStores, elements: Int, seconds: [Double]) {
      precondition(seconds.count >= 2, "the first pass is not counted")
      let counted = seconds.dropFirst()
      let least = counted.min() ?? 0
      self.loop = loop
      rateMbS = 1e-6 * Double(elements * loop.bytesPerElement) / least
      trafficMbS = 1e-6 * Double(elements * loop.trafficPerElement(stores)) / least
      minimumS = least
      averageS = counted.reduce(0, +) / Double(counted.count)
      maximumS = counted.max() ?? 0
    }
  }

  /// `StreamResult.label`.
  public let label: String
  /// Whether the rules of STREAM hold: the arrays are large, and the passes long, enough.
  public let followsRules: Bool
  /// How results were stored.
  public let stores: StreamStores
  /// The loops' figures, in STREAM's order.
  public let figures: [Figure]
  /// The vector instructions that were used.
  public let instructionSet: String
  /// The CPU of each thread, read back after binding.
  public let cpus: [Int]
  /// Bytes and elements of each array.
  public let arrayBytes, elements: Int
  /// The passes, the first included.
  public let repetitions: Int
  /// The last-level caches of those CPUs; nil where they are unknown.
  public let lastLevelCache: LastLevelCache?
  /// The clock's granularity in nanoseconds.
  public let clockTickNs: Int64
  /// Where the arrays began.
  public let layout: StreamLayout
  /// The pages that were asked for.
  public let pages: MappedMemory.Pages
  /// The bytes of the three arrays that were on huge pages; nil where unknown.
  public let hugeBytes: Int?
  /// The check of the arrays.
  public let validation: StreamValidation
  /// What a reader must know, one sentence each.
  public let notes: [String]
}
