import ArgumentParser
import Model

/// The command `hypertwin`.
@main
struct Hypertwin: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "hypertwin",
    abstract: "Predict what virtualization costs, and check the prediction.",
    discussion: """
      One scenario file describes hosts, hypervisors, VMs, NICs, routes and workloads; hypertwin \
      simulates it with calibrated costs and says how far its predictions have been off.

      EXAMPLES
        hypertwin reproduce                 the 2013 paper's tables, published and predicted
        hypertwin simulate scenario.yaml    throughput, loss, latency and job times
        hypertwin check scenario.yaml       every mistake in a scenario, at once
        hypertwin measure scenario.yaml     the same for real, as root
        hypertwin doctor                    what would disturb a measurement here
        hypertwin results show latest       what was measured last
        hypertwin rack up xen               a Xen server that is emulated here

      EXIT STATUS
        0   done
        1   the work could not be done; standard error says why and what to do
        64  the command line is wrong
        65  an input file is wrong; standard error lists every problem
        73  an output could not be written; nothing was left behind

      Shell completions: hypertwin --generate-completion-script bash|zsh|fish
      """,
    version: Version.current,
    subcommands: [
      Reproduce.self, Simulate.self, Calibrate.self, Check.self, Generate.self, Kernel.self,
      PlanCommand.self,
      Measure.self, ResultsCommand.self, DoctorCommand.self, CleanCommand.self,
      RackCommand.self, ReaperCommand.self, WorkerCommand.self,
    ])

  static func main() async {
    Terminal.reserveStreams()
    await main(nil)
  }
}
