import Formats
import Model
import Simulator
import Testing

/// Rates of STREAM, by hand from the machine's properties.
@Suite struct MemoryTests {
  /// A STREAM thread count and place, and what the machine is.
  private func rates(
    processor: String = "{cores_per_socket: 8, clock: 2.5 GHz, cache: 1 MiB}",
    memory: String = "{size: 64 GiB, bandwidth: 50 GB/s, core_bandwidth: 10 GB/s}",
    hypervisor: String = "", vms: [String] = [], workloads: [String]
  ) throws -> [String: Double] {
    let text = """
      hypertwin: 1
      name: memory
      hosts:
        - name: host
          processor: \(processor)
          memory: \(memory)
      \(hypervisor.isEmpty ? "" : "    hypervisor: \(hypervisor)\n")\
      \(vms.isEmpty ? "" : "    vms:\n" + vms.map { "      - \($0)\n" }.joined())\
      workloads:
      \(workloads.map { "  - \($0)\n" }.joined())\
      run: {replications: 1, seed: 1, duration: 1 ms}
      """ + "\n"
    let scenario = try ScenarioFile.read(text, file: "s.yaml").scenario
    let found = try Simulation(scenario: scenario, costs: ShippedPlans.priors()).replicate(
      0, seed: 1)
    return Dictionary(
      uniqueKeysWithValues: found.figures.map { ("\($0.workload).\($0.quantity)", $0.value) })
  }

  private func prior(_ name: String) throws -> Double {
    try #require(try ShippedPlans.priors()[name]).value
  }

  private func stream(_ name: String, on place: String, threads: Int) -> String {
    "{name: \(name), kind: stream, on: \(place), array_size: 64 MiB, threads: \(threads)}"
  }

  private func vm(_ name: String, vcpus: Int, _ rest: String = "") -> String {
    "{name: \(name), vcpus: \(vcpus), memory: 4 GiB\(rest)}"
  }

  /// The roofline: so much per core until the socket has no more.
  @Test(arguments: 1...8)
  func bandwidthGrowsWithTheThreadsUntilTheSocketIsFull(threads: Int) throws {
    let found = try rates(workloads: [stream("s", on: "host", threads: threads)])
    let socket = 50e3 * (try prior("stream_efficiency"))
    #expect(abs((found["s.copy"] ?? 0) / min(Double(threads) * 10e3, socket) - 1) < 1e-9)
  }

  @Test func everySocketHasItsOwnMemory() throws {
    let found = try rates(
      processor: "{sockets: 2, cores_per_socket: 8, clock: 2.5 GHz, cache: 1 MiB}",
      workloads: [stream("s", on: "host", threads: 16)])
    #expect(
      abs((found["s.copy"] ?? 0) / (2 * 50e3 * (try prior("stream_efficiency"))) - 1) < 1e-9)
  }

  @Test func jobsShareTheMemoryAndOneThatLacksCPULeavesItsPartToTheOthers() throws {
    let xen = "{kind: xen, paging: paravirtual, dom0_vcpus: 1}"
    let found = try rates(
      hypervisor: xen,
      vms: [
        vm("slow", vcpus: 1, ", guest_type: pv, cap: 20"), vm("a", vcpus: 4, ", guest_type: pv"),
      ],
      workloads: [
        stream("slow", on: "host/slow", threads: 1), stream("a", on: "host/a", threads: 4),
      ])
    let factor = try prior("stream_pv_factor")
    let socket = 50e3 * (try prior("stream_efficiency"))
    // A fifth of a core copies a fifth of its rate; the others take the rest.
    #expect(abs((found["slow.copy"] ?? 0) / (0.2 * 10e3 * factor) - 1) < 1e-9)
    #expect(abs((found["a.copy"] ?? 0) / ((socket - 2e3) * factor) - 1) < 1e-9)
  }

  @Test func threadsThatShareACoreShareItsBandwidth() throws {
    let found = try rates(
      hypervisor: "{kind: kvm, paging: shadow}",
      vms: ["a", "b"].map { vm($0, vcpus: 1, ", pinning: [3]") },
      workloads: ["a", "b"].map { stream($0, on: "host/\($0)", threads: 1) })
    let expected = 5e3 * (try prior("stream_shadow_factor"))
    for name in ["a", "b"] { #expect(abs((found["\(name).copy"] ?? 0) / expected - 1) < 1e-9) }
  }

  @Test(arguments: [
    ("{kind: kvm, paging: shadow}", "", "stream_shadow_factor", false),
    ("{kind: kvm, paging: nested}", "", "stream_2d_factor", false),
    ("{kind: kvm, paging: nested}", ", page_size: 2 MiB", "stream_2d_factor", true),
    (
      "{kind: xen, paging: paravirtual, dom0_vcpus: 1}", ", guest_type: pv", "stream_pv_factor",
      false
    ),
    (
      "{kind: xen, paging: nested, dom0_vcpus: 1}", ", guest_type: pvh", "stream_2d_factor", false
    ),
  ])
  func pagingCostsWhatItsFactorSaysAndLargePagesCostLess(
    hypervisor: String, rest: String, parameter: String, large: Bool
  ) throws {
    let found = try rates(
      hypervisor: hypervisor, vms: [vm("vm", vcpus: 1, rest)],
      workloads: [stream("s", on: "host/vm", threads: 1)])
    var factor = try prior(parameter)
    if large { factor = 1 - (1 - factor) * (try prior("large_page_walk_share")) }
    #expect(factor < 1)
    #expect(abs((found["s.copy"] ?? 0) / (10e3 * factor) - 1) < 1e-9)
  }

  /// Of two nodes of four cores each; memory lies on the first vCPU's node.
  @Test(arguments: [
    (", pinning: [0, 1]", 0.0), (", pinning: [0, 5]", 0.5), (", pinning: [4, 0]", 0.5), ("", 0.5),
  ])
  func anotherNodesMemoryIsSlower(pinning: String, remote: Double) throws {
    let found = try rates(
      processor: "{sockets: 2, numa_nodes: 2, cores_per_socket: 4, clock: 2.5 GHz, cache: 1 MiB}",
      hypervisor: "{kind: kvm, paging: shadow}", vms: [vm("vm", vcpus: 2, pinning)],
      workloads: [stream("s", on: "host/vm", threads: 2)])
    let numa = 1 / (1 - remote + remote / (try prior("numa_remote_factor")))
    let expected = 2 * 10e3 * (try prior("stream_shadow_factor")) * numa
    #expect(abs((found["s.copy"] ?? 0) / expected - 1) < 1e-9, "\(pinning)")
  }

  /// Xen's credit scheduler: a vCPU of twice the weight gets twice the time, a cap is a limit.
  @Test func weightsAndCapsDivideACore() throws {
    let alone = try rates(
      hypervisor: "{kind: xen, paging: paravirtual, dom0_vcpus: 1}",
      vms: [vm("a", vcpus: 1, ", guest_type: pv")],
      workloads: ["{name: pi, kind: pi, on: host/a, digits: 100000}"])["pi.time"]
    func times(_ a: String, _ b: String) throws -> [Double] {
      let found = try rates(
        hypervisor: "{kind: xen, paging: paravirtual, dom0_vcpus: 1}",
        vms: [
          vm("a", vcpus: 1, ", guest_type: pv, pinning: [2]\(a)"),
          vm("b", vcpus: 1, ", guest_type: pv, pinning: [2]\(b)"),
        ],
        workloads: ["a", "b"].map { "{name: \($0), kind: pi, on: host/\($0), digits: 100000}" })
      return ["a", "b"].map { (found["\($0).time"] ?? 0) / (alone ?? 0) }
    }
    // a has two thirds of the core: it ends after 1.5, when b has done 0.5, and b after 2.
    for (found, exact) in zip(try times(", weight: 512", ""), [1.5, 2]) {
      #expect(abs(found - exact) < 1e-6)
    }
    // b takes what a's cap of 30 % leaves; and the cap holds when b has ended.
    for (found, exact) in zip(try times(", cap: 30", ""), [1 / 0.3, 1 / 0.7]) {
      #expect(abs(found - exact) < 1e-6)
    }
  }
}
