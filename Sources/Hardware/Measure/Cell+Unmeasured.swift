import Model

/// What only the simulator does with a scenario.
extension Cell {
  /// A sentence for each part of a scenario that would be left out of its measurement, with place,
  /// value and remedy.
  public static func unmeasured(_ scenario: Scenario) -> [String] {
    let failures =
      scenario.failures.isEmpty
      ? []
      : [
        "failures[0]: what fails is simulated and not measured yet; leave failures out of the "
          + "scenario that is measured"
      ]
    let switches = scenario.hosts.enumerated().filter { $1.forwarding == .hardware }.map {
      "hosts[\($0)].forwarding: \($1.id) forwards by hardware, and no switch is configured here; "
        + "let it forward by software, or leave it out and link the hosts"
    }
    let times = scenario.workloads.flatMap { workload -> [String] in
      guard case .flow(let flow) = workload.kind else { return [] }
      // By its name: some workloads of the file may have been left out.
      let place = "workloads[\(workload.id)]"
      let start =
        flow.start == .zero
        ? []
        : [
          "\(place).start: \(flow.start), but flows are measured alone, each from the beginning of "
            + "its own run; leave it out"
        ]
      let stop = flow.stop.map {
        "\(place).stop: \($0), but flows are measured alone and for as long as --seconds says; "
          + "leave it out"
      }
      return start + (stop.map { [$0] } ?? [])
    }
    return failures + switches + times
  }
}
