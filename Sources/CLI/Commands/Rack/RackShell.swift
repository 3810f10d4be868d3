import ArgumentParser
import Rack

#if canImport(Glibc)
  import Glibc
#endif

/// `hypertwin rack shell`.
struct RackShell: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "shell", abstract: "Open a shell on a rack, or run a command there.",
    discussion: """
      The command's words go to the rack's shell, as ssh has it; the exit status is the command's.

      EXAMPLES
        hypertwin rack shell xen
        hypertwin rack shell kvm -- virsh list
      """)

  @Argument(help: "Which.")
  var kind: RackKind

  @Argument(parsing: .postTerminator, help: "A command, after --.")
  var command: [String] = []

  func run() async throws {
    try await reportingFailures {
      let words = try RackCommand.rack(kind).ssh(command)
      var arguments: [UnsafeMutablePointer<CChar>?] = words.map { strdup($0) } + [nil]
      execvp(words[0], &arguments)
      throw Failure.work("ssh cannot be started: \(String(cString: strerror(errno)))")
    }
  }
}
