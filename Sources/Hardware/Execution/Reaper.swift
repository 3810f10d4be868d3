internal import CMachine
import Glibc

/// The process that undoes a run whose own process has died.
///
/// It is started before the first action, in a session of its own, and waits for the lock on the
/// journal, which the run and its tools hold while they live. The kernel gives the lock away at
/// their death, whatever its cause. If the journal has come to its end by then, nothing is to be
/// done.
public enum Reaper {
  /// How the reaper is started: a program that calls `Reaper.run` with the journal, whose path
  /// follows the arguments, and which is its standard input.
  public struct Command: Hashable, Sendable {
    /// The program's path.
    public var executable: String
    /// What is said before the journal's path.
    public var arguments: [String]

    /// That program; this one itself with `reaper --journal` if nothing is said.
    public init(
      executable: String = "/proc/self/exe", arguments: [String] = ["reaper", "--journal"]
    ) {
      self.executable = executable
      self.arguments = arguments
    }
  }

  /// A reaper that waits.
  public struct Handle {
    let process: ChildProcess
    /// Its process identifier.
    public var identifier: Int32 { process.identifier }

    /// Waits for its end, which comes when the journal is released. What is wrong if it does not.
    func standDown() -> String? {
      let deadline = Clock.seconds() + 30
      while !process.hasEnded() {
        guard Clock.seconds() < deadline else {
          return "the reaper, process \(identifier), has not ended"
        }
        Clock.sleep(milliseconds: 2)
      }
      return nil
    }
  }

  /// Starts a reaper and waits until it watches. The journal gets its name after that, so that none
  /// is ever left without a reaper.
  ///
  /// - Throws: `HardwareError` if it does not come to that in 30 s.
  public static func start(
    _ command: Command, journal: Journal
  ) throws(HardwareError) -> Handle {
    var ends: [Int32] = [-1, -1]
    guard hypertwin_pipe(&ends) == 0 else { throw .system("a pipe cannot be made") }
    defer { close(ends[0]) }
    let process: ChildProcess
    do {
      defer { close(ends[1]) }
      process = try ChildProcess(
        path: command.executable, arguments: command.arguments + [journal.path],
        descriptors: .init(input: journal.descriptor, output: ends[1]), ownSession: true)
    }
    var watched = pollfd(fd: ends[0], events: Int16(POLLIN), revents: 0)
    var byte: UInt8 = 0
    while poll(&watched, 1, 30_000) < 0, errno == EINTR {}
    guard watched.revents & Int16(POLLIN) != 0, read(ends[0], &byte, 1) == 1 else {
      kill(process.identifier, SIGKILL)
      _ = process.wait()
      throw HardwareError("the reaper \(command.executable) does not start")
    }
    return Handle(process: process)
  }

  /// What the reaper does. Returns when the run is dead and undone, or has ended well.
  ///
  /// The journal is its standard input, `path` the name that it has or will get. One byte on
  /// standard output says that it watches.
  ///
  /// - Returns: what it undid; nil where nothing was to be done.
  /// - Throws: `HardwareError` if standard input is no journal.
  public static func run(journal path: String) throws(HardwareError) -> UndoReport? {
    // What ends the run is not to end its reaper.
    for number in [SIGINT, SIGTERM, SIGHUP, SIGQUIT, SIGPIPE] { signal(number, SIG_IGN) }
    let opened = try Journal.openInput(path: path)
    var byte = UInt8(ascii: "\n")
    _ = write(1, &byte, 1)
    guard let journal = try opened.wait(isPatient: true) else { return nil }
    var report = try Clean.undo(journal, isDry: false)
    let began = Clock.seconds()
    let process = try journal.contents().header?.process
    while report?.isComplete == false {
      // A run that lives waits for its reaper; for one that has died nobody else cleans up.
      let isAwaited = process.map { kill($0, 0) == 0 } ?? false
      let patience = isAwaited ? awaitedPatience : orphanedPatience
      guard Clock.seconds() - began < patience else { break }
      Clock.sleep(milliseconds: pauseMilliseconds)
      report = try Clean.undo(journal, isDry: false)
    }
    return report
  }

  /// What cannot be undone at once is tried again: libxl keeps everybody waiting who wants to end a
  /// domain that it is just making, and refuses after 30 s. Seconds for which a run is kept waiting
  /// that lives, which `Handle.standDown` does for 30; and for one that is dead, where an emulated
  /// machine may take minutes to make a guest.
  private static let awaitedPatience = 20.0
  private static let orphanedPatience = 600.0
  private static let pauseMilliseconds = 2_000
}
