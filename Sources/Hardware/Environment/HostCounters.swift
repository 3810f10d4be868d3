#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#endif

/// Counters of a machine at one moment; the difference of two says what happened in between.
///
/// What this machine does not count is nil.
public struct HostCounters: Hashable, Sendable, Codable {
  /// A thread of a process that was asked for.
  public struct Thread: Hashable, Sendable, Codable {
    /// Its process.
    public var process: Int32
    /// Its own number.
    public var id: Int32
    /// Its name, such as `CPU 0/KVM` or `vhost-1234`.
    public var name: String
    /// Processor time, in seconds, to the clock tick.
    public var time: Double
    /// Time that it was ready to run and did not, in seconds; nil where it is not counted.
    public var delay: Double?
  }

  /// Ticks of all processors in which a hypervisor ran something else.
  public var steal: Int64?
  /// All ticks of all processors, idle ones included.
  public var ticks: Int64?
  /// Ticks of all processors in which they had nothing to do.
  public var idle: Int64?
  /// How often processors were throttled for heat.
  public var throttles: Int64?
  /// Pages that were read from swap.
  public var swappedIn: Int64?
  /// Pages that were written to swap.
  public var swappedOut: Int64?
  /// Context switches.
  public var switches: Int64?
  /// Interrupts.
  public var interrupts: Int64?
  /// The clock source.
  public var clocksource: String?
  /// The clock of the fastest processor at this moment, in kHz: the one that reads it is not idle.
  public var frequency: Double?
  /// The threads of the processes that were asked for, by process and number.
  public var threads: [Thread]
  /// Seconds of the monotonic clock.
  public var moment: Double

  /// The counters of the machine as they are now, and those of the threads of `processes`.
  public init(of files: SystemFiles = SystemFiles(), processes: [Int32] = []) {
    let statistics = files.text("/proc/stat").value ?? ""
    let processor = Self.numbers(of: "cpu", in: statistics)
    steal = processor.count > 7 ? processor[7] : nil
    // The guests' ticks, the last two columns, are part of the user's.
    ticks = processor.count > 7 ? processor.prefix(8).reduce(0, +) : nil
    idle = processor.count > 7 ? processor[3] + processor[4] : nil
    switches = Self.numbers(of: "ctxt", in: statistics).first
    interrupts = Self.numbers(of: "intr", in: statistics).first
    let memory = files.text("/proc/vmstat").value ?? ""
    swappedIn = Self.numbers(of: "pswpin", in: memory).first
    swappedOut = Self.numbers(of: "pswpout", in: memory).first
    throttles = Self.throttles(files)
    frequency = Self.frequency(files)
    clocksource =
      files.text("/sys/devices/system/clocksource/clocksource0/current_clocksource").value
    threads = processes.sorted().flatMap { Self.threads(of: $0, files) }
    var time = timespec()
    clock_gettime(CLOCK_MONOTONIC, &time)
    moment = Double(time.tv_sec) + Double(time.tv_nsec) / 1e9
  }

  /// The numbers behind a name at the beginning of a line.
  private static func numbers(of name: String, in text: String) -> [Int64] {
    for line in text.split(separator: "\n") {
      let words = line.split(separator: " ")
      if words.first.map(String.init) == name { return words.dropFirst().compactMap { Int64($0) } }
    }
    return []
  }

  /// Clock ticks of a second, in which the kernel gives processor times.
  static var ticksPerSecond: Double { Double(max(1, sysconf(Int32(_SC_CLK_TCK)))) }

  private static func frequency(_ files: SystemFiles) -> Double? {
    let folder = "/sys/devices/system/cpu"
    return (files.names(folder).names ?? []).filter { Int($0.dropFirst(3)) != nil }
      .compactMap { files.text("\(folder)/\($0)/cpufreq/scaling_cur_freq").integer }
      .max().map(Double.init)
  }

  private static func throttles(_ files: SystemFiles) -> Int64? {
    let folder = "/sys/devices/system/cpu"
    let counts = (files.names(folder).names ?? []).filter { Int($0.dropFirst(3)) != nil }
      .flatMap { name in
        ["core_throttle_count", "package_throttle_count"].compactMap {
          files.text("\(folder)/\(name)/thermal_throttle/\($0)").integer
        }
      }
    return counts.isEmpty ? nil : counts.reduce(0, +)
  }

  private static func threads(of process: Int32, _ files: SystemFiles) -> [Thread] {
    let folder = "/proc/\(process)/task"
    return (files.names(folder).names ?? []).compactMap { name in
      // A thread that ends while it is looked at is left out. Its name, in brackets, may hold
      // spaces and brackets.
      guard let id = Int32(name), let text = files.text("\(folder)/\(name)/stat").value,
        let left = text.firstIndex(of: "("), let right = text.lastIndex(of: ")"), left < right
      else { return nil }
      let fields = text[text.index(after: right)...].split(separator: " ")
      guard fields.count > 12, let user = Int64(fields[11]), let system = Int64(fields[12]) else {
        return nil
      }
      let schedule = files.text("\(folder)/\(name)/schedstat").value?.split(separator: " ") ?? []
      let delay = schedule.count > 1 ? Double(schedule[1]).map { $0 / 1e9 } : nil
      return Thread(
        process: process, id: id, name: String(text[text.index(after: left)..<right]),
        time: Double(user + system) / ticksPerSecond, delay: delay)
    }
  }
}
