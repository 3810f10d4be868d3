extension Host {
  /// What is wrong with the host and its VMs.
  func findings(at path: String) -> [Finding] {
    var findings = processor.findings(at: "\(path).processor")
    findings += memory.findings(at: "\(path).memory")
    findings += hypervisorFindings(at: path)
    if forwarding == .hardware && hypervisor.kind != .native {
      findings.append(
        Finding("\(path).hypervisor", "what forwards by hardware runs no VMs; leave it out"))
    }
    findings += nameFindings(nics.map(\.id.name), in: "\(path).nics", what: "NIC of this host")
    for (index, nic) in nics.enumerated() {
      let place = "\(path).nics[\(index)]"
      if nic.model != .physical {
        findings.append(
          Finding(
            "\(place).model", "a host's NIC is not \(nic.model.rawValue); write physical"))
      }
      if nic.uplink != nil || nic.attachment != nil {
        findings.append(
          Finding(place, "a physical NIC has no uplink and no attachment; leave them out"))
      }
      findings += queueFindings(
        nic, at: place, most: processor.cores, of: "cores of the host")
    }
    findings += routeFindings(routes, nics: nics, at: path)
    findings += nameFindings(vms.map(\.id.name), in: "\(path).vms", what: "VM of this host")
    for (index, vm) in vms.enumerated() { findings += vmFindings(vm, at: "\(path).vms[\(index)]") }
    let claimed = vms.reduce(0.0) { $0 + Double($1.memory.bytes) }
    if claimed > Double(memory.size.bytes) {
      findings.append(
        Finding(
          "\(path).vms",
          "the VMs' memory exceeds the host's \(memory.size); give them less or the host more"))
    }
    return findings
  }

  private func hypervisorFindings(at path: String) -> [Finding] {
    let place = "\(path).hypervisor"
    var findings: [Finding] = []
    switch hypervisor.kind {
    case .native:
      if !vms.isEmpty {
        findings.append(
          Finding("\(path).vms", "a native host runs no VMs; set hypervisor: {kind: kvm} or xen"))
      }
      if hypervisor.paging != nil {
        findings.append(
          Finding("\(place).paging", "a native host has no paging mode; leave it out"))
      }
    case .kvm, .xen:
      if hypervisor.paging == nil {
        findings.append(
          Finding("\(place).paging", "missing; write shadow or nested, or paravirtual for Xen PV"))
      }
    }
    if hypervisor.kind == .kvm && hypervisor.paging == .paravirtual {
      findings.append(
        Finding("\(place).paging", "KVM has no paravirtual paging; write shadow or nested"))
    }
    if let credit = hypervisor.credit {
      for (key, time) in [("timeslice", credit.timeslice), ("ratelimit", credit.ratelimit)]
      where time.seconds > 1 {
        findings.append(Finding("\(place).\(key)", "\(time) is more than 1 s"))
      }
      if credit.timeslice <= .zero || credit.ratelimit > credit.timeslice {
        findings.append(
          Finding(
            "\(place).timeslice", "a timeslice is above 0 and at least as long as the ratelimit"))
      }
    }
    switch (hypervisor.kind, hypervisor.dom0VCPUs) {
    case (.xen, nil):
      findings.append(Finding("\(place).dom0_vcpus", "missing; write how many vCPUs dom0 has"))
    case (.xen, let count?) where !(1...max(processor.cores, 1)).contains(count):
      findings.append(
        Finding(
          "\(place).dom0_vcpus",
          "\(count) is not between 1 and \(processor.cores), the host's cores"))
    case (.native, _?), (.kvm, _?):
      findings.append(Finding("\(place).dom0_vcpus", "only Xen has a dom0; leave it out"))
    default: break
    }
    return findings
  }

  private func vmFindings(_ vm: VM, at path: String) -> [Finding] {
    var findings: [Finding] = []
    if !(1...4096).contains(vm.vcpus) {
      findings.append(Finding("\(path).vcpus", "\(vm.vcpus) is not between 1 and 4096"))
    }
    if vm.memory.bytes <= 0 {
      findings.append(Finding("\(path).memory", "a VM needs memory; write more than 0 B"))
    }
    let pages: [Int64] = [4096, 2 << 20, 1 << 30]
    if !pages.contains(vm.pageSize.bytes) {
      findings.append(Finding("\(path).page_size", "write 4 KiB, 2 MiB or 1 GiB"))
    } else if vm.pageSize.bytes > pages[0] && hypervisor.paging != .nested {
      findings.append(
        Finding(
          "\(path).page_size",
          "only nested paging profits from large pages; leave it out, or set paging: nested"))
    }
    if !vm.pinning.isEmpty && vm.pinning.count != vm.vcpus {
      findings.append(
        Finding("\(path).pinning", "\(vm.pinning.count) cores for \(vm.vcpus) vCPUs; name one each")
      )
    }
    for (index, core) in vm.pinning.enumerated() where !(0..<processor.cores).contains(core) {
      findings.append(
        Finding(
          "\(path).pinning[\(index)]",
          "the host has no core \(core); name one of 0 to \(processor.cores - 1)"))
    }
    findings += guestTypeFindings(vm, at: path)
    findings += creditFindings(vm, at: path)
    findings += nameFindings(vm.nics.map(\.id.name), in: "\(path).nics", what: "NIC of this VM")
    for (index, nic) in vm.nics.enumerated() {
      findings += vmNICFindings(nic, of: vm, at: "\(path).nics[\(index)]")
    }
    return findings + routeFindings(vm.routes, nics: vm.nics, at: path)
  }

  private func creditFindings(_ vm: VM, at path: String) -> [Finding] {
    var findings: [Finding] = []
    let isXen = hypervisor.kind == .xen
    for (key, isGiven) in [("weight", vm.weight != VM.usualWeight), ("cap", vm.cap != nil)]
    where isGiven && !isXen {
      findings.append(Finding("\(path).\(key)", "only Xen's scheduler has a \(key); leave it out"))
    }
    if isXen && !(1...65_535).contains(vm.weight) {
      findings.append(Finding("\(path).weight", "\(vm.weight) is not between 1 and 65535"))
    }
    let most = 100 * min(max(vm.vcpus, 1), 4096)
    if let cap = vm.cap, isXen, !(1...most).contains(cap) {
      findings.append(
        Finding("\(path).cap", "\(cap) is not between 1 and \(most) % of a core, its vCPUs' all"))
    }
    return findings
  }

  private func guestTypeFindings(_ vm: VM, at path: String) -> [Finding] {
    let place = "\(path).guest_type"
    switch (hypervisor.kind, vm.guestType) {
    case (.xen, nil): return [Finding(place, "missing; write pv, pvh or hvm")]
    case (.kvm, _?): return [Finding(place, "only Xen has guest types; leave it out")]
    case (.xen, .pv?) where hypervisor.paging != .paravirtual:
      return [Finding(place, "a PV guest has paravirtual paging; set the host's paging to that")]
    case (.xen, .pvh?) where hypervisor.paging == .paravirtual,
      (.xen, .hvm?) where hypervisor.paging == .paravirtual:
      return [Finding(place, "only PV guests have paravirtual paging; set shadow or nested")]
    default: return []
    }
  }

  private func vmNICFindings(_ nic: NIC, of vm: VM, at path: String) -> [Finding] {
    var findings = queueFindings(nic, at: path, most: vm.vcpus, of: "vCPUs")
    let fits: Bool
    switch nic.model {
    case .physical: fits = false
    case .netfront: fits = hypervisor.kind == .xen
    case .virtio, .virtioVhost: fits = hypervisor.kind == .kvm
    case .rtl8139, .e1000:
      fits = hypervisor.kind == .kvm || vm.guestType == .hvm
    case .passthrough: fits = true
    }
    if !fits && hypervisor.kind != .native {
      let kind = vm.guestType.map { "\(hypervisor.kind.rawValue) \($0.rawValue)" }
      findings.append(
        Finding(
          "\(path).model",
          "\(nic.model.rawValue) does not exist in a \(kind ?? hypervisor.kind.rawValue) guest; "
            + (hypervisor.kind == .xen
              ? "use netfront" : "use virtio, virtio+vhost, e1000, rtl8139")
        ))
    }
    if let uplink = nic.uplink {
      if !nics.contains(where: { $0.id == uplink }) {
        findings.append(
          Finding("\(path).uplink", "the host has no NIC \"\(uplink)\"; \(choice(of: nics))"))
      }
    } else {
      findings.append(Finding("\(path).uplink", "missing; name the host's NIC that it uses"))
    }
    if nic.model == .passthrough {
      if nic.attachment != nil {
        findings.append(Finding("\(path).attachment", "passthrough has none; leave it out"))
      }
    } else if nic.attachment == nil {
      findings.append(Finding("\(path).attachment", "missing; write bridged or routed"))
    } else if nic.attachment == .routed && nic.address == nil {
      findings.append(Finding("\(path).address", "missing; a routed NIC needs an address"))
    }
    return findings
  }

  /// What to write where a NIC of `nics` is to be named.
  private func choice(of nics: [NIC]) -> String {
    nics.isEmpty ? "add it" : "name one of " + nics.map(\.id.name).joined(separator: ", ")
  }

  private func queueFindings(
    _ nic: NIC, at path: String, most: Int, of what: String
  ) -> [Finding] {
    var findings: [Finding] = []
    if let queue = nic.queue, !(1...1_000_000).contains(queue) {
      findings.append(Finding("\(path).queue", "\(queue) is not between 1 and 1000000 packets"))
    }
    if nic.queues != 1 && (nic.model == .rtl8139 || nic.model == .e1000) {
      findings.append(
        Finding("\(path).queues", "an emulated \(nic.model.rawValue) has one queue; leave it out"))
    } else if nic.queues != 1 && !(1...max(most, 1)).contains(nic.queues) {
      findings.append(
        Finding(
          "\(path).queues",
          "\(nic.queues) is not between 1 and \(most), the \(what): drivers use no more"))
    }
    if let time = nic.moderation {
      if nic.model != .physical {
        findings.append(
          Finding(
            "\(path).moderation", "only a physical NIC's interrupts are moderated; leave it out"))
      } else if time < .zero || time.seconds > 1 {
        findings.append(Finding("\(path).moderation", "\(time) is not between 0 s and 1 s"))
      }
    }
    return findings
  }

  private func routeFindings(_ routes: [StaticRoute], nics: [NIC], at path: String) -> [Finding] {
    var findings: [Finding] = []
    for (index, route) in routes.enumerated() {
      let place = "\(path).routes[\(index)]"
      for (key, nic) in [("nic", route.nic), ("incoming", route.incoming)] {
        if let nic, !nics.contains(where: { $0.id == nic }) {
          findings.append(
            Finding("\(place).\(key)", "there is no NIC \"\(nic)\" here; \(choice(of: nics))"))
        }
      }
      if route.via == nil && route.nic == nil {
        findings.append(
          Finding(place, "a route needs via, the next router, or nic; write one of them"))
      }
    }
    return findings
  }
}

extension Processor {
  /// What is wrong with the CPUs.
  func findings(at path: String) -> [Finding] {
    var findings: [Finding] = []
    func check(_ key: String, _ value: Int, _ range: ClosedRange<Int>) {
      if !range.contains(value) {
        findings.append(
          Finding(
            "\(path).\(key)",
            "\(value) is not between \(range.lowerBound) and \(range.upperBound)"))
      }
    }
    check("sockets", sockets, 1...64)
    check("numa_nodes", numaNodes, 1...256)
    check("cores_per_socket", coresPerSocket, 1...1024)
    check("threads_per_core", threadsPerCore, 1...2)
    let nodes = max(numaNodes, 1)
    let filled = max(sockets, 1)
    if nodes % filled != 0 && filled % nodes != 0 {
      findings.append(
        Finding(
          "\(path).numa_nodes",
          "\(numaNodes) nodes do not divide over \(sockets) sockets; write a multiple or divisor"))
    }
    if !(1e6...1e10).contains(clock.hertz) {
      findings.append(Finding("\(path).clock", "\(clock) is not between 1 MHz and 10 GHz"))
    }
    if !(0...(1 << 40)).contains(cache.bytes) {
      findings.append(Finding("\(path).cache", "\(cache) is not between 0 B and 1 TiB"))
    }
    return findings
  }
}

extension Memory {
  /// Bandwidths between those of a microcontroller and of all the world's stacked memory.
  private static let bandwidths = 1e6...1e15

  /// What is wrong with the memory.
  func findings(at path: String) -> [Finding] {
    var findings: [Finding] = []
    if !(1...(1 << 50)).contains(size.bytes) {
      findings.append(Finding("\(path).size", "\(size) is not between 1 B and 1024 TiB"))
    }
    func check(_ key: String, _ rate: ByteRate) {
      if !Self.bandwidths.contains(rate.bytesPerSecond) {
        findings.append(Finding("\(path).\(key)", "\(rate) is not between 1 MB/s and 1000 TB/s"))
      }
    }
    check("bandwidth", bandwidth)
    if let coreBandwidth { check("core_bandwidth", coreBandwidth) }
    return findings
  }
}
