import ArgumentParser
import Formats
import Model

/// `hypertwin check`: says everything that is wrong with a scenario.
struct Check: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Check a scenario and say everything that is wrong with it.",
    discussion: """
      EXAMPLE
        hypertwin check fixtures/scenarios/paper-2013/xen.yaml
      """)

  @Argument(help: "The scenario's YAML file.", completion: .file(extensions: ["yaml", "yml"]))
  var scenario: String

  @Option(
    name: .long,
    help: ArgumentHelp("Another value for a place in the scenario.", valueName: "path=value"))
  var set: [Override] = []

  func run() async throws {
    try await reportingFailures {
      let loaded = try Inputs.scenario(scenario, overrides: set)
      let scenario = loaded.scenario
      let vms = scenario.hosts.reduce(0) { $0 + $1.vms.count }
      try Terminal.write(
        "\(self.scenario): \(scenario.name) is valid: \(count(scenario.hosts.count, "host")), "
          + "\(count(vms, "VM")), \(count(scenario.links.count, "link"))\n")
      let index = ScenarioIndex(scenario)
      for workload in scenario.workloads {
        try Terminal.write("  \(workload.id): \(try describe(workload, in: index))\n")
      }
    }
  }

  private func describe(_ workload: Workload, in index: ScenarioIndex) throws -> String {
    switch workload.kind {
    case .pi(let job): return "pi, \(job.digits) digits on \(job.place)"
    case .stream(let job):
      return "STREAM, \(count(job.threads, "thread")) on \(job.place)"
    case .flow(let flow):
      let hops = try index.path(from: flow.source, to: flow.destination)
      return "flow, " + hops.map(\.place.description).joined(separator: " → ")
    }
  }

  /// `1 host`, `2 hosts`.
  private func count(_ number: Int, _ what: String) -> String {
    "\(number) \(what)\(number == 1 ? "" : "s")"
  }
}
