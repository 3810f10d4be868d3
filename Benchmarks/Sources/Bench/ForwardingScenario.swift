import Model
import Simulator

/// The three-node scenario, in which a router takes 2 µs for each packet of a flow at line rate.
struct ForwardingScenario {
  /// Simulated seconds.
  private static let duration = 1.0
  private static let frame = 64
  /// Bytes of a frame that are not UDP payload: Ethernet 14 and 4, IPv4 20, UDP 8.
  private static let headers = 46
  /// Preamble, start delimiter and gap between frames on the wire.
  private static let wireOverhead = 20

  /// The router forwards by itself.
  static let native = ForwardingScenario(guest: nil)
  /// The router is a guest with virtio NICs whose backend is QEMU.
  static let virtio = ForwardingScenario(guest: .virtio)

  private let guest: NIC.Model?

  /// Simulates once and times it, building the network included.
  func measure() throws -> Measurement {
    let simulation = Simulation(scenario: try scenario(), costs: costs)
    var offered = 0
    var measurement = try Measurement(timing: 1) {
      let replication = try simulation.replicate(0, seed: 1)
      guard let rate = replication.figures.first(where: { $0.quantity == "offered" }) else {
        throw BenchError("the simulator reports no offered rate; adapt ForwardingScenario")
      }
      let bits = Double((Self.frame - Self.headers) * 8)
      offered = Int((rate.value * 1e6 * Self.duration / bits).rounded())
      return (forwarded: replication.packets, events: replication.events)
    }
    measurement.units = offered
    return measurement
  }

  /// Costs of round numbers: 2000 cycles at 1 GHz make the 2 µs; the ends cost one cycle. What the
  /// virtio path costs is of the order of the priors; the simulator's speed hardly depends on it.
  private var costs: CostModel {
    let cycles: [(String, Double)] = [
      ("linux_fwd_pkt", 2000), ("tcp_endpoint_pkt", 1), ("softirq_batch", 0), ("copy_byte", 0),
      ("bridge_hop", 300), ("kick_to_backend", 4000), ("backend_to_guest", 4000),
      ("qemu_tap_syscall", 3000), ("pio_kernel_out", 2000), ("virq_inject", 2000),
    ]
    let others: [(String, Double)] = [
      ("interrupt_moderation", 0), ("line_rate_share", 1), ("service_time_spread", 0),
      ("nested_walk_factor", 1),
    ]
    return CostModel(
      name: "benchmark",
      parameters: cycles.map { parameter($0, unit: "cycles", $1) }
        + others.map { parameter($0, unit: $0 == "interrupt_moderation" ? "s" : "1", $1) })
  }

  private func parameter(_ name: String, unit: String, _ value: Double) -> Parameter {
    Parameter(
      name: name, summary: "", unit: unit, value: value, low: value, high: value,
      source: "chosen for the benchmark")
  }

  private func scenario() throws -> Scenario {
    let payload = Double(Self.frame - Self.headers) * 8
    let lineRate = 1e9 / Double((Self.frame + Self.wireOverhead) * 8)
    guard let payloadRate = BitRate(base: lineRate * payload) else {
      throw BenchError("\(lineRate * payload) bit/s is not a rate")
    }
    let flow = Flow(
      source: Place(host: .init("client")), destination: Place(host: .init("server")),
      load: .constantRate(payloadRate), frame: try ByteCount(parsing: "\(Self.frame) B"))
    return Scenario(
      name: "forwarding", summary: "",
      hosts: [try end("client", 0), try router(), try end("server", 1)],
      links: [try link("client.eth0", "router.eth0"), try link("router.eth1", "server.eth0")],
      workloads: [Workload(id: .init("flow"), kind: .flow(flow))],
      run: RunPlan(
        replications: 1, seed: 1, duration: SimTime(seconds: Self.duration), warmUp: .zero))
  }

  private func router() throws -> Host {
    let names = ["eth0", "eth1"]
    guard let guest else {
      return try host(
        "router",
        nics: try names.enumerated().map { index, name in
          NIC(id: .init(name), model: .physical, address: try address(index, 1), queue: 512)
        })
    }
    let vm = VM(
      id: .init("guest"), vcpus: 1, memory: try ByteCount(parsing: "1 GiB"),
      pageSize: try ByteCount(parsing: "4 KiB"),
      nics: try names.enumerated().map { index, name in
        NIC(
          id: .init(name), model: guest, address: try address(index, 1), uplink: .init(name),
          attachment: .bridged)
      })
    return try host(
      "router", hypervisor: Hypervisor(kind: .kvm, paging: .nested),
      nics: names.map { NIC(id: .init($0), model: .physical, queue: 512) }, vms: [vm])
  }

  /// A host on the router's side `subnet`, with a default route to it.
  private func end(_ name: String, _ subnet: Int) throws -> Host {
    guard let everything = Prefix<IPv4Address>("198.18.0.0/15"),
      let gateway = IPv4Address("198.18.\(subnet).1")
    else { throw BenchError("the benchmark's own addresses are malformed") }
    return try host(
      name, nics: [NIC(id: .init("eth0"), model: .physical, address: try address(subnet, 2))],
      routes: [StaticRoute(to: everything, via: gateway, nic: .init("eth0"))])
  }

  private func host(
    _ name: String, hypervisor: Hypervisor = .native, nics: [NIC], routes: [StaticRoute] = [],
    vms: [VM] = []
  ) throws -> Host {
    Host(
      id: .init(name),
      processor: Processor(
        sockets: 1, numaNodes: 1, coresPerSocket: 4, threadsPerCore: 1,
        clock: try Frequency(parsing: "1 GHz"), cache: try ByteCount(parsing: "8 MiB")),
      memory: Memory(
        size: try ByteCount(parsing: "8 GiB"), bandwidth: try ByteRate(parsing: "10 GB/s")),
      hypervisor: hypervisor, nics: nics, routes: routes, vms: vms)
  }

  private func address(_ subnet: Int, _ host: Int) throws -> InterfaceAddress {
    guard let address = InterfaceAddress("198.18.\(subnet).\(host)/24") else {
      throw BenchError("the benchmark's own addresses are malformed")
    }
    return address
  }

  private func link(_ from: String, _ to: String) throws -> Link {
    let ends = [from, to].compactMap { Link.End($0) }
    return Link(
      ends: ends, rate: try BitRate(parsing: "1 Gbit/s"), delay: try SimTime(parsing: "500 ns"))
  }
}
