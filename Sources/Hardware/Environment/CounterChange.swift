import Store

/// What happened on a machine between two readings of its counters.
///
/// What was not counted is nil.
public struct CounterChange: Hashable, Sendable {
  /// The limits beyond which a sample is invalid.
  public enum Limit {
    /// Share of the time that a hypervisor took, or that a vCPU thread waited for a processor.
    public static let steal = 0.001
    /// Relative change of a processor's clock.
    public static let frequency = 0.01
    /// Share of the intended load that must have been offered.
    public static let offered = 0.999
  }

  /// What a thread did in between.
  public struct Thread: Hashable, Sendable {
    /// Its process.
    public var process: Int32
    /// Its own number.
    public var id: Int32
    /// Its name.
    public var name: String
    /// Processor time in seconds.
    public var time: Double
    /// Time that it waited for a processor, in seconds.
    public var delay: Double?
  }

  /// Seconds between the readings.
  public var seconds: Double
  /// The share of all processors' time that a hypervisor took, 0 to 1.
  public var steal: Double?
  /// How often processors were throttled.
  public var throttles: Int64?
  /// Pages that were swapped in or out.
  public var swapped: Int64?
  /// Context switches.
  public var switches: Int64?
  /// Interrupts.
  public var interrupts: Int64?
  /// Processors that were busy on average, 0 to their number.
  public var busy: Double?
  /// The clock sources before and after, where they differ.
  public var clocksources: [String]
  /// The processors' clocks before and after, in kHz; empty where the machine does not tell.
  public var frequencies: [Double]
  /// The threads that were there both times, by process and number.
  public var threads: [Thread]

  /// The change from `before` to `after`.
  public init(from before: HostCounters, to after: HostCounters) {
    func change(_ counter: KeyPath<HostCounters, Int64?>) -> Int64? {
      guard let first = before[keyPath: counter], let last = after[keyPath: counter] else {
        return nil
      }
      return last - first
    }
    seconds = after.moment - before.moment
    if let stolen = change(\.steal), let ticks = change(\.ticks), ticks > 0 {
      steal = Double(stolen) / Double(ticks)
    }
    throttles = change(\.throttles)
    switches = change(\.switches)
    interrupts = change(\.interrupts)
    if let ticks = change(\.ticks), let idle = change(\.idle), seconds > 0 {
      busy = Double(ticks - idle) / HostCounters.ticksPerSecond / seconds
    }
    if let swappedIn = change(\.swappedIn), let swappedOut = change(\.swappedOut) {
      swapped = swappedIn + swappedOut
    }
    if let first = before.clocksource, let last = after.clocksource, first != last {
      clocksources = [first, last]
    } else {
      clocksources = []
    }
    frequencies = [before.frequency, after.frequency].compactMap { $0 }
    threads = after.threads.compactMap { thread in
      guard
        let old = before.threads.first(where: {
          $0.process == thread.process && $0.id == thread.id
        })
      else { return nil }
      let delay = thread.delay.flatMap { last in old.delay.map { last - $0 } }
      return Thread(
        process: thread.process, id: thread.id, name: thread.name, time: thread.time - old.time,
        delay: delay)
    }
  }

  /// What makes a sample invalid that ran in between.
  ///
  /// - Parameter isVCPU: whether a thread of that name runs a guest; QEMU's are called `CPU N/KVM`
  ///   or `CPU N/TCG`.
  public func invalidities(
    isVCPU: (String) -> Bool = { $0.hasPrefix("CPU ") }
  ) -> [Invalidity] {
    var reasons: [Invalidity] = []
    if let steal, steal > Limit.steal {
      reasons.append(
        Invalidity(.steal, "the hypervisor took \(Self.percent(steal)) of the time (0.1 % at most)")
      )
    }
    for thread in threads where isVCPU(thread.name) {
      guard let delay = thread.delay, seconds > 0, delay / seconds > Limit.steal else { continue }
      reasons.append(
        Invalidity(
          .vcpuDelay,
          "\(thread.name) waited for \(Self.percent(delay / seconds)) of the time (0.1 % at most)"))
    }
    if let throttles, throttles > 0 {
      reasons.append(Invalidity(.throttling, "processors were throttled \(throttles) times"))
    }
    if let swapped, swapped > 0 {
      reasons.append(Invalidity(.swap, "\(swapped) pages were swapped"))
    }
    if frequencies.count == 2,
      let drift = Validity.frequency(before: frequencies[0], after: frequencies[1])
    {
      reasons.append(drift)
    }
    if clocksources.count == 2 {
      reasons.append(
        Invalidity(
          .clocksourceChange, "the clock source went from \(clocksources[0]) to \(clocksources[1])")
      )
    }
    return reasons
  }

  /// For the volatile part of an environment record.
  public var json: CanonicalJSON {
    func count(_ value: Int64?) -> CanonicalJSON {
      value.map(CanonicalJSON.integer) ?? Fact.unknown("this machine does not count it").json
    }
    return [
      "seconds": .number(seconds),
      "steal": steal.map(CanonicalJSON.number)
        ?? Fact.unknown("/proc/stat does not say").json,
      "throttles": count(throttles), "swapped_pages": count(swapped),
      "frequencies": frequencies.count == 2
        ? .array(frequencies.map(CanonicalJSON.number))
        : Fact.unknown("this machine has no cpufreq").json,
      "context_switches": count(switches), "interrupts": count(interrupts),
      "busy": busy.map(CanonicalJSON.number)
        ?? Fact.unknown("/proc/stat does not say").json,
      "threads": .array(
        threads.map { thread in
          [
            "process": .integer(Int64(thread.process)), "name": .string(thread.name),
            "time": .number(thread.time),
            "delay": thread.delay.map(CanonicalJSON.number)
              ?? Fact.unknown("no schedstat").json,
          ]
        }),
    ]
  }

  /// `0.25 %`, rounded up at the second place behind the point.
  static func percent(_ share: Double) -> String {
    let hundredths = Int((share * 10_000).rounded(.up))
    let rest = hundredths % 100
    return "\(hundredths / 100).\(rest < 10 ? "0" : "")\(rest) %"
  }
}
