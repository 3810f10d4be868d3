import ArgumentParser
import Model
import Rack
import RackScenarios
import Report

/// `hypertwin rack demo`: native, KVM and Xen side by side.
struct RackDemo: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "demo", abstract: "Measure native, KVM and Xen on racks, in one table.",
    discussion: """
      Boots one rack after another, takes one sample of each scenario there, and ends the rack. \
      About ten minutes on two idle cores. Standard error tells how far it is. The first scenario \
      is what the others are compared with.

      The scenarios: \(Self.names.joined(separator: ", ")).

      EXAMPLES
        hypertwin rack demo
        hypertwin rack demo native kvm-rtl8139 kvm-e1000 kvm-virtio
        hypertwin rack demo --exact native kvm-virtio xen-pv xen-pvh --data counts.yaml
        hypertwin rack demo --exact xen-hvm --add counts.yaml --data more-counts.yaml
      """)

  /// What can be measured on a rack.
  static let names = RackScenarios.texts.keys.sorted()

  @Argument(help: "Scenarios, each on the rack of its kind.")
  var scenarios = ["native", "kvm-virtio", "xen-pv"]

  @Flag(
    name: .long,
    help: "Count instructions instead of time: figures that repeat; slower.")
  var exact = false

  @Option(
    name: .long,
    help: ArgumentHelp(
      "Write what was measured to this file too, with all that it rests on (YAML).",
      valueName: "file"))
  var data: String?

  @Option(
    name: .long,
    help: ArgumentHelp(
      "Show and write what this file of --data has too; may be repeated. With --exact.",
      valueName: "file"),
    completion: .file(extensions: ["yaml"]))
  var add: [String] = []

  @Option(name: .long, help: ArgumentHelp("How long each flow is sent.", valueName: "seconds"))
  var seconds = 2.0

  @Option(
    name: .long,
    help: ArgumentHelp(
      "Within how long a rack must be ready, 10 to 3600.", valueName: "seconds"))
  var patience = 300.0

  @OptionGroup var image: RackImageOptions

  func validate() throws {
    guard !scenarios.isEmpty else { throw ValidationError("There is no scenario to measure.") }
    for name in scenarios {
      guard Self.names.contains(name) else {
        throw ValidationError(
          "\(name) is no scenario of racks; these are: \(Self.names.joined(separator: ", ")).")
      }
      guard scenarios.filter({ $0 == name }).count == 1 else {
        throw ValidationError("\(name) is named twice; a table has it once.")
      }
    }
    guard add.isEmpty || exact else {
      throw ValidationError("--add adds counts to counts: give --exact too.")
    }
    guard patience.isFinite, (10...3600).contains(patience) else {
      throw ValidationError("--patience \(patience) is not between 10 and 3600.")
    }
    guard seconds.isFinite, (0.1...60).contains(seconds) else {
      throw ValidationError("--seconds \(seconds) is not between 0.1 and 60.")
    }
  }

  /// The kind of rack that a scenario is for: its name begins with it.
  static func kind(of scenario: String) -> RackKind? {
    RackKind(rawValue: String(scenario.prefix { $0 != "-" }))
  }

  func run() async throws {
    try await reportingFailures {
      let interruption = Interruption()
      let flag = interruption.flag
      let added = try add.map { try RackData.read($0) }
      let programs = try RackPrograms()
      guard programs.notes.isEmpty else {
        throw Failure.work(programs.notes.joined(separator: "\n"))
      }
      var run = RackDemoRun(seconds: seconds, isExact: exact) { flag.isRaised }
      let starts = RackKind.allCases.reversed().compactMap { kind -> RackDemoRun.Start? in
        let names = scenarios.filter { Self.kind(of: $0) == kind }
        guard !names.isEmpty else { return nil }
        return (start(kind, programs, run), names)
      }
      let prepared = try RackCommand.working {
        for start in starts { try start.rack.check() }
        return try image.prepare { flag.isRaised }
      }
      // What cannot be added is told before anything is measured, not when it is lost.
      let named = scenarios.map { RackFigures.Platform(name: $0, figures: []) }
      _ = try RackData.joined(named, added, packages: prepared.packages)
      try RackCommand.working { try run.measure(starts, on: prepared) }
      let platforms = RackRouters.added(
        to: try RackData.joined(
          scenarios.compactMap { run.platforms[$0] }, added, packages: run.packages))
      try Terminal.write(
        RackDemoText.text(
          platforms, isExact: exact, run.troubles,
          width: Terminal.width, color: Terminal.hasColor))
      if let data {
        let text = RackData.text(
          platforms, isExact: exact, seconds: seconds, packages: run.packages)
        try Output.write(text, to: data)
      }
      guard run.troubles.isEmpty else { throw Failure.work(run.troubles.joined(separator: "\n")) }
    }
  }

  private func start(_ kind: RackKind, _ programs: RackPrograms, _ run: RackDemoRun) -> RackStart {
    var start = RackStart(kind, state: RackCommand.state)
    start.isExact = exact
    start.patience = patience
    start.programs = programs.paths
    start.scenarios = RackScenarios.texts
    start.isStopped = run.isStopped
    start.progress = { run.tell("\(kind.rawValue): \($0)") }
    return start
  }
}
