internal import CMachine

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
    let sampler = context.sampler.share(of: sets.count)
    for bytes in sets { add(bytes, sampler, to: &outcome) }
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

  /// Adds the latencies of a working set on small and on huge pages, and their difference.
  ///
  /// Batches on either alternate, so that the difference is sampled in pairs, and what disturbs
  /// one disturbs the other.
  private static func add(_ bytes: Int, _ sampler: Sampler, to outcome: inout ProbeOutcome) {
    let names = ["latency_small", "latency_huge", "page_walk"].map { name($0, bytes) }
    do {
      let small = try PointerCycle(bytes: bytes, pages: .small, seed: UInt64(bytes))
      do {
        let huge = try hugeCycle(bytes)
        outcome.figures += try paired(names, bytes, small, huge, sampler)
      } catch {
        outcome.figures.append(try alone(names[0], bytes, small, sampler))
        outcome.unavailable += names[1...].map { .init(name: $0, reason: error.description) }
      }
    } catch {
      outcome.unavailable.append(.init(name: names[0], reason: error.description))
    }
  }

  /// A cycle on huge pages.
  ///
  /// - Throws: `MachineError` if the kernel gives too few of them.
  private static func hugeCycle(_ bytes: Int) throws(MachineError) -> PointerCycle {
    // The set may be smaller than a huge page, which then has all of it.
    let cycle = try PointerCycle(bytes: bytes, pages: .huge, seed: UInt64(bytes))
    let huge = try cycle.memory.hugeBytes()
    guard Double(huge) >= leastHugeShare * Double(bytes) else {
      throw MachineError(
        "only \(huge) of \(bytes) bytes are on huge pages; see "
          + "/sys/kernel/mm/transparent_hugepage")
    }
    return cycle
  }

  private static func summary(_ bytes: Int, _ pages: MappedMemory.Pages) -> String {
    "dependent load, \(bytes >> 10) KiB on \(pages.rawValue) pages"
  }

  private static func alone(
    _ name: String, _ bytes: Int, _ small: borrowing PointerCycle, _ sampler: Sampler
  ) throws(MachineError) -> ProbeFigure {
    var place = warm(small)
    let figure = try sampler.batches(name, summary(bytes, .small)) { count in
      place = PointerCycle.chase(place, steps: count)
    }
    InstructionProbes.keep(Int64(Int(bitPattern: place)))
    return figure
  }

  private static func paired(
    _ names: [String], _ bytes: Int, _ small: borrowing PointerCycle,
    _ huge: borrowing PointerCycle, _ sampler: Sampler
  ) throws(MachineError) -> [ProbeFigure] {
    let base = sampler.base
    var (place, hugePlace) = (warm(small), warm(huge))
    let operations = try sampler.batchSize { place = PointerCycle.chase(place, steps: $0) }
    var (ofSmall, ofHuge): ([Double], [Double]) = ([], [])
    let before = hypertwin_preemptions()
    try sampler.whileTimeLasts {
      let start = base.now()
      place = PointerCycle.chase(place, steps: operations)
      let middle = base.now()
      hugePlace = PointerCycle.chase(hugePlace, steps: operations)
      let end = base.now()
      ofSmall.append(base.nanoseconds(middle - start) / Double(operations))
      ofHuge.append(base.nanoseconds(end - middle) / Double(operations))
    }
    InstructionProbes.keep(Int64(Int(bitPattern: place) ^ Int(bitPattern: hugePlace)))
    let preemptions = hypertwin_preemptions() - before
    let parts = [
      (names[0], summary(bytes, .small), ofSmall), (names[1], summary(bytes, .huge), ofHuge),
      (
        names[2], "what small pages add to a load, \(bytes >> 10) KiB",
        zip(ofSmall, ofHuge).map { $0 - $1 }
      ),
    ]
    return parts.map { name, summary, values in
      sampler.figure(
        name, summary, operations: operations, nanoseconds: values, preemptions: preemptions)
    }
  }

  /// Visits every line once, up to a million, and returns where that ended.
  private static func warm(_ cycle: borrowing PointerCycle) -> UnsafeMutableRawPointer {
    PointerCycle.chase(cycle.memory.base, steps: min(cycle.lines, 1 << 20))
  }
}
