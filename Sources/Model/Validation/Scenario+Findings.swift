extension Scenario {
  /// Everything that is wrong with the scenario, in the order of its parts; empty if it is valid.
  ///
  /// O(n) but for the paths of flows, each of which takes O(hops × routes of a machine).
  public var findings: [Finding] {
    let index = ScenarioIndex(self)
    var findings: [Finding] = []
    if name.isEmpty { findings.append(Finding("name", "empty; write a short name for headings")) }
    if hosts.isEmpty { findings.append(Finding("hosts", "a scenario needs at least one host")) }
    if workloads.isEmpty {
      findings.append(Finding("workloads", "nothing runs; add a workload"))
    }
    findings += nameFindings(hosts.map(\.id.name), in: "hosts", what: "host")
    for (position, host) in hosts.enumerated() {
      findings += host.findings(at: "hosts[\(position)]")
    }
    findings += linkFindings(index)
    findings += addressFindings
    findings += nameFindings(workloads.map(\.id.name), in: "workloads", what: "workload")
    for (position, workload) in workloads.enumerated() {
      findings += index.workloadFindings(workload, at: "workloads[\(position)]")
    }
    findings += failureFindings
    return findings + run.findings(at: "run")
  }

  private func linkFindings(_ machines: ScenarioIndex) -> [Finding] {
    var findings: [Finding] = []
    var used: Set<Link.End> = []
    for (index, link) in links.enumerated() {
      let path = "links[\(index)]"
      if link.ends.count != 2 || link.ends.first == link.ends.last {
        findings.append(Finding("\(path).ends", "a link has two different ends: [a.eth0, b.eth0]"))
      }
      if !BitRate.possible.contains(link.rate.bitsPerSecond) {
        findings.append(
          Finding("\(path).rate", "\(link.rate) is not between 1 kbit/s and 10 Tbit/s"))
      }
      if link.delay < .zero || link.delay.seconds > 10 {
        findings.append(
          Finding("\(path).delay", "\(link.delay) is not between 0 s and 10 s"))
      }
      for (position, end) in link.ends.enumerated() {
        let place = "\(path).ends[\(position)]"
        guard let nics = machines.interfaces(of: Place(host: end.host)) else {
          findings.append(
            Finding(place, "there is no host \"\(end.host)\"; write HOST.NIC of the hosts above"))
          continue
        }
        if !nics.contains(where: { $0.id == end.nic }) {
          findings.append(
            Finding(place, "host \(end.host) has no NIC \"\(end.nic)\"; add it or name another"))
        } else if !used.insert(end).inserted {
          findings.append(
            Finding(place, "\(end) already has a link; a NIC takes one, add another NIC"))
        }
      }
    }
    return findings
  }

  /// Addresses that two interfaces share or that no interface can have.
  private var addressFindings: [Finding] {
    var findings: [Finding] = []
    var owners: [IPv4Address: String] = [:]
    func check(_ nics: [NIC], at path: String) {
      for (index, nic) in nics.enumerated() {
        guard let address = nic.address else { continue }
        let place = "\(path).nics[\(index)].address"
        if let owner = owners[address.address] {
          findings.append(
            Finding(place, "\(address.address) is also the address of \(owner); change one"))
        }
        owners[address.address] = place
        let hostBits = address.address.bits & ~Prefix<IPv4Address>.mask(address.subnet.length)
        let broadcast = ~Prefix<IPv4Address>.mask(address.subnet.length)
        if address.subnet.length < 31 && (hostBits == 0 || hostBits == broadcast) {
          findings.append(
            Finding(place, "\(address) names the subnet or its broadcast; take another address"))
        }
      }
    }
    for (index, host) in hosts.enumerated() {
      check(host.nics, at: "hosts[\(index)]")
      for (number, vm) in host.vms.enumerated() {
        check(vm.nics, at: "hosts[\(index)].vms[\(number)]")
      }
    }
    return findings
  }
}

/// Names that are missing, ill-formed or given twice.
func nameFindings(_ names: [String], in list: String, what: String) -> [Finding] {
  var seen: Set<String> = []
  return names.enumerated().compactMap { index, name in
    let place = "\(list)[\(index)].name"
    let isLegal = name.utf8.allSatisfy { byte in
      (48...57).contains(byte) || (65...90).contains(byte) || (97...122).contains(byte)
        || byte == 45 || byte == 95
    }
    if name.isEmpty { return Finding(place, "a \(what) needs a name; write one") }
    if !isLegal || name.utf8.count > 63 {
      return Finding(
        place, "\"\(name)\" is no name; use up to 63 letters, digits, hyphens and underscores")
    }
    guard seen.insert(name).inserted else {
      return Finding(place, "another \(what) is called \"\(name)\"; rename one")
    }
    return nil
  }
}

extension BitRate {
  /// Rates that a link or a flow can have, in bits per second: from what a modem once reached, at
  /// which the time of a full queue can still be counted in picoseconds, to what one fibre carries.
  static let possible = 1e3...1e13
}

extension RunPlan {
  /// What is wrong with the plan.
  func findings(at path: String) -> [Finding] {
    var findings: [Finding] = []
    if !(1...100_000).contains(replications) {
      findings.append(
        Finding("\(path).replications", "\(replications) is not between 1 and 100000"))
    }
    if duration <= .zero || duration.seconds > 86_400 {
      findings.append(Finding("\(path).duration", "write a time above 0 s and up to 24 h"))
    }
    if warmUp < .zero || warmUp.seconds > 86_400 {
      findings.append(Finding("\(path).warm_up", "write a time of at most 24 h"))
    }
    if let precision, !(precision > 0 && precision <= 1) {
      findings.append(
        Finding("\(path).precision", "\(precision * 100) % is not above 0 % and up to 100 %"))
    }
    if let most = mostReplications {
      if precision == nil {
        findings.append(
          Finding(
            "\(path).most_replications",
            "without a precision there are just the replications; write precision: 5 %"))
      } else if !(replications...100_000).contains(most) {
        findings.append(
          Finding(
            "\(path).most_replications",
            "\(most) is not between the replications, \(replications), and 100000"))
      }
    }
    return findings
  }
}
