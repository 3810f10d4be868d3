import Console
import Libvirt
import Store

/// What changed between two readings of a watch, per second.
struct WatchChange {
  /// A number of a sample's workload.
  struct Figure: Hashable {
    var quantity: String
    var unit: String
    var value: Double
  }

  /// The numbers: first the host's, then those of guests and agents.
  private(set) var figures: [Figure] = []
  /// The share of each guest's time in which its hypervisor ran something else.
  private var steals: [(guest: String, share: Double)] = []
  private let host: CounterChange
  /// The changes of other machines.
  private var others: [CounterChange] = []

  /// The change from `before` to `after`.
  init(from before: SampleWatch.Reading, to after: SampleWatch.Reading) {
    host = CounterChange(from: before.own.host, to: after.own.host)
    guard host.seconds > 0 else { return }
    add(host, from: before.own, to: after.own, of: "host")
    let own = host.threads.filter { $0.process == KernelCounts.own }
    if !own.isEmpty {
      add("hypertwin.cpu", "1", own.reduce(0) { $0 + $1.time } / host.seconds)
    }
    for (name, time) in after.agents.sorted(by: { $0.key < $1.key }) {
      guard let old = before.agents[name] else { continue }
      add("\(name).agent_cpu", "1", (time - old) / host.seconds)
    }
    for (name, new) in after.machines.sorted(by: { $0.key < $1.key }) {
      if let old = before.machines[name] { addMachine(name, old, new) }
    }
    for (name, new) in after.others.sorted(by: { $0.key < $1.key }) {
      guard let old = before.others[name] else { continue }
      let change = CounterChange(from: old.host, to: new.host)
      guard change.seconds > 0 else { continue }
      others.append(change)
      add(change, from: old, to: new, of: "\(name).host")
    }
  }

  /// What a machine counted of itself, under names that begin with `name`, and of its guests.
  private mutating func add(
    _ change: CounterChange, from old: MachineReading, to new: MachineReading, of name: String
  ) {
    add(change, of: name)
    addThreads(of: change, new.emulators, new.kernelThreads)
    for guest in new.domains.keys.sorted() {
      addStatistics(guest, old.domains[guest], new.domains[guest], change.seconds)
    }
    for guest in new.exits.keys.sorted() {
      addExits(guest, old.exits[guest], new.exits[guest], change.seconds)
    }
  }

  /// Why the workload's run may not be used. That an emulated guest's thread waits does not spoil
  /// it: its figures are labelled, and are of no processor anyway.
  func invalidities(of workload: String) -> [Invalidity] {
    steals.filter { $0.share > CounterChange.Limit.steal }.map { steal in
      Invalidity(
        .steal,
        "\(workload): for \(CounterChange.percent(steal.share)) of its time, the hypervisor of "
          + "\(steal.guest) ran something else (0.1 % at most)")
    }
      + ([host] + others).flatMap { change in
        change.invalidities { $0.hasPrefix("CPU ") && $0.hasSuffix("/KVM") }
      }.filter { $0.kind == .vcpuDelay }
  }

  private mutating func add(_ quantity: String, _ unit: String, _ value: Double) {
    guard value.isFinite else { return }
    figures.append(Figure(quantity: quantity, unit: unit, value: value))
  }

  /// What a machine did, under names that begin with `name`.
  private mutating func add(_ machine: CounterChange, of name: String) {
    add("\(name).observed", "s", machine.seconds)
    if let busy = machine.busy { add("\(name).cpu", "1", busy) }
    if let steal = machine.steal { add("\(name).steal", "1", steal) }
    if let switches = machine.switches {
      add("\(name).context_switches", "1/s", Double(switches) / machine.seconds)
    }
    if let interrupts = machine.interrupts {
      add("\(name).interrupts", "1/s", Double(interrupts) / machine.seconds)
    }
  }

  /// QEMU's threads by what they do, each as processor seconds per second, and how long its vCPUs
  /// were ready and waited.
  private mutating func addThreads(
    of machine: CounterChange, _ emulators: [MachineReading.Process],
    _ kernelThreads: [MachineReading.Process]
  ) {
    for emulator in emulators {
      let (guest, process) = (emulator.guest, emulator.process)
      var times: [String: Double] = [:]
      var delays: [String: Double] = [:]
      for thread in machine.threads where thread.process == process {
        let role = Self.role(of: thread, in: process)
        times[role, default: 0] += thread.time
        if let delay = thread.delay { delays[role, default: 0] += delay }
      }
      for thread in machine.threads
      where kernelThreads.contains(where: { $0.guest == guest && $0.process == thread.process }) {
        times["vhost", default: 0] += thread.time
      }
      for (role, time) in times.sorted(by: { $0.key < $1.key }) {
        add("\(guest).\(role)_cpu", "1", time / machine.seconds)
        if role.hasPrefix("vcpu"), let delay = delays[role] {
          add("\(guest).\(role)_delay", "1", delay / machine.seconds)
        }
      }
    }
  }

  /// What a thread of QEMU does, by its name: `CPU 0/KVM`, `vhost-1234`, `IO iothread1`; the main
  /// thread is the emulator.
  static func role(of thread: CounterChange.Thread, in process: Int32) -> String {
    role(of: thread.name, id: thread.id, in: process)
  }

  /// The same of the thread of that name and number.
  static func role(of name: String, id: Int32, in process: Int32) -> String {
    if id == process { return "emulator" }
    if name.hasPrefix("CPU ") {
      return "vcpu" + name.dropFirst(4).prefix { $0.isNumber }
    }
    if name.hasPrefix("vhost-") { return "vhost" }
    return name.hasPrefix("IO ") ? "iothread" : "workers"
  }

  /// libvirt's statistics of a domain: the vCPUs' time, wait and delay, packets.
  private mutating func addStatistics(
    _ guest: String, _ before: [String: StatValue]?, _ after: [String: StatValue]?,
    _ seconds: Double
  ) {
    guard let before, let after else { return }
    var sums: [String: (value: Double, unit: String)] = [:]
    for (name, value) in after {
      guard let new = value.integer, let old = before[name]?.integer,
        let (quantity, unit, scale) = Self.statistic(name)
      else { continue }
      sums[quantity, default: (0, unit)].value += Double(new - old) * scale / seconds
    }
    for (quantity, sum) in sums.sorted(by: { $0.key < $1.key }) {
      add("\(guest).\(quantity)", sum.unit, sum.value)
    }
  }

  /// What becomes of a statistic of libvirt: its name here, the unit, and what it is multiplied
  /// with; nil for one that explains nothing. Those of several vCPUs or interfaces are added.
  static func statistic(_ name: String) -> (quantity: String, unit: String, scale: Double)? {
    let parts = name.split(separator: ".")
    switch (parts.first, parts.count) {
    case ("vcpu", 3) where ["time", "wait", "delay"].contains(parts[2]):
      return ("libvirt_vcpu_\(parts[2])", "1", 1e-9)
    case ("net", 4) where ["pkts", "drop"].contains(parts[3]):
      return ("libvirt_net_\(parts[2])_\(parts[3] == "pkts" ? "packets" : "drops")", "1/s", 1)
    default: return nil
    }
  }

  private mutating func addExits(
    _ guest: String, _ before: [String: Int64]?, _ after: [String: Int64]?, _ seconds: Double
  ) {
    guard let before, let after else { return }
    for (name, value) in after.sorted(by: { $0.key < $1.key }) {
      // Hundreds are counted; those that never move explain nothing.
      guard let old = before[name], value != old else { continue }
      add("\(guest).kvm_\(name)", "1/s", Double(value - old) / seconds)
    }
  }

  /// What the guest itself counted.
  private mutating func addMachine(_ guest: String, _ old: AgentCounters, _ new: AgentCounters) {
    let seconds = Double(new.nanoseconds &- old.nanoseconds) / 1e9
    guard seconds > 0 else { return }
    func time(_ part: KeyPath<AgentCounters.Processor, Double>) -> Double {
      new.processor[keyPath: part] - old.processor[keyPath: part]
    }
    let busy =
      time(\.user) + time(\.system) + time(\.interrupts) + time(\.softInterrupts)
    let all = busy + time(\.idle) + time(\.steal)
    add("\(guest).guest_cpu", "1", busy / seconds)
    add("\(guest).guest_softirq", "1", time(\.softInterrupts) / seconds)
    if all > 0 {
      add("\(guest).guest_steal", "1", time(\.steal) / all)
      steals.append((guest, time(\.steal) / all))
    }
    func rate(_ count: (AgentCounters) -> UInt64) -> Double {
      Double(count(new) &- count(old)) / seconds
    }
    add("\(guest).guest_context_switches", "1/s", rate(\.contextSwitches))
    add("\(guest).guest_interrupts", "1/s", rate(\.interrupts))
    add("\(guest).guest_backlog_drops", "1/s", rate(\.backlogDrops))
    for interface in new.interfaces where interface.name != "lo" {
      guard let first = old.interfaces.first(where: { $0.mac == interface.mac }) else { continue }
      let received = Double(interface.rxPackets &- first.rxPackets) / seconds
      let sent = Double(interface.txPackets &- first.txPackets) / seconds
      let dropped =
        Double(interface.rxDropped &+ interface.rxErrors &- first.rxDropped &- first.rxErrors)
        / seconds
      add("\(guest).\(interface.name)_rx", "packet/s", received)
      add("\(guest).\(interface.name)_rx_drops", "packet/s", dropped)
      add("\(guest).\(interface.name)_tx", "packet/s", sent)
    }
  }
}
