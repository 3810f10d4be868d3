public import Model

/// What routers cost in instructions for each notification, packet and byte, by path, all together
/// and by who executes them.
public struct PathTable: Sendable {
  /// What stands before `notification`, `packet` and `byte` in the name of a figure that is of a
  /// router alone: `udp vcpu_router_packet` is what its vCPU executes for a packet.
  public static let router = "router_"

  /// What is counted, in the order of the columns.
  private static let quantities = ["notification", "packet", "byte"]
  /// The share of a value below which a standard error is the arithmetic's.
  private static let rounding = 1e-9
  /// What a path has not.
  private static let none = "–"

  private let platforms: [RackFigures.Platform]

  /// The table of those of the platforms whose routers were counted.
  public init(_ platforms: [RackFigures.Platform]) {
    self.platforms = platforms.filter { !Self.names(of: $0).isEmpty }
  }

  /// Whether there is nothing to show.
  public var isEmpty: Bool { platforms.isEmpty }

  /// Whether a figure of that name is shown here.
  public static func shows(_ name: String) -> Bool { name.contains(router) }

  /// The table.
  public func text(width: Int, color: Bool) -> String {
    var table = PlainTable([
      ("", .left), ("notification", .estimate), ("packet", .estimate), ("byte", .estimate),
    ])
    for platform in platforms {
      for name in Self.names(of: platform) {
        // Behind the workload, the part and an underscore.
        let part = name.split(separator: " ", omittingEmptySubsequences: false).last ?? ""
        table.addRow(
          [part.isEmpty ? platform.name : "  \(part.dropLast())"]
            + Self.quantities.map { Self.estimate("\(name)\(Self.router)\($0)", of: platform) })
      }
    }
    return table.text(
      heading: "What routers cost, in instructions",
      notes: [
        "By regression over trains of frames: for each train, which finds everything idle, for "
          + "each frame, and for each byte of it. ± are standard errors.",
        "Generator and receiver are not in it: trials without a router were subtracted. Below a "
          + "path is who executes them; what is missing there is the host's.",
      ], width: width, color: color)
  }

  /// What stands before `router_` in the names of a platform's figures, each once: `udp ` for all
  /// that is executed, `udp vcpu_` for a part.
  private static func names(of platform: RackFigures.Platform) -> [String] {
    platform.figures.reduce(into: []) { names, figure in
      guard let place = figure.name.firstRange(of: router) else { return }
      let name = String(figure.name[..<place.lowerBound])
      if !names.contains(name) { names.append(name) }
    }
  }

  /// An estimate with its standard error; one that only rounding made is none.
  private static func estimate(_ name: String, of platform: RackFigures.Platform) -> String {
    guard let value = platform.figures.first(where: { $0.name == name })?.value,
      let error = platform.figures.first(where: { $0.name == name + "_error" })?.value
    else { return none }
    return NumberText.estimate(value, error < rounding * value.magnitude ? 0 : error).text
  }
}
