#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#endif

/// Programs that are run from their start to their end.
enum ChildProcess {
  /// Runs a program, looked for in `PATH`, with arguments that no shell sees, from one file to a
  /// new one.
  ///
  /// - Throws: `ApplianceError` if it cannot be started, or says that it has failed.
  static func run(
    _ command: [String], from input: String, to output: String
  ) throws(ApplianceError) {
    var actions = posix_spawn_file_actions_t()
    posix_spawn_file_actions_init(&actions)
    defer { posix_spawn_file_actions_destroy(&actions) }
    posix_spawn_file_actions_addopen(&actions, STDIN_FILENO, input, O_RDONLY, 0)
    posix_spawn_file_actions_addopen(
      &actions, STDOUT_FILENO, output, O_WRONLY | O_CREAT | O_EXCL, 0o644)
    posix_spawn_file_actions_addopen(&actions, STDERR_FILENO, "/dev/null", O_WRONLY, 0)
    var arguments: [UnsafeMutablePointer<CChar>?] = command.map { strdup($0) } + [nil]
    defer { arguments.forEach { free($0) } }
    var child = pid_t()
    let code = posix_spawnp(&child, command[0], &actions, nil, &arguments, environ)
    guard code == 0 else {
      if code == ENOENT {
        throw .missing(
          "program \(command[0])", at: "PATH", remedy: "install the package that has it")
      }
      throw FileSystem.failure("start \(command[0])", code)
    }
    var status: Int32 = 0
    while waitpid(child, &status, 0) < 0 {
      guard errno == EINTR else { throw FileSystem.failure("wait for \(command[0])") }
    }
    guard status == 0 else {
      throw .failed(
        "unpack \(input)",
        status & 0x7F == 0
          ? "\(command[0]) ended with status \((status >> 8) & 0xFF); the file may be damaged"
          : "\(command[0]) was ended by signal \(status & 0x7F)")
    }
  }
}
