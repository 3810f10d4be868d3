import Console
import FoundationEssentials
import Libvirt
import LoadSearch
import Store
import Testing

@testable import Hardware

/// What is counted while a workload runs, from made-up counters.
@Suite struct WatchTests {
  private static let uuid = "6695eb01-f6a4-8304-79aa-97f2502e193f"

  @Test func theEmulatorIsFoundByItsUUIDAlone() throws {
    let machine = try MadeUpMachine([
      "/proc/40/cmdline": "qemu-system-x86_64\0-name\0\(Self.uuid)\0-uuid\0other",
      "/proc/41/cmdline": "qemu-system-x86_64\0-uuid\0\(Self.uuid)\0-S",
      "/proc/42/comm": "vhost-41", "/proc/43/comm": "vhost-410",
    ])
    #expect(KernelCounts.emulator(of: Self.uuid, machine.files) == 41)
    #expect(KernelCounts.emulator(of: "nobody's", machine.files) == nil)
    #expect(KernelCounts.vhostThreads(of: 41, machine.files) == [42])
  }

  @Test func exitsAreReadWhereKVMShowsThemAndTheirAbsenceIsExplained() throws {
    let folder = "/sys/kernel/debug/kvm"
    let machine = try MadeUpMachine([
      "\(folder)/41-12/exits": "120", "\(folder)/41-12/io_exits": "7", "\(folder)/exits": "900",
    ])
    #expect(KernelCounts.exits(of: 41, machine.files) == ["exits": 120, "io_exits": 7])
    func source(
      _ process: Int32?, _ platform: DomainXML.Platform = .kvm,
      _ statistics: [String: StatValue]? = nil, of machine: MadeUpMachine
    ) -> Fact {
      KernelCounts.sourceOfExits(
        process: process, platform: platform, statistics: statistics, machine.files)
    }
    let bare = try MadeUpMachine()
    #expect(source(41, of: machine) == .known("KVM, through debugfs"))
    #expect(source(4, of: machine).text.contains("no folder 4-"))
    #expect(source(41, .qemu, of: machine).text.contains("software emulates"))
    #expect(source(nil, .xenPV, of: bare).text.contains("xentrace"))
    #expect(source(41, of: bare).text.contains("mount debugfs"))
    #expect(source(41, of: bare).value == nil && source(nil, of: bare).value == nil)
    let told: [String: StatValue] = ["vcpu.0.exits.sum": .unsigned(3)]
    #expect(source(41, .kvm, told, of: bare) == .known("KVM, through libvirt"))
  }

  /// The names are the kernel's wherever the counts come from.
  @Test func libvirtsCountsOfExitsAreThoseOfAllVCPUsTogether() {
    let counts = KernelCounts.exits(in: [
      "vcpu.0.exits.sum": .unsigned(100), "vcpu.1.exits.sum": .unsigned(20),
      "vcpu.0.io_exits.sum": .unsigned(7), "vm.remote_tlb_flush.sum": .unsigned(2),
      "vcpu.0.time": .unsigned(9), "vcpu.current": .unsigned(2), "cpu.time": .unsigned(9),
      "vm.max_mmu_page_hash_collisions.max": .unsigned(4), "net.0.rx.sum": .unsigned(1),
    ])
    #expect(counts == ["exits": 120, "io_exits": 7, "remote_tlb_flush": 2])
    #expect(KernelCounts.exits(in: ["vcpu.0.time": .unsigned(9)]) == nil)
  }

  @Test func timesOfEndedChildrenBelongToAnAgent() throws {
    let machine = try MadeUpMachine([
      "/proc/50/stat": "50 (a (b) c) S 1 50 50 0 -1 0 0 0 0 0 100 50 30 20 20 0 1 0"
    ])
    let time = try #require(KernelCounts.wholeTime(of: 50, machine.files))
    #expect((time * HostCounters.ticksPerSecond - 200).magnitude < 1e-9)
    #expect(KernelCounts.wholeTime(of: 51, machine.files) == nil)
  }

  @Test(arguments: [
    ("CPU 0/KVM", "vcpu0"), ("CPU 12/TCG", "vcpu12"), ("vhost-41", "vhost"),
    ("IO iothread1", "iothread"), ("worker", "workers"),
  ])
  func threadsAreNamedForWhatTheyDo(name: String, role: String) {
    let thread = CounterChange.Thread(process: 41, id: 7, name: name, time: 0)
    #expect(WatchChange.role(of: thread, in: 41) == role)
    let main = CounterChange.Thread(process: 41, id: 41, name: name, time: 0)
    #expect(WatchChange.role(of: main, in: 41) == "emulator")
  }

  @Test func changesBecomeRates() throws {
    var first = HostCounters(of: try MadeUpMachine().files)
    first.moment = 10
    first.ticks = 1000
    first.idle = 500
    first.interrupts = 100
    first.switches = 1000
    first.threads = [
      HostCounters.Thread(process: 41, id: 42, name: "CPU 0/KVM", time: 1, delay: 0)
    ]
    var last = first
    last.moment = 12
    last.ticks = 1000 + Int64(2 * HostCounters.ticksPerSecond)
    last.idle = 500 + Int64(HostCounters.ticksPerSecond)
    last.interrupts = 400
    last.switches = 3000
    last.threads[0].time = 2.5
    last.threads[0].delay = 0.5
    var (old, new) = (AgentCounters(), AgentCounters())
    new.nanoseconds = 2_000_000_000
    new.processor.steal = 0.5
    new.processor.idle = 1.5
    new.interfaces = [AgentCounters.Interface(name: "eth0", mac: "02:00:00:00:00:01")]
    old.interfaces = new.interfaces
    new.interfaces[0].rxPackets = 200
    new.interfaces[0].rxDropped = 4
    func reading(
      _ host: HostCounters, _ statistics: [String: StatValue], _ exits: Int64,
      _ machine: AgentCounters
    ) -> SampleWatch.Reading {
      var own = MachineReading(host: host)
      own.emulators = [.init(guest: "r/vm", process: 41)]
      own.domains = ["r/vm": statistics]
      own.exits = ["r/vm": ["exits": exits, "never": 0]]
      return SampleWatch.Reading(
        own: own, agents: ["g": host.moment / 10], machines: ["r/vm": machine])
    }
    let change = WatchChange(
      from: reading(first, ["vcpu.0.time": .unsigned(0), "vcpu.1.time": .unsigned(0)], 0, old),
      to: reading(
        last,
        ["vcpu.0.time": .unsigned(1_000_000_000), "vcpu.1.time": .unsigned(1_000_000_000)], 500,
        new))
    let values = change.figures.reduce(into: [String: Double]()) { $0[$1.quantity] = $1.value }
    let expected = [
      "host.observed": 2, "host.cpu": 0.5, "host.interrupts": 150, "host.context_switches": 1000,
      "r/vm.vcpu0_cpu": 0.75, "r/vm.vcpu0_delay": 0.25, "g.agent_cpu": 0.1,
      "r/vm.libvirt_vcpu_time": 1, "r/vm.kvm_exits": 250, "r/vm.guest_steal": 0.25,
      "r/vm.eth0_rx": 100, "r/vm.eth0_rx_drops": 2,
    ]
    for (name, value) in expected {
      #expect(values[name].map { ($0 - value).magnitude < 1e-9 } == true, "\(name)")
    }
    #expect(values["r/vm.kvm_never"] == nil)
    #expect(Set(change.invalidities(of: "udp").map(\.kind)) == [.steal, .vcpuDelay])
  }

  /// A machine behind a worker counts for itself, by its own clock.
  @Test func whatOtherMachinesCountBecomesRatesToo() throws {
    var host = HostCounters(of: try MadeUpMachine().files)
    host.moment = 100
    host.interrupts = 50
    host.threads = [
      HostCounters.Thread(process: 9, id: 10, name: "CPU 0/KVM", time: 0, delay: 0),
      HostCounters.Thread(process: 11, id: 11, name: "vhost-9", time: 0),
    ]
    var first = MachineReading(host: host)
    first.emulators = [.init(guest: "r/vm", process: 9)]
    first.kernelThreads = [.init(guest: "r/vm", process: 11)]
    first.domains = ["r/vm": ["vcpu.0.time": .unsigned(0)]]
    first.exits = ["r/vm": ["exits": 0]]
    var last = first
    last.host.moment = 104
    last.host.interrupts = 450
    last.host.threads[0].time = 2
    last.host.threads[0].delay = 1
    last.host.threads[1].time = 1
    last.domains = ["r/vm": ["vcpu.0.time": .unsigned(2_000_000_000)]]
    last.exits = ["r/vm": ["exits": 400]]
    #expect(
      try JSONDecoder().decode(MachineReading.self, from: try JSONEncoder().encode(last)) == last)
    var here = host
    here.threads = []
    func reading(_ moment: Double, _ other: MachineReading) -> SampleWatch.Reading {
      here.moment = moment
      return SampleWatch.Reading(
        own: MachineReading(host: here), agents: [:], machines: [:],
        others: ["root@there": other])
    }
    let change = WatchChange(from: reading(0, first), to: reading(1, last))
    let values = change.figures.reduce(into: [String: Double]()) { $0[$1.quantity] = $1.value }
    let expected = [
      "root@there.host.observed": 4, "root@there.host.interrupts": 100, "r/vm.vcpu0_cpu": 0.5,
      "r/vm.vcpu0_delay": 0.25, "r/vm.vhost_cpu": 0.25, "r/vm.libvirt_vcpu_time": 0.5,
      "r/vm.kvm_exits": 100, "host.observed": 1,
    ]
    for (name, value) in expected {
      #expect(values[name].map { ($0 - value).magnitude < 1e-9 } == true, "\(name): \(values)")
    }
    #expect(change.invalidities(of: "udp").map(\.kind) == [.vcpuDelay])
  }

  @Test func aSearchThatEnclosesNothingGivesNoFigureThatClaimsSo() {
    var settings = SearchSettings(
      goals: SearchEffort().goals, minimumLoad: 50, maximumLoad: 1000)
    settings.longestSearch = 1000
    var search = ThroughputSearch(settings)
    while let trial = search.next() {
      let sent = Int(trial.load * trial.seconds)
      search.record(TrialResult(trial, intended: sent, sent: sent, received: sent))
    }
    let outcome = Outcome(search, of: "udp", payload: 1472)
    let quantities = outcome.measurements.map(\.quantity)
    #expect(quantities.contains("ndr_at_least") && !quantities.contains("ndr"))
    #expect(outcome.notes.count == 2)
  }
}
