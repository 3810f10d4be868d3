import ArgumentParser
import Hardware

/// `hypertwin clean`: undoes what dead runs have left.
struct CleanCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "clean",
    abstract: "Undo what a measurement that was killed has left on this machine.",
    discussion: """
      Only what a run's journal names and what bears that run's mark is touched. Runs that still \
      live are left alone.

      EXAMPLES
        hypertwin clean --dry-run
      """)

  @Flag(name: .long, help: "Only say what would be undone.")
  var dryRun = false

  func run() async throws {
    try await reportingFailures {
      do {
        var isComplete = true
        var text = ""
        for left in try Clean.list(in: .standard()) {
          guard !left.isAlive else {
            text += "\(left.journal): its run lives; left alone\n"
            continue
          }
          guard let report = try Clean.undo(journal: left.journal, isDry: dryRun) else { continue }
          text +=
            "run \(report.run): \(report.entries.count) actions"
            + (dryRun ? " would be undone\n" : " looked at\n")
          if dryRun {
            text += report.entries.map { "  \($0.action.undoSummary)\n" }.joined()
          }
          for complaint in report.complaints { text += "  \(complaint)\n" }
          if !report.isComplete && !dryRun { isComplete = false }
        }
        try Terminal.write(text.isEmpty ? "Nothing was left behind.\n" : text)
        if !isComplete { throw ExitCode(1) }
      } catch let error as HardwareError {
        throw Failure.work(error.description)
      }
    }
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
