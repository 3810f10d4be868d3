import Model
import Statistics

/// What routers cost in instructions for each notification, packet and byte, by path: from the
/// trials of a path less those of the same generator and receiver without a router.
public struct PathTable: Sendable {
  /// What stands before the trains in the name of a figure that is what they cost:
  /// `udp vcpu_trial_64x32x1` is what a vCPU executed for 32 trains of one frame of 64 bytes.
  private static let mark = "trial_"
  /// The share of a value below which a standard error is the arithmetic's.
  private static let rounding = 1e-9

  /// A path, and the one that it is compared with.
  private struct Path {
    var name: String
    var base: String?
    /// The costs of trials: of all that was executed under the empty name, of parts under theirs.
    var costs: [String: [PacketTrains: Double]]
    var baseCosts: [String: [PacketTrains: Double]]
  }

  private let paths: [Path]

  /// The table of the paths whose trials `platforms` have.
  ///
  /// - Parameter base: The name of the platform without a router that one is compared with; nil for
  ///   one that has none itself.
  public init(_ platforms: [PlatformTable.Platform], base: (String) -> String?) {
    let costs = platforms.map { (name: $0.name, costs: Self.costs($0)) }
    paths = costs.compactMap { platform in
      guard !platform.costs.isEmpty, let name = base(platform.name) else { return nil }
      let found = costs.first { $0.name == name && !$0.costs.isEmpty }
      return Path(
        name: platform.name, base: found?.name, costs: platform.costs,
        baseCosts: found?.costs ?? [:])
    }
  }

  /// Whether there is nothing to show.
  public var isEmpty: Bool { paths.isEmpty }

  /// Whether a figure of that name is only of use here, and no row of another table.
  public static func isTrial(_ name: String) -> Bool { name.contains(mark) }

  /// The table.
  public func text(width: Int, color: Bool) -> String {
    var table = PlainTable([
      ("path", .left), ("notification", .estimate), ("packet", .estimate), ("byte", .estimate),
    ])
    for path in paths {
      table.addGroup(path.base.map { "\(path.name), less \($0)" } ?? "\(path.name), whole")
      for part in path.costs.keys.sorted() {
        guard let all = path.costs[part] else { continue }
        let fit =
          path.baseCosts[part].map { TrainRegression(all, less: $0) } ?? TrainRegression(all)
        guard let fit else { continue }
        table.addRow(
          [part.isEmpty ? "  all" : "  \(part)"]
            + [fit.notification, fit.packet, fit.byte].map(Self.text))
      }
    }
    return table.text(
      heading: "What a router costs, in instructions",
      paragraphs: [],
      notes: [
        "By regression over trains of frames: for each train, which finds everything idle, for "
          + "each frame, and for each byte of it. ± are standard errors.",
        "“less” is the same generator and receiver without a router, trial by trial; “whole” has "
          + "them in it.",
      ], width: width, color: color)
  }

  /// An estimate with its standard error; one that only rounding made is none.
  private static func text(_ estimate: TrainRegression.Estimate) -> String {
    let isRounding = estimate.error < rounding * estimate.value.magnitude
    return NumberText.estimate(estimate.value, isRounding ? 0 : estimate.error).text
  }

  private static func costs(
    _ platform: PlatformTable.Platform
  ) -> [String: [PacketTrains: Double]] {
    var costs: [String: [PacketTrains: Double]] = [:]
    for figure in platform.figures {
      let quantity = figure.name.split(separator: " ").last ?? ""
      guard let place = quantity.firstRange(of: mark),
        let trains = PacketTrains(quantity[place.upperBound...])
      else { continue }
      // The name of a part ends with an underscore.
      costs[String(quantity[..<place.lowerBound].dropLast()), default: [:]][trains] = figure.value
    }
    return costs
  }
}
