import ArgumentParser
import Hardware

/// `hypertwin clean`: undoes what dead runs have left.
struct CleanCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "clean",
    abstract: "Undo what a measurement that was killed has left.",
    discussion: """
      Only what a run's journal names and what bears that run's mark is touched. Runs that still \
      live are left alone. With a testbed, its other machines are cleaned too, through SSH. The \
      exit status is 1 if anything could not be undone or a machine could not be reached.

      EXAMPLES
        hypertwin clean --dry-run
        hypertwin clean --testbed testbed.yaml
      """)

  @Flag(name: .long, help: "Only say what would be undone.")
  var dryRun = false

  @Option(
    name: .long,
    help: ArgumentHelp("Clean its other machines too.", valueName: "file"),
    completion: .file(extensions: ["yaml"]))
  var testbed: String?

  func run() async throws {
    try await reportingFailures {
      let testbed = try testbed.map { path throws(Failure) in try Inputs.testbed(path).testbed }
      var isComplete = true
      do {
        let runs = try Clean.all(in: .standard(), isDry: dryRun)
        isComplete = dryRun || runs.allSatisfy(\.isComplete)
        try Terminal.write((testbed == nil ? "" : "this machine\n") + Self.text(runs, dryRun))
      } catch let error as HardwareError {
        guard testbed != nil else { throw Failure.work(error.description) }
        // The other machines are not to suffer for it.
        Terminal.writeError("this machine: \(error)\n")
        isComplete = false
      }
      if let testbed {
        let workers = Workers { Terminal.writeError("\($0)\n") }
        defer { workers.close() }
        for machine in workers.clean(testbed, isDry: dryRun) {
          let isClean = machine.problem == nil && machine.runs.allSatisfy(\.isComplete)
          if machine.problem != nil || !dryRun && !isClean { isComplete = false }
          try Terminal.write(
            machine.machine + "\n"
              + (machine.problem.map { "could not be cleaned: \($0)\n" }
                ?? Self.text(machine.runs, dryRun)))
        }
      }
      if !isComplete { throw ExitCode(1) }
    }
  }

  /// What became of a machine's runs.
  private static func text(_ runs: [Clean.Result], _ isDry: Bool) -> String {
    var text = ""
    for run in runs {
      guard !run.isAlive else {
        text += "\(run.journal): its run lives; left alone\n"
        continue
      }
      text +=
        "run \(run.run): \(run.actions.count) actions"
        + (isDry ? " would be undone\n" : " looked at\n")
      if isDry { text += run.actions.map { "  \($0)\n" }.joined() }
      text += run.complaints.map { "  \($0)\n" }.joined()
    }
    return text.isEmpty ? "Nothing was left behind.\n" : text
  }
}

/// `hypertwin reaper`: started by a run, undoes it when it dies.
struct ReaperCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "reaper", abstract: "Watch a run and undo it when it dies.",
    shouldDisplay: false)

  @Option(name: .long, help: "The run's journal.")
  var journal: String

  func run() throws {
    do {
      _ = try Reaper.run(journal: journal)
    } catch {
      throw ValidationError("\(error)")
    }
  }
}
