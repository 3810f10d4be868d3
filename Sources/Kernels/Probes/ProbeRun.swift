/// Measures costs in place: what the processor, the kernel and, in a guest, the hypervisor take.
///
/// Every figure is a sample with an interval, in nanoseconds and in cycles of the time-stamp
/// counter. What cannot be measured is reported with its reason.
public struct ProbeRun {
  private let plan: ProbePlan

  /// A run of `plan`.
  public init(_ plan: ProbePlan) { self.plan = plan }

  /// Runs the probes one after the other.
  ///
  /// - Throws: `MachineError` if nothing can be measured, because no thread can be bound to a CPU
  ///   or the plan asks for too little or too much time.
  public func run() throws(MachineError) -> ProbeReport {
    guard ProbePlan.range.contains(plan.seconds) else {
      throw MachineError(
        "\(plan.seconds) s is not between \(ProbePlan.range.lowerBound) and "
          + "\(ProbePlan.range.upperBound) s")
    }
    let cpus = try CPUSet.inOrderOfCores()
    let surroundings = Surroundings.current()
    let base = try PinnedTeam.on(cpus[0]) { TimeBase(surroundings) }
    let weights = plan.probes.reduce(0) { $0 + $1.weight }
    var outcomes: [ProbeOutcome] = []
    for probe in plan.probes {
      let seconds = plan.seconds * Double(probe.weight) / Double(weights)
      let context = ProbeContext(
        sampler: Sampler(base: base, budget: Int64(seconds * 1e9)), surroundings: surroundings,
        cpus: cpus, largestWorkingSet: plan.largestWorkingSet)
      outcomes.append(try PinnedTeam.on(cpus[0]) { probe.run(in: context) })
    }
    return ProbeReport(
      surroundings: surroundings, cpus: cpus,
      cyclesPerSecond: base.cyclesPerNanosecond.map { $0 * 1e9 }, outcomes: outcomes)
  }
}

/// What a probe may use.
struct ProbeContext: Sendable {
  /// Takes the samples; its time is the probe's.
  let sampler: Sampler
  /// The machine.
  let surroundings: Surroundings
  /// The CPUs that this process may use; the probe runs on the first.
  let cpus: [Int]
  /// See `ProbePlan`.
  let largestWorkingSet: Int?

  /// Another CPU than the one that the probe runs on.
  ///
  /// - Throws: `MachineError` if there is none.
  func otherCPU() throws(MachineError) -> Int {
    guard cpus.count > 1 else {
      throw MachineError("this process may use one CPU only; it takes two")
    }
    return cpus[1]
  }
}

extension Probe {
  /// Measures on the calling thread, which is bound to the first CPU.
  func run(in context: ProbeContext) -> ProbeOutcome {
    switch self {
    case .counter: return InstructionProbes.counter(context)
    case .clock: return InstructionProbes.clock(context)
    case .cpuidExit: return InstructionProbes.cpuidExit(context)
    case .hypercallExit: return InstructionProbes.hypercallExit(context)
    case .portExit: return InstructionProbes.portExit(context)
    case .systemCall: return InstructionProbes.systemCall(context)
    case .contextSwitch: return SwitchProbe.run(context)
    case .pageFault: return FaultProbe.run(context)
    case .timer: return TimerProbe.run(context)
    case .memoryLatency: return LatencyProbe.run(context)
    case .copy: return CopyProbe.run(context)
    case .notification: return NotificationProbe.run(context)
    case .cacheLine: return CoherenceProbe.run(context)
    }
  }
}
