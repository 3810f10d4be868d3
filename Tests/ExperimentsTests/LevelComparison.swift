import Model
import Simulator

/// What both levels of detail find for one scenario, side by side.
struct LevelComparison {
  /// One figure at both levels.
  struct Row: CustomStringConvertible {
    var scenario: String
    var workload: String
    var quantity: String
    var packet: Double
    var fluid: Double

    /// The difference: of shares as it is, of others as a share of the packet level's.
    var difference: Double {
      let scale = quantity == "loss" ? 1 : max(abs(packet), 1e-9)
      return (fluid - packet) / scale
    }

    var description: String {
      let percent = (difference * 1e4).rounded() / 100
      return "\(scenario) \(workload).\(quantity): packet \(Self.short(packet)), "
        + "fluid \(Self.short(fluid)), \(percent) %"
    }

    private static func short(_ value: Double) -> Double { (value * 1e4).rounded() / 1e4 }
  }

  /// What is compared.
  private static let quantities: Set<String> = ["goodput", "loss", "time", "copy"]

  /// The figures of a scenario whose workloads run together, as means over some replications;
  /// workloads that only the packet level can express are left out.
  static func rows(
    _ scenario: Scenario, costs: CostModel, replications: Int
  ) throws -> [Row] {
    var scenario = scenario
    scenario.workloads.removeAll { workload in
      guard case .flow(let flow) = workload.kind, case .requests = flow.load else { return false }
      return true
    }
    guard !scenario.workloads.isEmpty else { return [] }
    scenario.leaveOutWhatIsNotFluid()
    func found(_ level: DetailLevel) throws -> [Replication] {
      let simulation = Simulation(scenario: scenario, costs: costs, level: level)
      return try (0..<replications).map {
        try simulation.replicate($0, seed: scenario.run.seed)
      }
    }
    let (packet, fluid) = (try found(.packet), try found(.fluid))
    func mean(_ figure: Replication.Figure, _ found: [Replication]) -> Double? {
      let values = found.flatMap(\.figures).filter {
        $0.workload == figure.workload && $0.quantity == figure.quantity
      }.map(\.value)
      return values.isEmpty ? nil : values.reduce(0, +) / Double(values.count)
    }
    return fluid[0].figures.filter { quantities.contains($0.quantity) }.compactMap { figure in
      guard let left = mean(figure, packet), let right = mean(figure, fluid) else { return nil }
      return Row(
        scenario: scenario.name, workload: figure.workload, quantity: figure.quantity,
        packet: left, fluid: right)
    }
  }
}

extension Scenario {
  /// Takes off caps, and leaves every segment a packet: what only the packet level knows.
  mutating func leaveOutWhatIsNotFluid() {
    for host in hosts.indices {
      for nic in hosts[host].nics.indices { hosts[host].nics[nic].segmentationOffload = false }
      for vm in hosts[host].vms.indices {
        hosts[host].vms[vm].cap = nil
        for nic in hosts[host].vms[vm].nics.indices {
          hosts[host].vms[vm].nics[nic].segmentationOffload = false
        }
      }
    }
  }
}
