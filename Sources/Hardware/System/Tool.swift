internal import CMachine
import Glibc

/// The programs of iproute2 and their like, run with a list of arguments.
struct Tool {
  /// A descriptor that every tool inherits, so that it holds the journal's lock while it runs.
  var lock: Int32?
  /// Seconds after which a tool is killed.
  var patience = 20.0

  private static let folders = ["/usr/sbin", "/usr/bin", "/sbin", "/bin"]
  /// The most that is kept of what a tool writes.
  private static let outputLimit = 1 << 20

  /// The path of the program `name`; nil if it is not installed.
  static func path(of name: String) -> String? {
    folders.map { "\($0)/\(name)" }.first { access($0, X_OK) == 0 }
  }

  /// Runs a tool in the calling thread's network namespace and gives what it wrote.
  ///
  /// - Throws: `HardwareError` with its message if it fails, is missing, or takes too long.
  @discardableResult
  func run(_ name: String, _ arguments: [String]) throws(HardwareError) -> String {
    guard let path = Self.path(of: name) else {
      throw HardwareError("the program \(name) is missing; install it (iproute2 has ip and tc)")
    }
    return try run(name, at: path, arguments)
  }

  /// Runs the tool at `path`, which messages call `name`, as `run(_:_:)` does.
  ///
  /// - Throws: `HardwareError` with its message if it fails or takes too long.
  func run(_ name: String, at path: String, _ arguments: [String]) throws(HardwareError) -> String {
    var ends: [Int32] = [-1, -1]
    guard hypertwin_pipe(&ends) == 0 else { throw .system("a pipe cannot be made") }
    let reading = ends[0]
    defer { close(reading) }
    let child: ChildProcess
    do {
      defer { close(ends[1]) }
      child = try ChildProcess(
        path: path, arguments: arguments,
        descriptors: .init(output: ends[1], errors: ends[1], held: lock))
    }
    let (output, isComplete) = read(reading)
    if !isComplete { kill(child.identifier, SIGKILL) }
    let status = child.wait()
    let command = ([name] + arguments).joined(separator: " ")
    guard isComplete else {
      throw HardwareError("`\(command)` had not ended after \(Int(patience)) s and was killed")
    }
    guard status == 0 else {
      let message = output.split(separator: "\n").joined(separator: " ")
      throw HardwareError("`\(command)` failed with status \(status): \(message)")
    }
    return output
  }

  /// Everything until the end of the pipe, of which only so much is kept; and whether the end came
  /// in time.
  private func read(_ descriptor: Int32) -> (String, Bool) {
    var kept: [UInt8] = []
    var buffer = [UInt8](repeating: 0, count: 1 << 14)
    let deadline = Clock.seconds() + patience
    while true {
      let left = deadline - Clock.seconds()
      guard left > 0 else { return ("", false) }
      var watched = pollfd(fd: descriptor, events: Int16(POLLIN), revents: 0)
      guard poll(&watched, 1, Int32(left * 1000) + 1) > 0 else { continue }
      let count = Glibc.read(descriptor, &buffer, buffer.count)
      if count < 0, errno == EINTR { continue }
      guard count > 0 else { return (String(decoding: kept, as: UTF8.self), true) }
      kept += buffer[..<min(count, max(0, Self.outputLimit - kept.count))]
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

  /// Lets the calling thread sleep.
  static func sleep(milliseconds: Int) { usleep(UInt32(milliseconds) * 1000) }
}
