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

  /// What is wrong.
  var text: String {
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

/// Does the work of a command's option, so that its failures name the option.
///
/// - Parameter input: The file that the option is applied to.
func working<Value>(
  on input: String, for option: String, _ work: () throws -> Value
) throws(Failure) -> Value {
  do {
    return try work()
  } catch let failure as Failure {
    throw failure
  } catch {
    throw .work("\(input): \(option): \(error)")
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
