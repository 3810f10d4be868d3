import Libvirt

/// What a machine counts of itself and of its guests, at one moment.
struct MachineReading: Hashable, Sendable, Codable {
  /// A process, by the guest that it belongs to.
  struct Process: Hashable, Sendable, Codable {
    var guest: String
    var process: Int32
  }

  /// The machine, with the threads of its guests.
  var host: HostCounters
  /// The processes that run guests; Xen has none.
  var emulators: [Process] = []
  /// Kernel threads that serve a guest's interfaces outside of its process.
  var kernelThreads: [Process] = []
  /// libvirt's statistics, by guest.
  var domains: [String: [String: StatValue]] = [:]
  /// KVM's counters, by guest.
  var exits: [String: [String: Int64]] = [:]
  /// Where those come from, or why there are none, by guest.
  var sources: [String: Fact] = [:]

  /// A machine without guests.
  init(host: HostCounters) { self.host = host }

  /// The machine as it is now, with those guests of its run; what has ended is left out.
  ///
  /// - Throws: `HardwareError` if a hypervisor does not answer.
  init(
    of guests: [GuestPlace], _ executor: Executor, files: SystemFiles = SystemFiles()
  ) throws(HardwareError) {
    self.init(host: HostCounters(of: files))
    for guest in guests {
      guard let domain = try executor.domain(uri: guest.uri, role: guest.role) else { continue }
      let process = KernelCounts.emulator(of: domain.uuid.description, files)
      if let process {
        kernelThreads += KernelCounts.vhostThreads(of: process, files)
          .map { Process(guest: guest.name, process: $0) }
      }
      add(guest.name, domain, process: process, files)
      sources[guest.name] = KernelCounts.sourceOfExits(
        process: process, platform: guest.platform, statistics: domains[guest.name], files)
    }
    host = HostCounters(of: files, processes: (emulators + kernelThreads).map(\.process))
  }

  /// Adds what is counted of a guest, but for its threads, which are read with `host`.
  ///
  /// - Parameters:
  ///   - domain: The guest; nil where libvirt is on another machine.
  ///   - process: What runs it on this machine; nil where there is none.
  mutating func add(
    _ guest: String, _ domain: Domain?, process: Int32?, _ files: SystemFiles
  ) {
    if let process { emulators.append(Process(guest: guest, process: process)) }
    // What libvirt does not tell is left out; `sources` says what that means for exits.
    domains[guest] = try? domain?.statistics()
    exits[guest] = KernelCounts.exits(process: process, statistics: domains[guest], files)
  }
}
