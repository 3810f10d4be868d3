import Model

/// Runs STREAM: McCalpin's benchmark of sustainable memory bandwidth, with its rules
/// (https://www.cs.virginia.edu/stream/ref.html).
///
/// Each thread is bound to a CPU, touches its part of the arrays first, and works on the same part
/// in every pass. A pass lasts from the first thread's start to the last one's end.
public struct StreamRun {
  let plan: StreamPlan
  /// What a test does to the arrays before they are checked.
  var damage: (@Sendable (StreamArrays) -> Void)?

  /// A run of `plan`.
  public init(_ plan: StreamPlan) { self.plan = plan }

  /// Runs, checks the arrays, and reports.
  ///
  /// - Throws: `MachineError` where the plan cannot be carried out or the arrays are wrong after
  ///   it.
  public func run() throws(MachineError) -> StreamResult {
    let cpus = try chosenCPUs()
    let cache = try? LastLevelCache.of(cpus: cpus)
    let elements = try self.elements(cache, threads: cpus.count)
    let bytes = elements * MemoryLayout<Double>.stride
    try checkMemory(bytes)
    let starts = try starts(bytes)
    let memory = try MappedMemory(count: starts[2] + bytes, pages: plan.pages)
    let arrays = StreamArrays(
      memory.base, starts: starts, lines: elements / StreamArrays.perLine)
    let instructions = plan.instructions ?? plan.stores.usualInstructions
    let table = StreamLoopTable(instructions, plan.stores)
    let log = StreamLog(threads: cpus.count, passes: plan.repetitions)
    let (passes, damage) = (plan.repetitions, damage)
    try PinnedTeam(cpus: cpus).run { member in
      log.record(member, arrays, passes: passes, table: table, damage: damage)
    }
    let huge = (try? memory.hugeBytes()).map { min($0, 3 * bytes) }
    let validation = log.errors.validation(elements: elements, afterPasses: passes)
    guard validation.passes else { throw Self.failure(validation) }
    let figures = StreamLoop.allCases.map { loop in
      StreamResult.Figure(
        loop: loop, stores: plan.stores, elements: elements, seconds: log.seconds(of: loop))
    }
    let tick = MonotonicClock.tick()
    let violations = try self.violations(figures, tick: tick, bytes: bytes, cache: cache)
    return StreamResult(
      label: StreamResult.label, followsRules: violations.isEmpty, stores: plan.stores,
      figures: figures, instructionSet: instructions.rawValue, cpus: log.cpus, arrayBytes: bytes,
      elements: elements, repetitions: passes, lastLevelCache: cache, clockTickNs: tick,
      layout: arrays.layout(offset: plan.offset), pages: plan.pages, hugeBytes: huge,
      validation: validation, notes: violations + pageNotes(huge, of: 3 * bytes))
  }

  /// What to say where huge pages were asked for and not obtained.
  private func pageNotes(_ huge: Int?, of bytes: Int) -> [String] {
    guard plan.pages == .huge, huge != bytes else { return [] }
    let found = huge.map { "only \($0)" } ?? "an unknown number"
    return [
      "Huge pages were asked for, but \(found) of \(bytes) bytes are on them; see "
        + "/sys/kernel/mm/transparent_hugepage."
    ]
  }

  /// What breaks STREAM's rules, in words.
  ///
  /// - Throws: `MachineError` if anything does and the plan does not allow it.
  private func violations(
    _ figures: [StreamResult.Figure], tick: Int64, bytes: Int, cache: LastLevelCache?
  ) throws(MachineError) -> [String] {
    var notes = sizeViolation(bytes, cache).map { [$0] } ?? []
    let least = figures.map(\.minimumS).min() ?? 0
    if least * 1e9 < Double(StreamPlan.leastTicks * tick) {
      notes.append(
        "the shortest pass lasted \(Int64(least * 1e9)) ns, less than \(StreamPlan.leastTicks) "
          + "ticks of \(tick) ns of the clock")
    }
    guard notes.isEmpty || plan.allowsSmallArrays else {
      throw MachineError(notes.joined(separator: "; ") + "; use larger arrays")
    }
    return notes.map { "Not a STREAM result: \($0)." }
  }

  private static func failure(_ validation: StreamValidation) -> MachineError {
    let wrong = validation.arrays.filter {
      !($0.largestRelativeError <= StreamValidation.tolerance)
    }
    let list = wrong.map { array in
      "\(array.name) must be \(array.expected) throughout, but its largest relative error is "
        + "\(array.largestRelativeError) and the mean \(array.meanRelativeError)"
    }
    return MachineError(
      list.joined(separator: "; ")
        + "; more than \(StreamValidation.tolerance) is wrong: test this machine's memory")
  }
}
