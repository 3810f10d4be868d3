import Model
import Report
import Statistics

/// What routers cost on racks: what was counted on a path, less the same without a router.
enum RackRouters {
  /// The platforms with what their routers cost, where the path without one was counted too. Trials
  /// are compared with their like, so that what both have in common widens no standard error.
  static func added(to platforms: [RackFigures.Platform]) -> [RackFigures.Platform] {
    platforms.map { platform in
      guard let name = direct(platform.name),
        let other = platforms.first(where: { $0.name == name })
      else { return platform }
      let base = Dictionary(uniqueKeysWithValues: trials(of: other).map { ($0.name, $0.costs) })
      guard !base.isEmpty else { return platform }
      var platform = platform
      platform.figures.removeAll { PathTable.shows($0.name) }
      // A thread that never ran, as those for disks that a guest has not, is no part of a path.
      for (name, costs) in trials(of: platform) where costs.values.contains(where: { $0 != 0 }) {
        // What only the path with a router has is of the router.
        let fit = base[name].map { TrainRegression(costs, less: $0) } ?? TrainRegression(costs)
        guard let fit else { continue }
        platform.figures += fit.figures.map { figure in
          RackFigures.Figure(
            name: "\(name)\(PathTable.router)\(figure.name)", unit: "instructions",
            value: figure.value)
        }
      }
      return platform
    }
  }

  /// Whether a figure of that name is raw material, and no row of a table.
  static func isTrial(_ name: String) -> Bool { name.contains(PacketTrains.quantity) }

  /// The scenario without a router on the rack of a scenario's hypervisor: dom0 is slower than a
  /// native kernel, whose generator and receiver KVM has; nil for one that has none itself.
  static func direct(_ scenario: String) -> String? {
    guard !scenario.hasSuffix("-direct") else { return nil }
    return RackDemo.kind(of: scenario) == .xen ? "xen-direct" : "native-direct"
  }

  /// What trials cost, of all that was executed and of each part: `udp ` and `udp vcpu_`, in the
  /// order of the figures.
  private static func trials(
    of platform: RackFigures.Platform
  ) -> [(name: String, costs: [PacketTrains: Double])] {
    var found: [(name: String, costs: [PacketTrains: Double])] = []
    for figure in platform.figures {
      guard let place = figure.name.firstRange(of: PacketTrains.quantity),
        let trains = PacketTrains(figure.name[place.upperBound...])
      else { continue }
      let name = String(figure.name[..<place.lowerBound])
      if let index = found.firstIndex(where: { $0.name == name }) {
        found[index].costs[trains] = figure.value
      } else {
        found.append((name, [trains: figure.value]))
      }
    }
    return found
  }
}
