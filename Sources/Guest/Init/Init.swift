import CInit
import Console

#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#endif

/// The init of a machine that is nothing but an agent.
enum Init {
  /// Why the machine cannot be used.
  private struct Trouble: Error, CustomStringConvertible {
    let description: String
  }

  /// Where the modules are, and the file that orders them.
  private static let modules = "/modules"

  /// Serves until the machine is to be switched off, and switches it off.
  ///
  /// A kernel whose init ends panics, so this never returns.
  static func run() -> Never {
    // Signals that would end another program are an init's own affair; these two are requests.
    for request in [SIGTERM, SIGINT, SIGPWR] {
      signal(request) { _ in endIsWanted = 1 }
    }
    signal(SIGCHLD) { _ in }
    signal(SIGPIPE, SIG_IGN)
    let console = openConsole()
    let trap = Agent.lastWords("the agent has trapped, which is a mistake of its own")
    trap.withUnsafeBytes { hypertwin_set_last_words(console, $0.baseAddress, $0.count) }
    do {
      try loadModules()
      try bringUpLoopback()
      // The kernel sends control-alt-delete, by which a hypervisor may ask, here.
      try? SystemFile.write("0", to: "/proc/sys/kernel/ctrl-alt-del")
      _ = try Agent(input: console, output: console).serve { endIsWanted != 0 }
    } catch {
      say(Agent.lastWords("\(error)"), on: console)
    }
    tcdrain(console)
    hypertwin_power_off()
    while true { pause() }
  }

  /// Asks the init to switch the machine off: what the kernel runs as /sbin/poweroff.
  static func requestPowerOff() { kill(1, SIGTERM) }

  /// The terminal that the kernel's command line names last, or standard output.
  private static func openConsole() -> Int32 {
    let words = (SystemFile.firstLine("/proc/cmdline") ?? "").split(separator: " ")
    let prefix = "console="
    let names = words.filter { $0.hasPrefix(prefix) }.map {
      $0.dropFirst(prefix.count).prefix { $0 != "," }
    }
    for name in names.reversed() where !name.contains("/") {
      let console = open("/dev/\(name)", O_RDWR | O_NOCTTY | O_CLOEXEC | O_NONBLOCK)
      guard console >= 0 else { continue }
      ByteChannel.makeRaw(console)
      // What was typed while the terminal still echoed is no frame.
      tcflush(console, TCIFLUSH)
      return console
    }
    return STDOUT_FILENO
  }

  private static func loadModules() throws {
    guard let order = SystemFile.read("\(modules)/order") else { return }
    for name in order.split(separator: "\n") {
      let path = "\(modules)/\(name)"
      let file = open(path, O_RDONLY | O_CLOEXEC)
      guard file >= 0 else { throw ByteChannel.Failure("cannot open \(path)", code: errno) }
      defer { close(file) }
      // A driver for hardware of another hypervisor says that there is none here.
      guard hypertwin_load_module(file) == 0 || errno == EEXIST || errno == ENODEV else {
        throw ByteChannel.Failure("cannot load \(path)", code: errno)
      }
    }
  }

  private static func bringUpLoopback() throws {
    let socket = try RoutingSocket()
    guard let loopback = try socket.links().first(where: { $0.name == "lo" }) else {
      throw Trouble(description: "the kernel has no interface lo")
    }
    try socket.setLink(loopback.index, isUp: true, mtu: nil, "set lo up")
  }

  private static func say(_ line: [UInt8], on console: Int32) {
    let channel = ByteChannel(input: -1, output: console)
    var rest = line[...]
    let end = ByteChannel.now() + 1_000_000_000
    while !rest.isEmpty, ByteChannel.now() < end {
      guard channel.wait(until: end, wantsRead: false, wantsWrite: true).canWrite,
        let count = try? channel.write(rest)
      else { return }
      rest = rest.dropFirst(count)
    }
  }
}

/// Whether a signal has asked for the end; written by the handler alone.
nonisolated(unsafe) private var endIsWanted: sig_atomic_t = 0
