import Hardware
import LoadSearch
import Model

/// What is looked at before a campaign begins.
extension MeasureSession {
  /// What generator and receiver do at most for each size of frame that is to be measured, in
  /// frames per second: the least of the machines that such flows begin or end at.
  func generatorLimits(_ sampler: Sampler) throws -> [String: Double] {
    // Where clocks count instructions, no rate is measured that a generator could limit.
    guard command.generatorTest, loaded.testbed.clock == .time else { return [:] }
    var limits: [String: Double] = [:]
    var tried: Set<Ends> = []
    for flow in flows {
      let name = flow.frameName
      for place in [flow.source, flow.destination] {
        let remote = loaded.testbed.machine(of: place.host).remote
        guard tried.insert(Ends(frames: name, machine: remote)).inserted else { continue }
        let there = remote.map { " on \($0)" } ?? ""
        Terminal.writeError("trying what the generator does with frames of \(name)\(there)\n")
        guard
          let limit = try GeneratorTest.limit(
            frame: flow.frame, sizes: flow.sizes, on: remote, sampler: sampler)
        else { continue }
        Terminal.writeError("  \(Int(limit.rounded())) frames per second at most\n")
        limits[name] = min(limits[name] ?? limit, limit)
      }
    }
    return limits
  }

  /// Frames and a machine that makes or takes them.
  private struct Ends: Hashable {
    var frames: String
    var machine: Testbed.Remote?
  }

  /// The preflight of the testbed's other machines, by their names, before anything is done there;
  /// as that of this one.
  func preflightThere(_ workers: Workers) throws(Failure) -> [String: CanonicalJSON] {
    let scenarios = loaded.scenarios.map(\.scenario)
    var records: [String: CanonicalJSON] = [:]
    var problems: [String] = []
    for machine in workers.examine(loaded.testbed, for: scenarios) {
      if let problem = machine.problem {
        problems.append(problem)
        continue
      }
      do throws(Failure) {
        records[machine.machine] = try judged(machine.findings, of: machine.machine)
      } catch {
        problems.append(error.text)
      }
    }
    // One machine does not hide what is wrong with another.
    guard problems.isEmpty else { throw .work(problems.joined(separator: "\n")) }
    return records
  }

  /// The preflight of this machine. What it refuses ends the session, unless that is forced; what
  /// it only labels is told, and goes into every sample's record.
  func preflight(_ limits: [String: Double]) throws(Failure) -> CanonicalJSON {
    try judged(preflightHere(limits).findings, of: "this machine")
  }

  /// What is found on this machine.
  ///
  /// - Parameter limits: What the generator does at most; empty before that was tried.
  func preflightHere(_ limits: [String: Double] = [:]) -> Preflight {
    var inputs = DoctorCommand.inputs
    inputs.generatorRatio = ratio(limits)
    let scenarios = loaded.scenarios.map(\.scenario)
    var found = DoctorCommand.preflight(of: loaded.testbed, for: scenarios, inputs: inputs)
    if let arrays = Finding.arrays(of: scenarios) { found.findings.append(arrays) }
    return found
  }

  /// Ends the session where something is found for which it is refused, unless that is forced.
  func refuse(_ findings: [Hardware.Finding], of machine: String) throws(Failure) {
    let refused = findings.filter { $0.level == .refuse }
    guard !refused.isEmpty, !command.force else { return }
    throw .work(
      "\(machine) cannot measure that as it is; --force measures all the same\n"
        + Self.sentences(refused).joined(separator: "\n"))
  }

  private static func sentences(_ findings: [Hardware.Finding]) -> [String] {
    findings.map(\.sentence)
  }

  /// What is to stand in records of the findings on a machine.
  private func judged(
    _ findings: [Hardware.Finding], of machine: String
  ) throws(Failure) -> CanonicalJSON {
    try refuse(findings, of: machine)
    for sentence in Self.sentences(findings.filter { $0.level == .refuse }) {
      Terminal.writeError("forced on \(machine), though \(sentence)\n")
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
  private func ratio(_ limits: [String: Double]) -> Double? {
    guard command.flowOptions.measures.contains(.rate) else { return nil }
    return flows.compactMap { flow -> Double? in
      guard let rate = flow.load.rate, rate.bitsPerSecond > 0, let limit = limits[flow.frameName]
      else { return nil }
      return limit / FlowRates.frames(of: flow, payload: rate)
    }.min()
  }

  /// The flows that have a rate.
  private var flows: [Flow] {
    loaded.scenarios.flatMap(\.scenario.workloads).compactMap { workload in
      guard case .flow(let flow) = workload.kind, flow.load.rate != nil else { return nil }
      return flow
    }
  }
}
