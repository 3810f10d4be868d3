import ArgumentParser
import Hardware

#if canImport(Glibc)
  import Glibc
#endif

/// `hypertwin worker`: started over SSH by whoever measures.
struct WorkerCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "worker",
    abstract: "Serve a hypertwin on another machine, over standard input and output.",
    discussion: """
      Started by hypertwin measure through SSH, on each machine that a testbed names. When its \
      input ends, it undoes what it made.

      EXAMPLES
        ssh root@192.0.2.1 hypertwin worker
      """,
    shouldDisplay: false)

  func run() throws {
    let complaints: [String]
    do {
      // Its output is the coordinator's: nothing but frames may go there.
      complaints = try Worker(
        input: STDIN_FILENO, output: STDOUT_FILENO, cache: MeasureOptions.cache
      ).serve()
    } catch {
      throw Failure.work(error.description).exit()
    }
    guard complaints.isEmpty else {
      throw Failure.work(complaints.joined(separator: "\n")).exit()
    }
  }
}
