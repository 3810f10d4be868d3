extension Performer {
  /// The names by which `ethtool -k` shows what `ethtool -K` turns off.
  private static let longNames = [
    "rx": "rx-checksumming", "tx": "tx-checksumming", "sg": "scatter-gather",
    "tso": "tcp-segmentation-offload", "gso": "generic-segmentation-offload",
    "gro": "generic-receive-offload", "lro": "large-receive-offload", "rxvlan": "rx-vlan-offload",
    "txvlan": "tx-vlan-offload", "ntuple": "ntuple-filters", "rxhash": "receive-hashing",
  ]

  /// Which of `features` are on.
  func offloads(
    of interface: String, in namespace: String?, among features: [String]
  ) throws(HardwareError) -> Before {
    guard Tool.path(of: "ethtool") != nil else { return Before() }
    let shown = try command(namespace, "ethtool", ["-k", interface])
    var before = Before()
    before.features = features.filter { feature in
      let name = Self.longNames[feature] ?? feature
      return shown.split(separator: "\n").contains {
        $0.drop(while: \.isWhitespace).hasPrefix("\(name): on")
      }
    }
    return before
  }

  /// Turns features off, one by one: an interface may refuse some.
  func disableOffloads(
    of interface: String, in namespace: String?, features: [String]
  ) throws(HardwareError) -> After {
    var after = After()
    guard Tool.path(of: "ethtool") != nil else {
      after.note = "ethtool is not installed: the offloads of \(interface) stay as they are"
      return after
    }
    do {
      try command(
        namespace, "ethtool", ["-K", interface] + features.flatMap { [$0, "off"] })
    } catch {
      let still = try offloads(of: interface, in: namespace, among: features).features ?? []
      if !still.isEmpty {
        after.note = "\(interface) keeps \(still.joined(separator: ", ")) on: \(error)"
      }
    }
    return after
  }
}
