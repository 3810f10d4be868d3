/// From one CPU's write to a cache line until another CPU, which reads it all the time, sees it:
/// what threads pay for working on the same data.
enum CoherenceProbe {
  static func run(_ context: ProbeContext) -> ProbeOutcome {
    var outcome = ProbeOutcome(.cacheLine)
    let here = context.cpus[0]
    outcome.add("line_other_cpu") { () throws(MachineError) in
      try pingPong([here, try context.otherCPU()], context.sampler)
    }
    outcome.notes.append(
      "CPUs that share a last-level cache take some tens of nanoseconds, others some hundreds. In "
        + "a virtual machine whose virtual CPUs are not pinned it changes as they are moved."
    )
    return outcome
  }

  private static func pingPong(
    _ cpus: [Int], _ sampler: Sampler
  ) throws(MachineError) -> ProbeFigure {
    let echo = CacheLineEcho()
    let box = ResultBox<ProbeFigure>()
    try PinnedTeam(cpus: cpus).run { member in
      if member.index == 1 { return echo.answer() }
      let result = Result { () throws(MachineError) in
        try sampler.batches("line_other_cpu", "a cache line to a CPU that reads it, one way") {
          (count) throws(MachineError) in _ = echo.send(times: (count + 1) / 2)
        }
      }
      echo.end()
      box.value.withLock { $0 = result }
    }
    guard let result = box.value.withLock({ $0 }) else {
      preconditionFailure("a thread of a team ended without a result")
    }
    return try result.get()
  }
}
