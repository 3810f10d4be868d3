import ArgumentParser
import Hardware
import Model
import Store

#if canImport(Glibc)
  import Glibc
#endif

/// `hypertwin measure`: does for real what simulate predicts.
struct Measure: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Run scenarios for real, and keep the results.",
    discussion: """
      Each scenario is a cell. Every cell is run once per block, in random order, after a fresh \
      boot; each workload runs alone after a warm-up. Needs root on every machine that plays a \
      host; a testbed says which those are. What it will do is printed by \
      hypertwin plan; what it did is undone, whatever ends it. Results are read with hypertwin \
      results.

      Constant-rate flows are sent at their rate; with --flow search, short trials find the \
      highest rates without loss (NDR) and with 0.5 % (PDR), and with --flow saturation as much \
      is sent as the narrowest link carries. What generator and receiver can do at most is tried \
      before.

      The exit status is 1 where a scenario has no valid sample in the end.

      EXAMPLES
        hypertwin measure fixtures/scenarios/this-machine/*.yaml --blocks 3
        hypertwin measure scenario.yaml --workload udp --flow search --flow saturation
        hypertwin measure scenario.yaml --testbed fixtures/testbeds/three-machines.yaml
        hypertwin measure scenario.yaml --resume latest
      """)

  @OptionGroup var options: MeasureOptions

  @OptionGroup var flowOptions: FlowOptions

  @Option(
    name: .long,
    help: ArgumentHelp(
      "Runs of each cell, 1 to 1000. Default: \(BlockDesign.defaultBlocks).", valueName: "n"))
  var blocks: Int?

  @Option(
    name: .long,
    help: ArgumentHelp("The number that the order derives from. Default: random.", valueName: "n"))
  var seed: UInt64?

  @Option(name: .long, help: ArgumentHelp("How long each flow is sent.", valueName: "seconds"))
  var seconds = 5.0

  @Option(
    name: .long,
    help: ArgumentHelp(
      "How often a run that is invalid or fails is made, 1 to 100.", valueName: "n"))
  var attempts = CampaignRun.defaultAttempts

  @Option(name: .long, help: ArgumentHelp("The campaign's name.", valueName: "name"))
  var name: String?

  @Option(
    name: .long,
    help: ArgumentHelp(
      "Go on with a campaign that was ended: its name, the start of its id, or latest.",
      valueName: "campaign"))
  var resume: String?

  @Flag(
    name: .long, inversion: .prefixedNo,
    help: "Try first what the generator can do at most, and mistrust loads near that.")
  var generatorTest = true

  @Flag(name: .long, help: "Measure although the preflight refuses.")
  var force = false

  func validate() throws {
    if let blocks, !(1...1000).contains(blocks) {
      throw ValidationError("--blocks \(blocks) is not between 1 and 1000.")
    }
    guard (1...100).contains(attempts) else {
      throw ValidationError("--attempts \(attempts) is not between 1 and 100.")
    }
    guard seconds.isFinite, seconds >= 0.1, seconds <= 3600 else {
      throw ValidationError("--seconds \(seconds) is not between 0.1 and 3600.")
    }
  }

  func run() async throws {
    try await reportingFailures {
      let loaded = try options.load()
      guard geteuid() == 0 || !loaded.changesThisMachine else {
        throw Failure.work(
          "measuring makes network namespaces and guests, which needs root; run it with sudo. "
            + "hypertwin plan shows without root what it would do.")
      }
      let interruption = Interruption()
      let session = MeasureSession(command: self, loaded: loaded, stop: interruption.flag)
      // It blocks this thread; nothing else of the program waits for one.
      try session.run()
    }
  }
}
