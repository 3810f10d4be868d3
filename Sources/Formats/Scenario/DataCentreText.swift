import Model

/// Writes scenarios of data centres: hosts in racks under a leaf and spine network, VMs that talk
/// by day and copy by night, compute pi and stream.
///
/// The machines are those of no one in particular. A rack has a leaf switch and up to 32 hosts;
/// every leaf is linked to all 4 spines, and by each of them 8 hosts of a rack are reached. What
/// talks with whom, when and how fast is drawn from the seed.
public struct DataCentreText {
  /// Hosts of one rack: as many as a /22 has networks of 32 addresses. A /24 has those of 8 hosts,
  /// which are reached by one spine.
  private static let hostsPerRack = 32
  private static let spines = 4
  private static let day = 86_400.0

  private let hosts: Int
  private let vmsPerHost: Int
  private var state: UInt64
  private var text = ""

  /// The text of a scenario of 24 hours.
  ///
  /// - Parameters:
  ///   - hosts: 2 to 1024.
  ///   - vmsPerHost: 1 to 29.
  public static func make(hosts: Int, vmsPerHost: Int, seed: UInt64) -> String {
    precondition((2...1024).contains(hosts) && (1...29).contains(vmsPerHost))
    var writer = Self(hosts: hosts, vmsPerHost: vmsPerHost, seed: seed)
    writer.write(seed: seed)
    return writer.text
  }

  private init(hosts: Int, vmsPerHost: Int, seed: UInt64) {
    self.hosts = hosts
    self.vmsPerHost = vmsPerHost
    state = seed
  }

  private var racks: Int { (hosts + Self.hostsPerRack - 1) / Self.hostsPerRack }

  private mutating func write(seed: UInt64) {
    text += """
      # Written by hypertwin generate; the machines are those of no one in particular.
      hypertwin: 1
      name: data-centre-\(hosts)
      summary: A day of \(hosts) hosts with \(hosts * vmsPerHost) VMs on \(racks) racks.
      hosts:

      """
    for spine in 0..<Self.spines { addSpine(spine) }
    for rack in 0..<racks { addLeaf(rack) }
    for host in 0..<hosts { addHost(host) }
    text += "links:\n"
    for rack in 0..<racks {
      for spine in 0..<Self.spines {
        text += "  - {ends: [leaf\(rack).up\(spine), spine\(spine).down\(rack)], "
        text += "rate: 40 Gbit/s, delay: 1 us}\n"
      }
    }
    for host in 0..<hosts {
      let (rack, port) = host.quotientAndRemainder(dividingBy: Self.hostsPerRack)
      text += "  - {ends: [host\(host).eth0, leaf\(rack).down\(port)], rate: 10 Gbit/s, "
      text += "delay: 500 ns}\n"
    }
    text += "workloads:\n"
    for vm in 0..<hosts * vmsPerHost { addWorkloads(of: vm) }
    text += "run: {replications: 1, seed: \(seed), duration: 24 h, warm_up: 0 s}\n"
  }

  // MARK: Machines

  private static let hostBase: UInt32 = 0xc612_0000  // 198.18.0.0
  private static let linkBase: UInt32 = 0xc613_0000  // 198.19.0.0

  private func address(_ base: UInt32, _ offset: Int) -> String {
    IPv4Address(bits: base + UInt32(offset)).description
  }

  /// The first address of a leaf's link to a spine, of 4.
  private func uplink(_ rack: Int, _ spine: Int) -> Int { (rack * Self.spines + spine) * 4 }

  private mutating func addSpine(_ spine: Int) {
    text += "  - name: spine\(spine)\n    forwarding: hardware\n    nics:\n"
    for rack in 0..<racks {
      text += "      - {name: down\(rack), model: physical, "
      text += "address: \(address(Self.linkBase, uplink(rack, spine) + 2))/30}\n"
    }
    text += "    routes:\n"
    for rack in 0..<racks {
      text += "      - {to: \(address(Self.hostBase, rack * 1024 + spine * 256))/24, "
      text += "via: \(address(Self.linkBase, uplink(rack, spine) + 1)), nic: down\(rack)}\n"
    }
  }

  private mutating func addLeaf(_ rack: Int) {
    text += "  - name: leaf\(rack)\n    forwarding: hardware\n    nics:\n"
    for spine in 0..<Self.spines {
      text += "      - {name: up\(spine), model: physical, "
      text += "address: \(address(Self.linkBase, uplink(rack, spine) + 1))/30}\n"
    }
    for host in rack * Self.hostsPerRack..<min((rack + 1) * Self.hostsPerRack, hosts) {
      text += "      - {name: down\(host % Self.hostsPerRack), model: physical, "
      text += "address: \(address(Self.hostBase, host * 32 + 1))/27}\n"
    }
    text += "    routes:\n"
    for other in 0..<racks where other != rack {
      for spine in 0..<Self.spines {
        text += "      - {to: \(address(Self.hostBase, other * 1024 + spine * 256))/24, "
        text += "via: \(address(Self.linkBase, uplink(rack, spine) + 2)), nic: up\(spine)}\n"
      }
    }
  }

  private mutating func addHost(_ host: Int) {
    text += """
        - name: host\(host)
          processor:
            {sockets: 2, numa_nodes: 2, cores_per_socket: 16, clock: 2.5 GHz, cache: 32 MiB}
          memory: {size: 256 GiB, bandwidth: 100 GB/s, core_bandwidth: 12 GB/s}
          hypervisor: {kind: kvm, paging: nested}
          nics: [{name: eth0, model: physical}]
          vms:

      """
    for vm in 0..<vmsPerHost {
      let own = address(Self.hostBase, host * 32 + 2 + vm)
      text += """
              - name: vm\(vm)
                vcpus: 1
                memory: 4 GiB
                page_size: 2 MiB
                nics:
                  - {name: eth0, model: virtio+vhost, uplink: eth0, attachment: bridged, \
        address: \(own)/27}
                routes:
                  - {to: 198.18.0.0/15, via: \(address(Self.hostBase, host * 32 + 1)), nic: eth0}

        """
    }
  }

  // MARK: Workloads

  private mutating func addWorkloads(of vm: Int) {
    let place = "host\(vm / vmsPerHost)/vm\(vm % vmsPerHost)"
    var other = below(hosts * vmsPerHost - 1)
    if other >= vm { other += 1 }
    let peer = "host\(other / vmsPerHost)/vm\(other % vmsPerHost)"
    let flow = "  - {name: flow\(vm), kind: flow, from: \(place), to: \(peer), frame: 1518 B, "
    if below(10) < 8 {
      // At work: 8 hours and more around the early afternoon, in bursts of minutes.
      let middle = 13.5 * 3600 + (uniform() + uniform() - 1) * 4 * 3600
      let half = (4 + 3 * uniform()) * 3600
      text += flow + "load: on_off, rate: \(20 + below(180)) Mbit/s, "
      text += "burst: \(60 + below(540)) s, pause: \(300 + below(1500)) s, "
      text += "start: \(seconds(middle - half)), stop: \(seconds(middle + half))}\n"
    } else {
      let start = uniform() * 5 * 3600
      text += flow + "load: elastic, window: 1 MiB, congestion_control: cubic, "
      text += "start: \(seconds(start)), stop: \(seconds(start + (0.1 + uniform()) * 3600))}\n"
    }
    if vm % 10 == 0 {
      // From half an hour to several hours on a core of its own.
      let digits = 50_000_000 + below(200) * 1_000_000
      text += "  - {name: pi\(vm), kind: pi, on: \(place), digits: \(digits)}\n"
    }
    if vm % 50 == 7 {
      text +=
        "  - {name: stream\(vm), kind: stream, on: \(place), array_size: 256 MiB, threads: 1}\n"
    }
  }

  private func seconds(_ value: Double) -> String { "\(Int(min(max(value, 0), Self.day - 1))) s" }

  /// The next number of SplitMix64 (Steele, Lea and Flood, doi:10.1145/2660193.2660195).
  private mutating func next() -> UInt64 {
    state &+= 0x9e37_79b9_7f4a_7c15
    var word = state
    word = (word ^ (word >> 30)) &* 0xbf58_476d_1ce4_e5b9
    word = (word ^ (word >> 27)) &* 0x94d0_49bb_1331_11eb
    return word ^ (word >> 31)
  }

  private mutating func uniform() -> Double { Double(next() >> 11) * 0x1p-53 }

  private mutating func below(_ limit: Int) -> Int { Int(next() % UInt64(limit)) }
}
