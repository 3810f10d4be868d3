import Model
import Testing

/// Valid scenarios that tests break in one place: three machines in a row, of which the middle one
/// forwards from 198.18.0.0/24 to 198.18.1.0/24.
enum Samples {
  /// A native router with a flow through it, a pi job and a STREAM job.
  static func native() throws -> Scenario {
    Scenario(
      name: "native", summary: "",
      hosts: [
        try host("a", address: "198.18.0.2/24", router: "198.18.0.1"), try router(),
        try host("b", address: "198.18.1.2/24", router: "198.18.1.1"),
      ],
      links: [link("a.eth0", "r.eth0"), link("r.eth1", "b.eth0")],
      workloads: [
        Workload(id: Workload.ID("tx"), kind: .flow(flow(elastic))),
        Workload(
          id: Workload.ID("pi"), kind: .pi(PiJob(place: Place(host: Host.ID("r")), digits: 1000))),
        Workload(
          id: Workload.ID("stream"),
          kind: .stream(
            StreamJob(
              place: Place(host: Host.ID("r")), arraySize: ByteCount(bytes: 64 << 20),
              threads: 1))),
      ],
      run: RunPlan(
        replications: 15, seed: 1, duration: SimTime(seconds: 1), warmUp: SimTime(seconds: 0.1)))
  }

  /// The same with a KVM guest that is bridged to both NICs in the place of the router.
  static func kvm() throws -> Scenario {
    var scenario = try native()
    scenario.hosts[1].hypervisor = Hypervisor(kind: .kvm, paging: .nested)
    scenario.hosts[1].nics = [nic("eth0", .physical), nic("eth1", .physical)]
    scenario.hosts[1].vms = [
      vm(nics: [
        nic("eth0", .virtio, uplink: "eth0", .bridged, try address("198.18.0.1/24")),
        nic("eth1", .virtio, uplink: "eth1", .bridged, try address("198.18.1.1/24")),
      ])
    ]
    return scenario
  }

  /// The same with a Xen PV guest behind dom0, which routes what comes in by a NIC to the guest.
  static func xen() throws -> Scenario {
    var scenario = try native()
    scenario.hosts[1].hypervisor = Hypervisor(kind: .xen, paging: .paravirtual, dom0VCPUs: 1)
    scenario.hosts[1].routes = [
      StaticRoute(
        to: try prefix("198.18.1.0/24"), via: try ip("198.18.2.2"), incoming: NIC.ID("eth0")),
      StaticRoute(
        to: try prefix("198.18.0.0/24"), via: try ip("198.18.3.2"), incoming: NIC.ID("eth1")),
    ]
    var guest = vm(nics: [
      nic("eth0", .netfront, uplink: "eth0", .routed, try address("198.18.2.2/24")),
      nic("eth1", .netfront, uplink: "eth1", .routed, try address("198.18.3.2/24")),
    ])
    guest.guestType = .pv
    guest.routes = [
      StaticRoute(
        to: try prefix("198.18.0.0/24"), via: try ip("198.18.0.1"), nic: NIC.ID("eth0")),
      StaticRoute(
        to: try prefix("198.18.1.0/24"), via: try ip("198.18.1.1"), nic: NIC.ID("eth1")),
    ]
    scenario.hosts[1].vms = [guest]
    return scenario
  }

  /// The load of a TCP flow with a window of 64 KiB.
  static let elastic = Flow.Load.elastic(window: .size(ByteCount(bytes: 65536)))

  /// A flow from a to b.
  static func flow(_ load: Flow.Load) -> Flow {
    Flow(
      source: Place(host: Host.ID("a")), destination: Place(host: Host.ID("b")), load: load,
      frame: ByteCount(bytes: 1518))
  }

  static func nic(
    _ name: String, _ model: NIC.Model, uplink: String? = nil,
    _ attachment: NIC.Attachment? = nil, _ address: InterfaceAddress? = nil
  ) -> NIC {
    NIC(
      id: NIC.ID(name), model: model, address: address, uplink: uplink.map { NIC.ID($0) },
      attachment: attachment)
  }

  static func vm(_ name: String = "vm", nics: [NIC]) -> VM {
    VM(
      id: VM.ID(name), vcpus: 1, memory: ByteCount(bytes: 2 << 30),
      pageSize: ByteCount(bytes: 4096), nics: nics)
  }

  static func link(_ first: String, _ second: String) -> Link {
    Link(
      ends: [first, second].compactMap { Link.End($0) }, rate: BitRate(bitsPerSecond: 1e9),
      delay: .zero)
  }

  static func ip(_ text: String) throws -> IPv4Address { try #require(IPv4Address(text)) }

  static func address(_ text: String) throws -> InterfaceAddress {
    try #require(InterfaceAddress(text))
  }

  static func prefix(_ text: String) throws -> Prefix<IPv4Address> { try #require(Prefix(text)) }

  private static func host(
    _ name: String, address text: String, router: String
  ) throws -> Host {
    Host(
      id: Host.ID(name), processor: processor, memory: memory,
      nics: [nic("eth0", .physical, nil, try address(text))],
      routes: [
        StaticRoute(to: try prefix("198.18.0.0/15"), via: try ip(router), nic: NIC.ID("eth0"))
      ])
  }

  private static func router() throws -> Host {
    Host(
      id: Host.ID("r"), processor: processor, memory: memory,
      nics: [
        nic("eth0", .physical, nil, try address("198.18.0.1/24")),
        nic("eth1", .physical, nil, try address("198.18.1.1/24")),
      ])
  }

  private static let processor = Processor(
    sockets: 1, numaNodes: 1, coresPerSocket: 4, threadsPerCore: 1, clock: Frequency(hertz: 2e9),
    cache: ByteCount(bytes: 8 << 20))

  private static let memory = Memory(
    size: ByteCount(bytes: 8 << 30), bandwidth: ByteRate(bytesPerSecond: 1e10))
}
