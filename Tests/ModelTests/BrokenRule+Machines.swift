import Model

extension BrokenRule {
  /// Rules about hosts, their memory and their NICs.
  static let machines: [BrokenRule] = [
    BrokenRule("queues without cores", at: "hosts[1].nics[0].queues", says: "and 4, the cores") {
      $0.hosts[1].nics[0].queues = 5
    },
    BrokenRule("slow interrupts", at: "hosts[1].nics[0].moderation", says: "between 0 s and 1 s") {
      $0.hosts[1].nics[0].moderation = SimTime(seconds: 2)
    },
    BrokenRule("no sockets", at: "hosts[1].processor.sockets", says: "between 1 and 64") {
      $0.hosts[1].processor.sockets = 0
    },
    BrokenRule("too many nodes", at: "hosts[1].processor.numa_nodes", says: "between 1 and 256") {
      $0.hosts[1].processor.numaNodes = 257
    },
    BrokenRule(
      "nodes across sockets", at: "hosts[1].processor.numa_nodes", says: "multiple or divisor"
    ) {
      $0.hosts[1].processor.sockets = 2
      $0.hosts[1].processor.numaNodes = 3
    },
    BrokenRule("no cores", at: "hosts[0].processor.cores_per_socket", says: "between 1 and") {
      $0.hosts[0].processor.coresPerSocket = 0
    },
    BrokenRule("three threads", at: "hosts[1].processor.threads_per_core", says: "1 and 2") {
      $0.hosts[1].processor.threadsPerCore = 3
    },
    BrokenRule("slow clock", at: "hosts[1].processor.clock", says: "between 1 MHz and 10 GHz") {
      $0.hosts[1].processor.clock = Frequency(hertz: 9e5)
    },
    BrokenRule("fast clock", at: "hosts[1].processor.clock", says: "between 1 MHz and 10 GHz") {
      $0.hosts[1].processor.clock = Frequency(hertz: 1.1e10)
    },
    BrokenRule("NaN clock", at: "hosts[1].processor.clock", says: "between 1 MHz and 10 GHz") {
      $0.hosts[1].processor.clock = Frequency(hertz: .nan)
    },
    BrokenRule("negative cache", at: "hosts[1].processor.cache", says: "between 0 B and 1 TiB") {
      $0.hosts[1].processor.cache = ByteCount(bytes: -1)
    },
    BrokenRule("no memory", at: "hosts[0].memory.size", says: "between 1 B and") {
      $0.hosts[0].memory.size = ByteCount(bytes: 0)
    },
    BrokenRule("no bandwidth", at: "hosts[1].memory.bandwidth", says: "between 1 MB/s and") {
      $0.hosts[1].memory.bandwidth = ByteRate(bytesPerSecond: 0)
    },
    BrokenRule(
      "infinite bandwidth", at: "hosts[1].memory.bandwidth", says: "between 1 MB/s and"
    ) { $0.hosts[1].memory.bandwidth = ByteRate(bytesPerSecond: .infinity) },
    BrokenRule("no core rate", at: "hosts[1].memory.core_bandwidth", says: "between 1 MB/s and") {
      $0.hosts[1].memory.coreBandwidth = ByteRate(bytesPerSecond: -1)
    },
    BrokenRule("virtual NIC of a host", at: "hosts[1].nics[0].model", says: "write physical") {
      $0.hosts[1].nics[0].model = .virtio
    },
    BrokenRule("uplink of a host's NIC", at: "hosts[1].nics[0]", says: "leave them out") {
      $0.hosts[1].nics[0].uplink = NIC.ID("eth1")
    },
    BrokenRule("no queue", at: "hosts[1].nics[0].queue", says: "between 1 and 1000000") {
      $0.hosts[1].nics[0].queue = 0
    },
    BrokenRule("route by an unknown NIC", at: "hosts[0].routes[0].nic", says: "name one of eth0") {
      $0.hosts[0].routes[0].nic = NIC.ID("eth7")
      $0.workloads.removeFirst()
    },
    BrokenRule("rule for an unknown NIC", at: "hosts[1].routes[0].incoming", says: "name one of") {
      $0.hosts[1].routes = [
        StaticRoute(
          to: try Samples.prefix("10.0.0.0/8"), via: try Samples.ip("198.18.1.2"),
          incoming: NIC.ID("eth7"))
      ]
    },
    BrokenRule("route to nowhere", at: "hosts[1].routes[0]", says: "write one of them") {
      $0.hosts[1].routes = [StaticRoute(to: try Samples.prefix("10.0.0.0/8"))]
    },
    BrokenRule("native host with VMs", at: "hosts[1].vms", says: "set hypervisor") {
      $0.hosts[1].vms = [Samples.vm(nics: [])]
    },
    BrokenRule("native paging", at: "hosts[1].hypervisor.paging", says: "leave it out") {
      $0.hosts[1].hypervisor.paging = .nested
    },
    BrokenRule("native dom0", at: "hosts[1].hypervisor.dom0_vcpus", says: "leave it out") {
      $0.hosts[1].hypervisor.dom0VCPUs = 1
    },
    BrokenRule("nameless host", at: "hosts[3].name", says: "write one") {
      $0.hosts.append($0.hosts[0])
      $0.hosts[3].id = Host.ID("")
      $0.hosts[3].nics = []
      $0.hosts[3].routes = []
    },
    BrokenRule("second host of a name", at: "hosts[3].name", says: "rename one") {
      $0.hosts.append($0.hosts[0])
      $0.hosts[3].nics = []
      $0.hosts[3].routes = []
    },
    BrokenRule("NIC name with a dot", at: "hosts[1].nics[2].name", says: "use up to 63 letters") {
      $0.hosts[1].nics.append(Samples.nic("eth.1", .physical))
    },
    BrokenRule("long NIC name", at: "hosts[1].nics[2].name", says: "use up to 63 letters") {
      $0.hosts[1].nics.append(Samples.nic(String(repeating: "n", count: 64), .physical))
    },
  ]
}
