import Libvirt

#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#endif

/// What the kernel tells of processes that run guests, and of agents.
enum KernelCounts {
  /// This process.
  static var own: Int32 { getpid() }

  /// Where KVM counts, by process and descriptor; needs debugfs.
  private static let folder = "/sys/kernel/debug/kvm"
  /// The most processes that are looked at.
  private static let mostProcesses = 100_000

  /// The process of QEMU that runs the domain with that UUID; nil where this machine has none.
  ///
  /// It is the one whose arguments have `-uuid` before the UUID, which is the run's own.
  static func emulator(of uuid: String, _ files: SystemFiles) -> Int32? {
    processes(files).first { process in
      guard let arguments = files.zeroTerminated("/proc/\(process)/cmdline"),
        let place = arguments.firstIndex(of: "-uuid")
      else { return false }
      return arguments.dropFirst(place + 1).first == uuid
    }
  }

  /// The processors that the threads of QEMU and vhost may run on (proc(5), `Cpus_allowed_list`),
  /// by what they do; where those of one kind differ, all that there are. Workers come and go, and
  /// are left out.
  static func affinities(of process: Int32, _ files: SystemFiles) -> [String: String] {
    let own = (files.names("/proc/\(process)/task").names ?? []).compactMap { Int32($0) }
      .map { (id: $0, folder: "/proc/\(process)/task/\($0)") }
    let kernel = vhostThreads(of: process, files).map { (id: $0, folder: "/proc/\($0)") }
    var lists: [String: Set<String>] = [:]
    for thread in own + kernel {
      guard let name = files.text("\(thread.folder)/comm").value,
        let status = files.text("\(thread.folder)/status").value,
        let line = status.split(separator: "\n").first(where: {
          $0.hasPrefix("Cpus_allowed_list:")
        })
      else { continue }
      let role = WatchChange.role(of: name, id: thread.id, in: process)
      guard role != "workers" else { continue }
      let list = line.drop { $0 != ":" }.dropFirst().filter { !$0.isWhitespace }
      lists[role, default: []].insert(String(list))
    }
    return lists.mapValues { $0.sorted().joined(separator: " or ") }
  }

  /// The kernel threads `vhost-PROCESS`, which Linux before 6.4 keeps outside of the process.
  static func vhostThreads(of process: Int32, _ files: SystemFiles) -> [Int32] {
    processes(files).filter { files.text("/proc/\($0)/comm").value == "vhost-\(process)" }
  }

  /// Processor time of a process, and of those that it has started and waited for, in seconds
  /// (`/proc/PID/stat`, fields 14 to 17; proc(5)).
  static func wholeTime(of process: Int32, _ files: SystemFiles) -> Double? {
    guard let text = files.text("/proc/\(process)/stat").value,
      let right = text.lastIndex(of: ")")
    else { return nil }
    let fields = text[text.index(after: right)...].split(separator: " ")
    guard fields.count > 14 else { return nil }
    let ticks = fields[11...14].compactMap { Int64($0) }
    guard ticks.count == 4 else { return nil }
    return Double(ticks.reduce(0, +)) / Double(max(1, sysconf(Int32(_SC_CLK_TCK))))
  }

  /// KVM's counters of the guest that a process runs, such as `exits` and `io_exits`; nil where
  /// the kernel does not show them.
  static func exits(of process: Int32, _ files: SystemFiles) -> [String: Int64]? {
    guard let names = files.names(folder).names,
      let guest = names.first(where: { $0.hasPrefix("\(process)-") })
    else { return nil }
    let counters = files.names("\(folder)/\(guest)").names ?? []
    let counts = counters.reduce(into: [String: Int64]()) { counts, name in
      // Guests' folders hold folders for each vCPU too, which are no numbers.
      if let value = files.text("\(folder)/\(guest)/\(name)").value.flatMap({ Int64($0) }) {
        counts[name] = value
      }
    }
    return counts.isEmpty ? nil : counts
  }

  /// The same counters as libvirt gives them (`vcpu.0.io_exits.sum`), those of all vCPUs together;
  /// nil where it does not, as before libvirt 8.9, QEMU 7.1 and Linux 5.14.
  static func exits(in statistics: [String: StatValue]) -> [String: Int64]? {
    var counts: [String: Int64] = [:]
    for (name, value) in statistics {
      let parts = name.split(separator: ".")
      guard parts.last == "sum", let count = value.integer else { continue }
      switch (parts.first, parts.count) {
      case ("vcpu", 4), ("vm", 3): counts[String(parts[parts.count - 2]), default: 0] += count
      default: break
      }
    }
    return counts["exits"] == nil ? nil : counts
  }

  /// A guest's counters from debugfs, or else from libvirt; nil where neither has them.
  ///
  /// - Parameters:
  ///   - process: The process that runs it; nil where the machine has none.
  ///   - statistics: libvirt's.
  static func exits(
    process: Int32?, statistics: [String: StatValue]?, _ files: SystemFiles
  ) -> [String: Int64]? {
    process.flatMap { exits(of: $0, files) } ?? statistics.flatMap(exits)
  }

  /// Where the counts of a guest's exits come from, or why there are none.
  ///
  /// - Parameters:
  ///   - process: The process that runs it; nil where the machine has none.
  ///   - platform: How it is run.
  ///   - statistics: libvirt's.
  static func sourceOfExits(
    process: Int32?, platform: DomainXML.Platform?, statistics: [String: StatValue]?,
    _ files: SystemFiles
  ) -> Fact {
    if platform == .qemu { return .unknown("software emulates it, and nothing exits") }
    if platform?.isXen == true {
      return .unknown("Xen counts none for its tools; xentrace shows each with its reason")
    }
    if let process, exits(of: process, files) != nil { return .known("KVM, through debugfs") }
    if let statistics, exits(in: statistics) != nil { return .known("KVM, through libvirt") }
    let debugfs =
      files.exists(folder)
      ? "\(folder) has no folder \(process.map { "\($0)-…" } ?? "of it")"
      : "\(folder) is not there (mount debugfs, and load kvm)"
    return .unknown(
      debugfs + ", and libvirt tells none (libvirt 8.9, QEMU 7.1 and Linux 5.14 do)")
  }

  private static func processes(_ files: SystemFiles) -> [Int32] {
    (files.names("/proc").names ?? []).prefix(mostProcesses).compactMap { Int32($0) }
  }
}
