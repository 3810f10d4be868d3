extension EnvironmentReader {
  /// The interfaces that packets cross, and the routes.
  func network(_ interfaces: [String]) -> CanonicalJSON {
    [
      "interfaces": .object(interfaces.reduce(into: [:]) { $0[$1] = interface($1) }),
      "routes": routes.json, "forwarding": json("/proc/sys/net/ipv4/ip_forward"),
    ]
  }

  private func interface(_ name: String) -> CanonicalJSON {
    let folder = "/sys/class/net/\(name)"
    return [
      "mtu": json(folder + "/mtu"), "speed": json(folder + "/speed"),
      "driver": files.linkName(folder + "/device/driver").json,
      "offloads": table(of: output(["ethtool", "-k", name])),
      "channels": output(["ethtool", "-l", name]).map(Self.tidy).json,
      "rings": output(["ethtool", "-g", name]).map(Self.tidy).json,
      "qdisc": output(["tc", "qdisc", "show", "dev", name]).map(Self.tidy).json,
    ]
  }

  /// The routing table of IPv4 as the kernel writes it, without its counters.
  private var routes: Fact {
    files.text("/proc/net/route").map { text in
      text.split(separator: "\n").dropFirst().compactMap { line -> String? in
        let columns = line.split { $0 == "\t" || $0 == " " }
        guard columns.count >= 8 else { return nil }
        // Interface, destination, gateway, flags, metric and mask; 4 and 5 count uses.
        return [0, 1, 2, 3, 6, 7].map { String(columns[$0]) }.joined(separator: " ")
      }.sorted().joined(separator: "\n")
    }
  }

  /// Lines `NAME: VALUE` as an object.
  private func table(of fact: Fact) -> CanonicalJSON {
    guard let text = fact.value else { return fact.json }
    var members: [String: CanonicalJSON] = [:]
    for line in text.split(separator: "\n") {
      let parts = line.split(separator: ":", maxSplits: 1).map { Self.tidy(String($0)) }
      if parts.count == 2, !parts[1].isEmpty { members[parts[0]] = .string(parts[1]) }
    }
    return .object(members)
  }

  /// The lines without white space at their ends, and without empty ones.
  private static func tidy(_ text: String) -> String {
    text.split(separator: "\n").map {
      $0.split { $0 == " " || $0 == "\t" }.joined(separator: " ")
    }.filter { !$0.isEmpty }.joined(separator: "\n")
  }
}
