extension Testbed {
  /// What is wrong with this testbed whatever the scenario; paths are those of the testbed's file.
  public var findings: [Finding] {
    var findings: [Finding] = []
    for (index, machine) in machines.enumerated() {
      let path = "hosts[\(index)]"
      if machines[..<index].contains(where: { $0.host == machine.host }) {
        findings.append(Finding("\(path).name", "\(machine.host) is played twice; keep one"))
      }
      findings += Self.findings(machine, at: path)
    }
    return findings + contradictions()
  }

  /// What is wrong with this testbed for that scenario; paths are those of the testbed's file.
  public func findings(for scenario: Scenario) -> [Finding] {
    var findings: [Finding] = []
    for (index, machine) in machines.enumerated() {
      let path = "hosts[\(index)]"
      guard let host = scenario.hosts.first(where: { $0.id == machine.host }) else {
        let names = scenario.hosts.map(\.id.name).joined(separator: ", ")
        findings.append(
          Finding("\(path).name", "the scenario has no host \(machine.host); it has \(names)"))
        continue
      }
      findings += Self.findings(machine, for: host, at: path)
    }
    return self.findings + findings + self.findings(onLinksOf: scenario)
  }

  /// What is wrong with a machine whatever host it plays.
  private static func findings(_ machine: Machine, at path: String) -> [Finding] {
    var findings: [Finding] = []
    for (key, names) in [("ports", machine.ports), ("bridges", machine.bridges)] {
      for (nic, interface) in names.sorted(by: { $0.key < $1.key })
      where !isInterfaceName(interface) {
        findings.append(
          Finding(
            "\(path).\(key).\(nic)",
            "\"\(interface)\" is not the name of an interface: 1 to 15 of a–z, A–Z, 0–9, . _ -"))
      }
    }
    if let connection = machine.connection, isRemoteConnection(connection) {
      findings.append(
        Finding(
          "\(path).connection",
          "\(connection) leads to another machine; write ssh: root@NAME, and the connection as "
            + "that machine names it, such as qemu:///system"))
    }
    return findings
  }

  private static func findings(
    _ machine: Machine, for host: Host, at path: String
  ) -> [Finding] {
    var findings: [Finding] = []
    for (key, names) in [("ports", machine.ports), ("bridges", machine.bridges)] {
      for nic in names.keys.sorted() where !host.nics.contains(where: { $0.id == nic }) {
        findings.append(
          Finding("\(path).\(key).\(nic)", "\(host.id) has no NIC \(nic); name one of its own"))
      }
    }
    for nic in host.nics where machine.ports[nic.id] != nil && machine.bridges[nic.id] != nil {
      findings.append(
        Finding("\(path).bridges.\(nic.id)", "the NIC has a port as well; keep one of the two"))
    }
    if machine.tsc != .native && host.hypervisor.kind != .xen {
      findings.append(
        Finding(
          "\(path).tsc",
          "\(host.id) has no Xen, and \(machine.tsc.rawValue) is a mode of its guests alone; leave "
            + "tsc out"))
    }
    if !machine.bridges.isEmpty && host.vms.isEmpty {
      findings.append(
        Finding(
          "\(path).bridges", "\(host.id) has no VMs to attach to a bridge; name ports instead"))
    }
    return findings
  }

  /// What is wrong with cables: their ends must be on one machine, or both be real.
  private func findings(onLinksOf scenario: Scenario) -> [Finding] {
    scenario.links.enumerated().flatMap { number, link -> [Finding] in
      let machines = link.ends.map { machine(of: $0.host) }
      guard link.ends.count == 2 else { return [] }
      let areReal = zip(link.ends, machines).map { end, machine in
        machine.ports[end.nic] != nil || machine.bridges[end.nic] != nil
      }
      guard areReal.contains(true) || machines[0].remote != machines[1].remote else { return [] }
      return zip(link.ends, areReal).compactMap { end, isReal in
        guard !isReal else { return nil }
        let place = self.machines.firstIndex { $0.host == end.host }
        return Finding(
          place.map { "hosts[\($0)].ports" } ?? "hosts",
          "the cable of \(end.host).\(end.nic) leads to a real interface or to another machine, so "
            + "name the real interface that plays \(end.nic)")
      }
    }
  }

  /// One machine has one way to it, and gives each of its interfaces to one host.
  private func contradictions() -> [Finding] {
    var findings: [Finding] = []
    var taken: [Remote?: Set<String>] = [:]
    for (index, machine) in machines.enumerated() {
      for (nic, interface) in machine.ports.sorted(by: { $0.key < $1.key })
      where !taken[machine.remote, default: []].insert(interface).inserted {
        findings.append(
          Finding(
            "hosts[\(index)].ports.\(nic)",
            "\(interface) plays another NIC already; name another interface"))
      }
    }
    return findings
      + machines.enumerated().compactMap { index, machine in
        guard let remote = machine.remote,
          let other = machines[..<index].compactMap(\.remote).first(where: {
            $0.name == remote.name && $0.port == remote.port && $0 != remote
          })
        else { return nil }
        return Finding(
          "hosts[\(index)].ssh",
          "\(remote) is reached otherwise than \(other) before; give the same user, key, "
            + "known_hosts, host_keys and program")
      }
  }

  /// Whether a libvirt connection leads to another machine.
  static func isRemoteConnection(_ uri: String) -> Bool {
    guard let scheme = uri.split(separator: ":").first else { return false }
    return ["+ssh", "+tcp", "+tls", "+libssh", "+libssh2"].contains { scheme.hasSuffix($0) }
  }

  /// Whether Linux takes `name` for an interface, and no tool takes it for an option.
  public static func isInterfaceName(_ name: String) -> Bool {
    guard (1...15).contains(name.utf8.count), name.utf8.first != UInt8(ascii: "-"),
      name != ".", name != ".."
    else { return false }
    return name.utf8.allSatisfy { byte in
      switch byte {
      case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
        UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "."), UInt8(ascii: "-"),
        UInt8(ascii: "_"):
        return true
      default: return false
      }
    }
  }
}
