import Model

/// Which addresses a scenario may have where its frames leave the machines that make them.
extension Cell {
  /// The block for benchmarks of network devices (RFC 2544, appendix C.2.2).
  private static let benchmarks = Prefix<IPv4Address>("198.18.0.0/15")

  /// A sentence for each address outside of the block for benchmarks, where real interfaces or
  /// bridges that were there before carry frames: they could reach somebody whose address it is.
  static func strayAddresses(of scenario: Scenario, on testbed: Testbed) -> [String] {
    let isOnWires = scenario.hosts.contains { host in
      let machine = testbed.machine(of: host.id)
      return !machine.ports.isEmpty || !machine.bridges.isEmpty
    }
    guard isOnWires, let benchmarks else { return [] }
    return scenario.hosts.flatMap { host in
      let places =
        [(Place(host: host.id), host.nics)]
        + host.vms.map { (Place(host: host.id, vm: $0.id), $0.nics) }
      return places.flatMap { place, nics in
        nics.compactMap { nic -> String? in
          guard let address = nic.address?.address, !benchmarks.contains(address) else {
            return nil
          }
          return "\(place).\(nic.id): \(address) is outside of \(benchmarks), the block for "
            + "benchmarks (RFC 2544), and the testbed lets frames out of the machine; write "
            + "another address"
        }
      }
    }
  }
}
