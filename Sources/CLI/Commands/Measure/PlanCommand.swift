import ArgumentParser
import Hardware

/// `hypertwin plan`: everything that measuring would do.
struct PlanCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "plan",
    abstract: "Print everything that measuring a scenario would do, machine by machine.",
    discussion: """
      Needs no root and changes nothing but the cache. The hash at the end is the same for every \
      run of the same plan; {run} stands for what each run has of its own. No other machine is \
      asked: a plan says what would be done there.

      EXAMPLES
        hypertwin plan fixtures/scenarios/this-machine/virtio.yaml
        hypertwin plan scenario.yaml --testbed fixtures/testbeds/three-machines.yaml
      """)

  @OptionGroup var options: MeasureOptions

  func run() async throws {
    try await reportingFailures {
      let loaded = try options.load()
      let appliance = try options.appliance(for: loaded.scenarios.map(\.scenario))
      for (scenario, hash, _) in loaded.scenarios {
        let cell: Cell
        do {
          cell = try Cell(
            scenario, hash: hash, testbed: loaded.testbed,
            emulated: options.acceleration == .emulation, appliance: appliance,
            connection: MeasureOptions.connection)
          try Terminal.write("\(cell.key): \(cell.platform)\n\(try cell.planText())")
        } catch let error as MeasureError {
          throw Failure.input("\(scenario.name): \(error)")
        }
      }
    }
  }
}
