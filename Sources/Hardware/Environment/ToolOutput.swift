#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#endif

/// What small programs such as `ethtool` print, started without a shell.
public enum ToolOutput {
  /// The most that is kept, in bytes.
  private static let limit = 1 << 20

  /// What the program prints on standard output if it ends with status 0; else why not, in the
  /// first line of its complaint.
  ///
  /// Blocks until it ends. The first argument is its name, which is looked for in PATH and in the
  /// folders of system programs.
  public static func read(_ arguments: [String]) -> Fact {
    guard let name = arguments.first, let path = path(of: name) else {
      return .unknown("\(arguments.first ?? "a program without a name") is not installed")
    }
    var ends: [Int32] = [-1, -1]
    guard pipe(&ends) == 0 else {
      return .unknown("\(name): \(String(cString: strerror(errno)))")
    }
    defer { close(ends[0]) }
    // Without this a child of another thread could hold the pipe open.
    for end in ends { _ = fcntl(end, F_SETFD, FD_CLOEXEC) }
    guard let child = start(path, arguments, output: ends[1]) else {
      let reason = String(cString: strerror(errno))
      close(ends[1])
      return .unknown("\(name) cannot be started: \(reason)")
    }
    close(ends[1])
    let text = everything(from: ends[0])
    var status: Int32 = 0
    while waitpid(child, &status, 0) < 0 && errno == EINTR {}
    guard status == 0 else {
      let line = text.split(separator: "\n").first.map(String.init) ?? "it says nothing"
      return .unknown("\(arguments.joined(separator: " ")): \(line)")
    }
    return .known(text)
  }

  /// Where a program is; nil for nowhere.
  public static func path(of name: String) -> String? {
    if name.contains("/") { return access(name, X_OK) == 0 ? name : nil }
    let folders = (getenv("PATH").map { String(cString: $0) } ?? "") + ":/usr/sbin:/sbin"
    return folders.split(separator: ":").map { "\($0)/\(name)" }
      .first { access($0, X_OK) == 0 }
  }

  private static func start(_ path: String, _ arguments: [String], output: Int32) -> pid_t? {
    var actions = posix_spawn_file_actions_t()
    posix_spawn_file_actions_init(&actions)
    defer { posix_spawn_file_actions_destroy(&actions) }
    posix_spawn_file_actions_addopen(&actions, STDIN_FILENO, "/dev/null", O_RDONLY, 0)
    posix_spawn_file_actions_adddup2(&actions, output, STDOUT_FILENO)
    posix_spawn_file_actions_adddup2(&actions, output, STDERR_FILENO)
    var pointers = arguments.map { strdup($0) }
    pointers.append(nil)
    // Programs that translate what they print are to print it as it is parsed here.
    let search = getenv("PATH").map { "PATH=\(String(cString: $0))" } ?? "PATH=/usr/bin:/bin"
    var variables = [strdup("LC_ALL=C"), strdup(search), nil]
    defer { for pointer in pointers + variables { free(pointer) } }
    var child: pid_t = 0
    let status = posix_spawn(&child, path, &actions, nil, &pointers, &variables)
    errno = status
    return status == 0 ? child : nil
  }

  private static func everything(from descriptor: Int32) -> String {
    var bytes: [UInt8] = []
    var part = [UInt8](repeating: 0, count: 1 << 14)
    while true {
      let count = Glibc.read(descriptor, &part, part.count)
      if count < 0 && errno == EINTR { continue }
      guard count > 0 else { break }
      // What is too much is read and forgotten, so that the program can end.
      if bytes.count < limit { bytes += part.prefix(count) }
    }
    return String(decoding: bytes, as: UTF8.self)
  }
}
