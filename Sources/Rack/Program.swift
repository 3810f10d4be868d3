internal import CMachine
import Spawn

#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#endif

/// A program that was started with a list of arguments, which no shell sees.
struct Program {
  /// Its process identifier, which is that of its process group too.
  let identifier: pid_t

  /// Milliseconds between two looks at what is waited for.
  static let pause: UInt32 = 50
  /// Seconds that a program may take to end when it is asked to.
  private static let courtesy = 10.0

  /// Starts `command`, whose first word is looked for in `PATH`. A control-C at the terminal does
  /// not reach it.
  ///
  /// - Parameters:
  ///   - output: The descriptor that it writes to, errors as well.
  ///   - ownSession: Whether it outlives this program and its terminal.
  ///   - extra: What is added to the environment, `NAME=value`.
  init(
    _ command: [String], output: Int32, ownSession: Bool = false, environment extra: [String] = []
  ) throws(RackError) {
    var program = ProgramStart(command[0], Array(command.dropFirst()))
    program.environment = extra + ProgramStart.ownEnvironment
    program.group = ownSession ? .session : .own
    program.descriptors = [
      STDIN_FILENO: .nothing, STDOUT_FILENO: .descriptor(output),
      STDERR_FILENO: .descriptor(output),
    ]
    do {
      identifier = try program.start()
    } catch {
      throw .system("start \(command[0])", error.code)
    }
  }

  /// How it ended, as a shell says it; nil if it has not.
  func status() -> Int32? {
    var status: Int32 = 0
    let result = waitpid(identifier, &status, WNOHANG)
    guard result != 0, !(result < 0 && errno == EINTR) else { return nil }
    guard result > 0 else { return 0 }
    return status & 0x7F == 0 ? status >> 8 & 0xFF : 128 + status & 0x7F
  }

  /// Ends it and the programs that it started: asks first, and insists after 10 s.
  func end() {
    kill(-identifier, SIGTERM)
    let deadline = Clock.seconds() + Self.courtesy
    while status() == nil {
      if Clock.seconds() > deadline { kill(-identifier, SIGKILL) }
      usleep(Self.pause * 1000)
    }
  }
}

extension Program {
  /// Runs a program to its end, and adds what it says to the file `log`.
  ///
  /// - Throws: `RackError` with the log's last lines if it fails; `.interrupted` if `isStopped`
  ///   says so, after the program has been ended.
  static func run(
    _ command: [String], log: String, environment: [String] = [], isStopped: () -> Bool
  ) throws(RackError) {
    let output = open(log, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0o600)
    guard output >= 0 else { throw .system("write \(log)") }
    defer { close(output) }
    let program = try Program(command, output: output, environment: environment)
    while true {
      if let status = program.status() {
        guard status == 0 else {
          throw .failed(
            "run \(command[0])",
            "it ended with status \(status); its last words:\n"
              + TextFile.tail(of: log, lines: 12))
        }
        return
      }
      if isStopped() {
        program.end()
        throw .interrupted
      }
      usleep(pause * 1000)
    }
  }

  /// What a program says, errors as well, and how it ends; nil for the status of one that has not
  /// ended in time, and then is ended.
  static func output(
    of command: [String], patience: Double
  ) throws(RackError) -> (text: String, status: Int32?) {
    var bytes: [UInt8] = []
    let status = try follow(command, patience: patience, isStopped: { false }) { piece in
      // Nobody who is asked has more to say than this.
      if bytes.count < 1 << 20 { bytes += piece }
    }
    return (String(decoding: bytes, as: UTF8.self), status)
  }

  /// Runs a program, and hands on what it says, errors as well, while it says it.
  ///
  /// - Parameters:
  ///   - patience: Seconds after which it is ended.
  ///   - silence: Seconds without a word after which it is ended.
  ///   - take: Told pieces of any size, in order.
  /// - Returns: How it ended; nil where it had to be ended.
  /// - Throws: `.interrupted` if `isStopped` says so, after the program has been ended.
  static func follow(
    _ command: [String], patience: Double, silence: Double = .infinity, isStopped: () -> Bool,
    take: (ArraySlice<UInt8>) -> Void
  ) throws(RackError) -> Int32? {
    var ends: [Int32] = [-1, -1]
    guard hypertwin_pipe(&ends) == 0 else { throw .system("make a pipe") }
    let reading = ends[0]
    defer { close(reading) }
    let program: Program
    do {
      defer { close(ends[1]) }
      program = try Program(command, output: ends[1])
    }
    let deadline = Clock.seconds() + patience
    var lastWord = Clock.seconds()
    var buffer = [UInt8](repeating: 0, count: 1 << 14)
    while true {
      if isStopped() {
        program.end()
        throw .interrupted
      }
      let left = min(deadline, lastWord + silence) - Clock.seconds()
      var watched = pollfd(fd: reading, events: Int16(POLLIN), revents: 0)
      guard left > 0 else {
        program.end()
        return nil
      }
      guard poll(&watched, 1, Int32(min(left, 1) * 1000) + 1) > 0 else { continue }
      let count = read(reading, &buffer, buffer.count)
      if count < 0, errno == EINTR { continue }
      guard count > 0 else { break }
      lastWord = Clock.seconds()
      take(buffer[..<count])
    }
    var status = program.status()
    while status == nil, Clock.seconds() < deadline {
      usleep(pause * 1000)
      status = program.status()
    }
    if status == nil { program.end() }
    return status
  }

  /// The programs of that list that are not in `PATH`.
  static func missing(_ names: [String]) -> [String] {
    let path = getenv("PATH").map { String(cString: $0) } ?? "/usr/sbin:/usr/bin:/sbin:/bin"
    // What Debian has in sbin is not in every user's PATH.
    let folders = (path + ":/usr/sbin:/sbin").split(separator: ":")
    return names.filter { name in
      !folders.contains { access("\($0)/\(name)", X_OK) == 0 }
    }
  }
}

/// The clock that only goes forward.
enum Clock {
  /// Seconds since some moment.
  static func seconds() -> Double {
    var now = timespec()
    clock_gettime(CLOCK_MONOTONIC, &now)
    return Double(now.tv_sec) + Double(now.tv_nsec) / 1e9
  }
}
