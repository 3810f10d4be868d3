import Hardware
import LoadSearch
import Model

/// What is looked at before a campaign begins.
extension MeasureSession {
  /// The generator's limit for each size of frame that is to be measured, in frames per second.
  func generatorLimits(_ sampler: Sampler) throws -> [Int: Double] {
    // Where clocks count instructions, no rate is measured that a generator could limit.
    guard command.generatorTest, loaded.testbed.clock == .time,
      loaded.testbed.machines.allSatisfy({ $0.remote == nil })
    else { return [:] }
    var limits: [Int: Double] = [:]
    for flow in flows {
      let bytes = Int(flow.frame.bytes)
      guard limits[bytes] == nil else { continue }
      Terminal.writeError("trying what the generator does with frames of \(bytes) B\n")
      limits[bytes] = try GeneratorTest.limit(frame: flow.frame, sampler: sampler)
      if let limit = limits[bytes] {
        Terminal.writeError("  \(Int(limit.rounded())) frames per second at most\n")
      }
    }
    return limits
  }

  /// The preflight of the testbed's other machines, by their names, before anything is done there;
  /// as that of this one.
  func preflightThere(_ workers: Workers) throws(Failure) -> [String: CanonicalJSON] {
    let scenarios = loaded.scenarios.map(\.scenario)
    var records: [String: CanonicalJSON] = [:]
    for machine in workers.examine(loaded.testbed, for: scenarios) {
      if let problem = machine.problem { throw .work(problem) }
      records[machine.machine] = try judged(machine.findings, of: machine.machine)
    }
    return records
  }

  /// The preflight of this machine. What it refuses ends the session, unless that is forced; what
  /// it only labels is told, and goes into every sample's record.
  func preflight(_ limits: [Int: Double]) throws(Failure) -> CanonicalJSON {
    var inputs = DoctorCommand.inputs
    inputs.generatorRatio = ratio(limits)
    return try judged(
      DoctorCommand.preflight(
        of: loaded.testbed, for: loaded.scenarios.map(\.scenario), inputs: inputs
      ).findings, of: "this machine")
  }

  /// What is to stand in records of the findings on a machine.
  private func judged(
    _ findings: [Hardware.Finding], of machine: String
  ) throws(Failure) -> CanonicalJSON {
    let refused = findings.filter { $0.level == .refuse }
    if !refused.isEmpty {
      let sentences = refused.map { "\($0.check): \($0.seen). \($0.why) \($0.remedy)" }
      guard command.force else {
        throw .work(
          "\(machine) cannot measure that as it is; --force measures all the same\n"
            + sentences.joined(separator: "\n"))
      }
      for sentence in sentences {
        Terminal.writeError("forced on \(machine), though \(sentence)\n")
      }
    }
    let labels = findings.filter { $0.level == .label }
    if !labels.isEmpty {
      Terminal.writeError(
        "what may disturb the figures of \(machine) (hypertwin doctor says more): "
          + labels.map(\.check).joined(separator: ", ") + "\n")
    }
    return .array(
      findings.filter { $0.level != .ok }.map { finding in
        [
          "check": .string(finding.check), "level": .string(finding.level.rawValue),
          "seen": .string(finding.seen),
        ]
      })
  }

  /// The settings of a campaign's cell, as JSON with sorted keys.
  func settings(of scenario: Scenario) -> String {
    let effort = command.flowOptions.effort
    return CanonicalJSON.object([
      "flow": .array(
        FlowMeasure.allCases.filter(command.flowOptions.measures.contains)
          .map { .string($0.rawValue) }),
      "seconds": .number(command.seconds),
      "workloads": .array(scenario.workloads.map { .string($0.id.name) }),
      "search": [
        "width": .number(effort.width), "longest": .number(effort.longest),
        "initial_trial": .number(effort.initialTrial), "final_trial": .number(effort.finalTrial),
        "duration_sum": .number(effort.durationSum),
      ],
    ]).text
  }

  /// The least ratio of the generator's limit to the rate of a flow; nil where none is measured at
  /// its rate, or the limits were not tried.
  private func ratio(_ limits: [Int: Double]) -> Double? {
    guard command.flowOptions.measures.contains(.rate) else { return nil }
    return flows.compactMap { flow -> Double? in
      guard case .constantRate(let rate) = flow.load, let limit = limits[Int(flow.frame.bytes)],
        rate.bitsPerSecond > 0
      else { return nil }
      return limit / (rate.bitsPerSecond / 8 / Double(FlowRates.payload(flow.frame)))
    }.min()
  }

  /// The flows that have a rate.
  private var flows: [Flow] {
    loaded.scenarios.flatMap(\.scenario.workloads).compactMap { workload in
      guard case .flow(let flow) = workload.kind, case .constantRate = flow.load else { return nil }
      return flow
    }
  }
}
