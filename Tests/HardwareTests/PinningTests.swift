import Model
import Store
import Testing

@testable import Hardware

/// Where the threads of guests may run, read back from the kernel.
@Suite struct PinningTests {
  private static func machine() throws -> MadeUpMachine {
    let task = "/proc/41/task"
    var files: [String: String?] = [:]
    for (id, name, list) in [
      (41, "qemu-system-x86", "0-1"), (42, "CPU 0/KVM", "2"), (43, "CPU 1/KVM", "2-3"),
      (44, "worker", "0-3"), (45, "IO iothread1", "1"),
    ] {
      files["\(task)/\(id)/comm"] = name
      files["\(task)/\(id)/status"] = "Name:\tx\nCpus_allowed:\tf\nCpus_allowed_list:\t\(list)"
    }
    files["/proc/50/comm"] = "vhost-41"
    files["/proc/50/status"] = "Cpus_allowed_list:\t0"
    return try MadeUpMachine(files)
  }

  @Test func threadsAreReadBackByWhatTheyDo() throws {
    let machine = try Self.machine()
    #expect(
      KernelCounts.affinities(of: 41, machine.files) == [
        "emulator": "0-1", "vcpu0": "2", "vcpu1": "2-3", "iothread": "1", "vhost": "0",
      ])
  }

  /// Only what the scenario pins must be where it says, and only where a machine can tell.
  @Test func aVirtualProcessorThatMayWanderMakesASampleInvalid() throws {
    var scenario = try Scenarios.read("this-machine/virtio")
    let host = try #require(scenario.hosts.firstIndex { !$0.vms.isEmpty })
    scenario.hosts[host].vms[0].pinning = [2, 3]
    // Its files go with it.
    let machine = try Self.machine()
    let affinities = KernelCounts.affinities(of: 41, machine.files)
    func reasons(_ affinities: [String: String], _ scenario: Scenario) -> [Invalidity] {
      Sampler.strayThreads(
        of: scenario,
        [.init(role: "router/vm", xml: .unknown(""), arguments: [], affinities: affinities)])
    }
    #expect(reasons([:], scenario).isEmpty)
    scenario.hosts[host].vms[0].pinning = []
    #expect(reasons(affinities, scenario).isEmpty)
    scenario.hosts[host].vms[0].pinning = [2, 3]
    let reasons = reasons(affinities, scenario)
    #expect(reasons.map(\.kind) == [.pinning])
    #expect(
      reasons.first?.detail
        == "router/vm: vCPU 1 is to run on processor 3, and may run on 2-3")
  }
}
