import ArgumentParser

/// Why a command ends without having done its work, with its exit status.
enum Failure: Error {
  /// The work could not be done.
  case work(String)
  /// An input file is wrong.
  case input(String)
  /// An output could not be written.
  case output(String)

  /// The exit status, of those that `hypertwin --help` lists.
  var status: Int32 {
    switch self {
    case .work: return 1
    case .input: return 65
    case .output: return 73
    }
  }

  private var text: String {
    switch self {
    case .work(let text), .input(let text), .output(let text): return text
    }
  }

  /// Says what is wrong on standard error, and ends the command with the status.
  func exit() -> ExitCode {
    Terminal.writeError(text.hasSuffix("\n") ? text : text + "\n")
    return ExitCode(status)
  }
}

/// Runs a command's work and turns its failures into messages and exit statuses.
func reportingFailures(_ work: () async throws -> Void) async throws {
  do {
    try await work()
  } catch let failure as Failure {
    throw failure.exit()
  }
}
