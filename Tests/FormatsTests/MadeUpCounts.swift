import Model

@testable import Formats

/// Counts that nobody counted, for tests.
enum MadeUpCounts {
  /// Of every path of the racks: instructions for each train, frame and byte. Routers cost what a
  /// path costs more than the one without.
  static let paths: [(name: String, costs: [Double])] = [
    ("native-direct", [9_000, 21_000, 0.25]), ("native", [14_000, 26_000, 0.25]),
    ("kvm-rtl8139", [80_000, 230_000, 9]), ("kvm-e1000", [90_000, 140_000, 5]),
    ("kvm-virtio", [60_000, 75_000, 4]), ("kvm-vhost", [50_000, 45_000, 1.5]),
    ("xen-pv", [60_000, 50_000, 1.25]), ("xen-pv-routed", [62_000, 56_000, 1.25]),
    ("xen-pvh", [70_000, 55_000, 1.5]), ("xen-hvm", [75_000, 56_000, 1.5]),
  ]
  /// The standard errors of the three.
  static let errors = [300.0, 150, 0.0625]

  /// The counts, with what a demonstration writes beside them.
  static let figures = RackFigures(
    label: "emulated host", clock: .instructions, version: "0.1.0", caveat: "made up: by hand",
    packages: ["xen-4.17=1:2", "q\"uoted"],
    platforms: paths.map { path in
      RackFigures.Platform(
        name: path.name,
        figures: [.init(name: "pi work", unit: "instructions", value: 32_541_923)]
          + figures("", path.costs)
          + figures("router_", zip(path.costs, paths[0].costs).map { $0 - $1 }))
    })

  /// Costs of a path's three kinds, with their errors.
  private static func figures(_ prefix: String, _ costs: [Double]) -> [RackFigures.Figure] {
    zip(["notification", "packet", "byte"], zip(costs, errors)).flatMap { what, cost in
      [("", cost.0), ("_error", cost.1)].map { suffix, value in
        RackFigures.Figure(
          name: "udp \(prefix)\(what)\(suffix)", unit: "instructions", value: value)
      }
    }
  }

  /// Their file.
  static let text = CountsFile.text(of: figures, remark: "made up")

  /// The plan in `text`, with them in the place of whatever file it names.
  static func plan(_ text: String, file: String) throws(InputError) -> CalibrationPlan {
    try PlanFile.read(text, file: file) { _ throws(InputError) in figures }
  }
}
