import Model

/// Hosts, VMs, interfaces and routes.
extension ScenarioDecoder {
  static let hostKeys = [
    "name", "processor", "memory", "hypervisor", "nics", "routes", "vms", "forwarding",
  ]

  static func host(_ reader: YAMLReader) -> Host {
    let forwarding: Host.Forwarding = reader.choice("forwarding", absent: .software)
    let isSwitch = forwarding == .hardware
    for key in ["processor", "memory", "hypervisor", "vms"] where isSwitch && reader.has(key) {
      reader.fail(key, "what forwards by hardware has no \(key) in the model; leave it out")
    }
    return Host(
      id: Host.ID(reader.text("name")),
      processor: isSwitch ? switchProcessor : processor(reader),
      memory: isSwitch ? switchMemory : memory(reader),
      hypervisor: hypervisor(reader), nics: reader.list("nics", keys: nicKeys, nic),
      routes: reader.list("routes", keys: routeKeys, route),
      vms: reader.list("vms", keys: vmKeys, vm), forwarding: forwarding)
  }

  /// What stands in for a switch's processor and memory, which nothing uses.
  private static let switchProcessor = Processor(
    sockets: 1, numaNodes: 1, coresPerSocket: 1, threadsPerCore: 1, clock: Frequency(hertz: 1e9),
    cache: ByteCount(bytes: 0))
  private static let switchMemory = Memory(
    size: ByteCount(bytes: 1 << 30), bandwidth: ByteRate(bytesPerSecond: 1e9))

  private static func processor(_ reader: YAMLReader) -> Processor {
    let keys = [
      "sockets", "numa_nodes", "cores_per_socket", "threads_per_core", "clock", "cache",
    ]
    let one = Frequency(hertz: 1e9)
    guard let reader = reader.mapping("processor", keys: keys) else {
      return Processor(
        sockets: 1, numaNodes: 1, coresPerSocket: 1, threadsPerCore: 1, clock: one,
        cache: ByteCount(bytes: 1))
    }
    return Processor(
      sockets: reader.integer("sockets", absent: 1),
      numaNodes: reader.integer("numa_nodes", absent: 1),
      coresPerSocket: reader.integer("cores_per_socket"),
      threadsPerCore: reader.integer("threads_per_core", absent: 1),
      clock: reader.quantity("clock"), cache: reader.quantity("cache"))
  }

  private static func memory(_ reader: YAMLReader) -> Memory {
    guard let reader = reader.mapping("memory", keys: ["size", "bandwidth", "core_bandwidth"])
    else {
      return Memory(size: ByteCount(bytes: 1), bandwidth: ByteRate(bytesPerSecond: 1))
    }
    return Memory(
      size: reader.quantity("size"), bandwidth: reader.quantity("bandwidth"),
      coreBandwidth: reader.has("core_bandwidth")
        ? reader.quantity("core_bandwidth") as ByteRate : nil)
  }

  private static func hypervisor(_ reader: YAMLReader) -> Hypervisor {
    guard
      let reader = reader.mapping(
        "hypervisor", keys: ["kind", "paging", "dom0_vcpus"] + creditKeys, optional: true)
    else { return .native }
    let kind: Hypervisor.Kind = reader.choice("kind")
    if kind != .xen {
      for key in creditKeys where reader.has(key) {
        reader.fail(key, "only Xen's scheduler has a \(key); leave it out")
      }
    }
    return Hypervisor(
      kind: kind,
      paging: reader.has("paging") ? reader.choice("paging") as Hypervisor.Paging : nil,
      dom0VCPUs: reader.has("dom0_vcpus") ? reader.integer("dom0_vcpus") : nil,
      credit: kind == .xen ? credit(reader) : nil)
  }

  private static let creditKeys = ["boost", "timeslice", "ratelimit"]

  /// Whether something is so, by its name in a scenario.
  private enum Choice: String, CaseIterable { case yes = "true", no = "false" }

  private static func credit(_ reader: YAMLReader) -> Hypervisor.Credit {
    let usual = Hypervisor.Credit()
    return Hypervisor.Credit(
      boost: reader.choice("boost", absent: Choice.yes) == .yes,
      timeslice: reader.quantity("timeslice", absent: usual.timeslice),
      ratelimit: reader.quantity("ratelimit", absent: usual.ratelimit))
  }

  private static let vmKeys = [
    "name", "vcpus", "memory", "page_size", "pinning", "guest_type", "nics", "routes",
    "weight", "cap",
  ]

  private static func vm(_ reader: YAMLReader) -> VM {
    let pinning = reader.texts("pinning").enumerated().compactMap { index, text -> Int? in
      if let core = Int(text) { return core }
      reader.fail("pinning[\(index)]", "\"\(text)\" is not the number of a core")
      return nil
    }
    return VM(
      id: VM.ID(reader.text("name")), vcpus: reader.integer("vcpus"),
      memory: reader.quantity("memory"),
      pageSize: reader.quantity("page_size", absent: ByteCount(bytes: 4096)), pinning: pinning,
      guestType: reader.has("guest_type") ? reader.choice("guest_type") as VM.GuestType : nil,
      nics: reader.list("nics", keys: nicKeys, nic),
      routes: reader.list("routes", keys: routeKeys, route),
      weight: reader.integer("weight", absent: VM.usualWeight),
      cap: reader.has("cap") ? reader.integer("cap") : nil)
  }

  private static let nicKeys = [
    "name", "model", "address", "uplink", "attachment", "queue", "queues",
    "segmentation_offload", "moderation",
  ]

  private static func nic(_ reader: YAMLReader) -> NIC {
    NIC(
      id: NIC.ID(reader.text("name")), model: reader.choice("model"),
      address: reader.parsed("address", "198.18.0.1/24") { InterfaceAddress($0) },
      uplink: reader.optionalText("uplink").map { NIC.ID($0) },
      attachment: reader.has("attachment")
        ? reader.choice("attachment") as NIC.Attachment : nil,
      queue: reader.has("queue") ? reader.integer("queue") : nil,
      queues: reader.integer("queues", absent: 1),
      segmentationOffload: reader.choice("segmentation_offload", absent: Choice.no) == .yes,
      moderation: reader.has("moderation") ? reader.quantity("moderation") : nil)
  }

  private static let routeKeys = ["to", "via", "nic", "incoming"]

  private static func route(_ reader: YAMLReader) -> StaticRoute? {
    if !reader.has("to") { reader.fail("to", "missing; write the destinations, 198.18.1.0/24") }
    guard let to = reader.parsed("to", "198.18.1.0/24", { Prefix<IPv4Address>($0) }) else {
      return nil
    }
    return StaticRoute(
      to: to, via: reader.parsed("via", "198.18.0.1") { IPv4Address($0) },
      nic: reader.optionalText("nic").map { NIC.ID($0) },
      incoming: reader.optionalText("incoming").map { NIC.ID($0) })
  }
}
