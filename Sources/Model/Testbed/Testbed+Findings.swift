extension Testbed {
  /// What is wrong with this testbed for that scenario; paths are those of the testbed's file.
  public func findings(for scenario: Scenario) -> [Finding] {
    var findings: [Finding] = []
    for (index, machine) in machines.enumerated() {
      let path = "hosts[\(index)]"
      if machines[..<index].contains(where: { $0.host == machine.host }) {
        findings.append(Finding("\(path).name", "\(machine.host) is played twice; keep one"))
      }
      guard let host = scenario.hosts.first(where: { $0.id == machine.host }) else {
        let names = scenario.hosts.map(\.id.name).joined(separator: ", ")
        findings.append(
          Finding("\(path).name", "the scenario has no host \(machine.host); it has \(names)"))
        continue
      }
      findings += Self.findings(machine, for: host, at: path)
    }
    return findings
  }

  private static func findings(
    _ machine: Machine, for host: Host, at path: String
  ) -> [Finding] {
    var findings: [Finding] = []
    for (key, names) in [("ports", machine.ports), ("bridges", machine.bridges)] {
      for (nic, interface) in names.sorted(by: { $0.key < $1.key }) {
        let place = "\(path).\(key).\(nic)"
        if !host.nics.contains(where: { $0.id == nic }) {
          findings.append(Finding(place, "\(host.id) has no NIC \(nic); name one of its own"))
        }
        if !isInterfaceName(interface) {
          findings.append(
            Finding(
              place,
              "\"\(interface)\" is not the name of an interface: 1 to 15 of a–z, A–Z, 0–9, . _ -"))
        }
      }
    }
    if machine.remote != nil && host.vms.isEmpty {
      for nic in host.nics where machine.ports[nic.id] == nil {
        findings.append(
          Finding(
            "\(path).ports",
            "\(host.id) is another machine, so name the real interface that plays \(nic.id)"))
      }
    }
    let isRemote = machine.remote != nil || machine.connection.map(isRemoteConnection) ?? false
    if isRemote && !host.vms.isEmpty {
      for nic in host.nics where machine.bridges[nic.id] == nil {
        findings.append(
          Finding(
            "\(path).bridges",
            "the VMs of \(host.id) run on another machine, so name the bridge for \(nic.id)"))
      }
    }
    return findings
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
