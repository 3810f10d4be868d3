import ArgumentParser
import Kernels

/// `hypertwin kernel info`: what the kernels find on this machine.
struct KernelInfo: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "info",
    abstract: "Say which vector instructions the kernels will use here.",
    discussion: """
      EXAMPLE
        hypertwin kernel info
      """)

  func run() async throws {
    try await reportingFailures {
      try Terminal.write("instruction set: \(InstructionSet.current.rawValue)\n")
    }
  }
}
