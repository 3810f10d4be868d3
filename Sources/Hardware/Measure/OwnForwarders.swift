import Console
import Model
import Store

/// Our own forwarder in the routers of a testbed that wants it: it runs while a flow does.
struct OwnForwarders {
  private let places: [Place]
  private let runner: WorkloadRunner

  /// Seconds that a forwarder may take to say what it has counted.
  private static let patience = 20.0

  /// The forwarders at those places.
  init(_ places: [Place], _ runner: WorkloadRunner) {
    self.places = places
    self.runner = runner
  }

  /// Runs `work` while the forwarders forward, if it is a flow; their counts are added to the
  /// outcome.
  func forwarding(
    _ workload: Workload, _ work: () throws(MeasureError) -> Outcome
  ) throws(MeasureError) -> Outcome {
    guard case .flow = workload.kind, !places.isEmpty else { return try work() }
    var running: [(station: WorkloadRunner.Station, id: Int)] = []
    let outcome: Outcome
    do throws(MeasureError) {
      for place in places {
        let station = try runner.agent(place)
        let order = runner.order("forward-live", try words(place, station))
        try runner.asking { () throws(AgentError) in try station.client.start(order) }
        running.append((station, order.id))
      }
      outcome = try work()
    } catch {
      // What went wrong first is what matters; the forwarders end with their agents.
      for (station, id) in running { try? station.client.cancel(id) }
      throw error
    }
    var whole = outcome
    for (station, id) in running {
      let line = try runner.asking { () throws(AgentError) in
        try station.client.cancel(id)
        return try station.client.result(
          of: id, "forward-live", within: .seconds(Self.patience))
      }
      whole.raw.append(RawResult(source: station.client.name, line: line))
      whole.notes.append(
        "\(workload.id.name): forwarded by hypertwin's own forwarder at \(station.client.name).")
    }
    return whole
  }

  /// The words of `forward-live` for the router at `place`.
  private func words(
    _ place: Place, _ station: WorkloadRunner.Station
  ) throws(MeasureError) -> [String] {
    guard let node = runner.wiring.node(place.host) else {
      throw .agent(name: "\(place)", problem: "the scenario has no such host")
    }
    let ports = (place.vm == nil ? node.ports : node.guestPorts)
      .filter { $0.place == place && $0.nic.address != nil }
    let routes =
      place.vm == nil
      ? node.host.routes : node.host.vms.first { $0.id == place.vm }?.routes ?? []
    let others = runner.wiring.nodes.flatMap { $0.ports + $0.guestPorts }
    var addresses: [String] = []
    var neighbours: [String] = []
    for port in ports {
      guard let address = port.nic.address else { continue }
      let name = station.interface(of: port)
      addresses.append("\(name)@\(address)")
      for other in others {
        guard let near = other.nic.address?.address, near != address.address,
          address.subnet.contains(near)
        else { continue }
        neighbours.append("\(near)@\(other.station)@\(name)")
      }
    }
    let words: [(String, [String])] = [
      ("ports", ports.map { station.interface(of: $0) }), ("addresses", addresses),
      ("routes", routes.compactMap { route in route.via.map { "\(route.to)@\($0)" } }),
      ("neighbours", neighbours),
    ]
    return words.filter { !$0.1.isEmpty }.map { "\($0.0)=\($0.1.joined(separator: ","))" }
  }
}

extension WorkloadRunner.Station {
  /// What the agent calls a port: a guest names its interfaces itself.
  func interface(of port: Wiring.Port) -> String {
    guard port.place.vm != nil else { return port.addressed }
    let mac = port.station.description
    return info.interfaces.first { $0.mac == mac }?.name ?? port.nic.id.name
  }
}
