/// The costs that can be measured in place.
public enum Probe: String, Hashable, Sendable, CaseIterable, Codable {
  /// The rate of the time-stamp counter.
  case counter
  /// What it costs to read clocks.
  case clock
  /// CPUID, on which every hypervisor takes over from its guest.
  case cpuidExit = "cpuid-exit"
  /// A hypercall that KVM answers at once.
  case hypercallExit = "hypercall-exit"
  /// A write to port 0x80, which a hypervisor's user space emulates.
  case portExit = "port-exit"
  /// A system call that does next to nothing.
  case systemCall = "system-call"
  /// Passing control between two threads.
  case contextSwitch = "context-switch"
  /// The first touch of a page.
  case pageFault = "page-fault"
  /// How late timers are.
  case timer
  /// Loads that wait for each other, by working set and page size.
  case memoryLatency = "memory-latency"
  /// Copying a byte.
  case copy
  /// From a write to an eventfd until the thread that waits for it runs.
  case notification
  /// From a write to a cache line until another CPU sees it.
  case cacheLine = "cache-line"

  /// What is measured, in a few words.
  public var summary: String {
    switch self {
    case .counter: return "the rate of the time-stamp counter against the clock"
    case .clock: return "what it costs to read clocks"
    case .cpuidExit: return "CPUID: in a guest, an exit to the hypervisor and back"
    case .hypercallExit: return "a hypercall that the hypervisor refuses at once"
    case .portExit: return "a write to port 0x80: in a guest, usually an exit to user space"
    case .systemCall: return "a system call that does next to nothing"
    case .contextSwitch: return "passing control between threads through a pipe"
    case .pageFault: return "the first touch of a page"
    case .timer: return "how late timers are"
    case .memoryLatency: return "dependent loads by working set and page size; page walks"
    case .copy: return "copying a byte"
    case .notification: return "from a write to an eventfd until the waiting thread runs"
    case .cacheLine: return "from a write to a cache line until another CPU sees it"
    }
  }

  /// How many parts of the whole time it gets.
  var weight: Int { self == .memoryLatency ? 6 : 1 }
}
