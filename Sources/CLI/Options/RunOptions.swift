import ArgumentParser
import FoundationEssentials

/// The options of every command that simulates.
struct RunOptions: ParsableArguments {
  @Option(
    name: .long,
    help: ArgumentHelp("Independent runs of each simulation, 1 to 100000.", valueName: "n"))
  var replications: Int?

  @Option(
    name: .long,
    help: ArgumentHelp("The number that all randomness derives from.", valueName: "number"))
  var seed: UInt64?

  @Option(
    name: .long,
    help: ArgumentHelp(
      "Threads to use; the result is the same for any. Default: one per core.",
      valueName: "n"))
  var threads: Int?

  func validate() throws {
    if let replications, !(1...100_000).contains(replications) {
      throw ValidationError("--replications \(replications) is not between 1 and 100000.")
    }
    if let threads, !(1...1024).contains(threads) {
      throw ValidationError("--threads \(threads) is not between 1 and 1024.")
    }
  }

  /// The number of threads to use.
  var threadCount: Int { threads ?? Self.coreCount }

  /// The cores that this process may use.
  static var coreCount: Int { ProcessInfo.processInfo.activeProcessorCount }
}

/// A place in a scenario with another value for it: `hosts[0].processor.clock=3 GHz`.
struct Override: ExpressibleByArgument {
  /// The path.
  let path: String
  /// The value, as YAML.
  let value: String

  init?(argument: String) {
    guard let equals = argument.firstIndex(of: "="), equals != argument.startIndex else {
      return nil
    }
    path = String(argument[..<equals])
    value = String(argument[argument.index(after: equals)...])
  }
}
