/// The time of a load that the next one waits for, by working set and page size; and what the walk
/// of the page tables adds.
enum LatencyProbe {
  /// The smallest working set: half of a first-level cache.
  static let smallest = 16 << 10
  /// The share of a working set that must be on huge pages for the figure to bear their name.
  private static let leastHugeShare = 0.95

  static func run(_ context: ProbeContext) -> ProbeOutcome {
    var outcome = ProbeOutcome(.memoryLatency)
    let sets: [Int]
    do {
      sets = try workingSets(context)
    } catch {
      outcome.unavailable.append(.init(name: "latency", reason: error.description))
      return outcome
    }
    let sampler = context.sampler.share(of: 2 * sets.count)
    for bytes in sets {
      for pages in [MappedMemory.Pages.small, .huge] {
        let name = self.name("latency_\(pages.rawValue)", bytes)
        outcome.add(name) { () throws(MachineError) in
          try figure(name, bytes, pages, sampler)
        }
      }
      let latencies = outcome.figures
      outcome.add(self.name("page_walk", bytes)) { () throws(MachineError) in
        try walk(bytes, in: latencies)
      }
    }
    outcome.notes.append(
      "A page walk is the latency with small pages less that with huge ones; it is an estimate, "
        + "and may be negative where there are no misses of the TLB.")
    if context.surroundings.isGuest != false {
      outcome.notes.append(
        "In a guest, a walk goes through the hypervisor's tables too, and whether those have huge "
          + "pages cannot be seen from inside.")
    }
    return outcome
  }

  /// The name of a figure, with its working set in KiB.
  static func name(_ prefix: String, _ bytes: Int) -> String { "\(prefix)_\(bytes >> 10)KiB" }

  /// Powers of two up to 4 times the last-level cache.
  private static func workingSets(_ context: ProbeContext) throws(MachineError) -> [Int] {
    var largest = context.largestWorkingSet ?? 0
    if context.largestWorkingSet == nil {
      largest = 4 * (try LastLevelCache.of(cpus: Array(context.cpus.prefix(1)))).totalBytes
    }
    var sets = [smallest]
    while let last = sets.last, last < largest { sets.append(last * 2) }
    return sets
  }

  private static func figure(
    _ name: String, _ bytes: Int, _ pages: MappedMemory.Pages, _ sampler: Sampler
  ) throws(MachineError) -> ProbeFigure {
    // Whole huge pages, of which the set takes the first part.
    let cycle = try PointerCycle(bytes: bytes, pages: pages, seed: UInt64(bytes))
    if pages == .huge {
      let huge = try cycle.memory.hugeBytes()
      guard Double(huge) >= leastHugeShare * Double(bytes) else {
        throw MachineError(
          "only \(huge) of \(bytes) bytes are on huge pages; see "
            + "/sys/kernel/mm/transparent_hugepage")
      }
    }
    var place = PointerCycle.chase(cycle.memory.base, steps: min(cycle.lines, 1 << 20))
    let figure = try sampler.batches(
      name, "dependent load, \(bytes >> 10) KiB on \(pages.rawValue) pages"
    ) { count in
      place = PointerCycle.chase(place, steps: count)
    }
    InstructionProbes.keep(Int64(Int(bitPattern: place)))
    return figure
  }

  /// The difference of two means, with the interval of a difference of independent samples.
  private static func walk(
    _ bytes: Int, in latencies: [ProbeFigure]
  ) throws(MachineError) -> ProbeFigure {
    func figure(_ pages: MappedMemory.Pages) -> ProbeFigure? {
      latencies.first { $0.name == name("latency_\(pages.rawValue)", bytes) }
    }
    guard let small = figure(.small), let huge = figure(.huge) else {
      throw MachineError("it takes the latency with both page sizes")
    }
    return ProbeFigure(
      name: name("page_walk", bytes),
      summary: "what small pages add to a load, \(bytes >> 10) KiB",
      samples: min(small.samples, huge.samples), operations: small.operations,
      measures: small.measures.compactMap { measure in
        huge[measure.unit].map { measure.less($0) }
      })
  }
}

extension ProbeFigure.Measure {
  /// The difference of two measures: of their means, with its interval, and of their medians; the
  /// extremes are the furthest apart that their samples could be.
  func less(_ other: Self) -> Self {
    Self(
      unit: unit, mean: mean - other.mean,
      ci95: (ci95 * ci95 + other.ci95 * other.ci95).squareRoot(),
      median: median - other.median, minimum: minimum - other.maximum,
      maximum: maximum - other.minimum, low: low - other.high, high: high - other.low)
  }

  private init(
    unit: String, mean: Double, ci95: Double, median: Double, minimum: Double, maximum: Double,
    low: Double, high: Double
  ) {
    self.unit = unit
    self.mean = mean
    self.ci95 = ci95
    self.median = median
    self.minimum = minimum
    self.maximum = maximum
    self.low = low
    self.high = high
  }
}
