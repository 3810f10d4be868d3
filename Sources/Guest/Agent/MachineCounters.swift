import Console

#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#endif

/// What this machine has counted.
enum MachineCounters {
  /// All counters, the interfaces' first.
  static func now() throws -> AgentCounters {
    var counters = AgentCounters()
    counters.nanoseconds = ByteChannel.now()
    counters.interfaces = try RoutingSocket().links().map { link in
      var interface = AgentCounters.Interface(name: link.name, mac: link.mac)
      let statistics = link.statistics
      interface.rxPackets = statistics.rxPackets
      interface.rxBytes = statistics.rxBytes
      interface.rxDropped = statistics.rxDropped
      interface.rxErrors = statistics.rxErrors &+ statistics.rxMissed
      interface.txPackets = statistics.txPackets
      interface.txBytes = statistics.txBytes
      interface.txDropped = statistics.txDropped
      interface.txErrors = statistics.txErrors
      return interface
    }
    readStatistics(SystemFile.read("/proc/stat") ?? "", into: &counters)
    counters.softInterrupts = softInterrupts(SystemFile.read("/proc/softirqs") ?? "")
    counters.backlogDrops = backlogDrops(SystemFile.read("/proc/net/softnet_stat") ?? "")
    return counters
  }

  /// Reads `/proc/stat` (proc(5)).
  static func readStatistics(_ text: String, into counters: inout AgentCounters) {
    let ticks = Double(max(1, sysconf(Int32(_SC_CLK_TCK))))
    for line in text.split(separator: "\n") {
      let words = line.split(separator: " ")
      guard let name = words.first else { continue }
      let numbers = words.dropFirst().map { UInt64($0) ?? 0 }
      switch name {
      case "cpu" where numbers.count >= 8:
        let seconds = numbers.map { Double($0) / ticks }
        counters.processor.user = seconds[0] + seconds[1]
        counters.processor.system = seconds[2]
        counters.processor.idle = seconds[3] + seconds[4]
        counters.processor.interrupts = seconds[5]
        counters.processor.softInterrupts = seconds[6]
        counters.processor.steal = seconds[7]
      case "ctxt": counters.contextSwitches = numbers.first ?? 0
      case "intr": counters.interrupts = numbers.first ?? 0
      default: break
      }
    }
  }

  /// Reads `/proc/softirqs`: a line for each kind, a column for each CPU.
  static func softInterrupts(_ text: String) -> [AgentCounters.SoftInterrupt] {
    text.split(separator: "\n").compactMap { line in
      let words = line.split(separator: " ")
      guard let name = words.first, name.last == ":" else { return nil }
      let count = words.dropFirst().reduce(UInt64(0)) { $0 &+ (UInt64($1) ?? 0) }
      return AgentCounters.SoftInterrupt(name: String(name.dropLast()), count: count)
    }
  }

  /// Reads `/proc/net/softnet_stat`: a line for each CPU, hexadecimal, drops in the second column.
  static func backlogDrops(_ text: String) -> UInt64 {
    text.split(separator: "\n").reduce(UInt64(0)) { sum, line in
      let words = line.split(separator: " ")
      return sum &+ (words.count > 1 ? UInt64(words[1], radix: 16) ?? 0 : 0)
    }
  }
}
