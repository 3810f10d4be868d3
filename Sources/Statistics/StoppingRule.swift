/// When enough replications have been made: a sequential rule for a relative precision.
///
/// Replications are added until the half-width of the 95 % interval is at most `precision` of the
/// mean (Chow and Robbins, doi:10.1214/aoms/1177700156). A floor keeps the rule from stopping at a
/// variance that is small by chance, which would make intervals cover too rarely; a limit ends what
/// does not converge.
public struct StoppingRule: Hashable, Sendable {
  /// The half-width that is wanted, as a share of the mean: above 0, at most 1.
  public var precision: Double
  /// Replications that are made in any case, at least 1.
  public var floor: Int
  /// Replications that are made at most, at least `floor`.
  public var most: Int

  /// Shares are wanted as precise as if they were at least 1 %: a loss of 10⁻⁶ would take for ever.
  public static let leastShare = 0.01

  /// All its properties.
  public init(precision: Double, floor: Int, most: Int) {
    precondition(precision > 0 && floor >= 1 && most >= floor, "a rule has a floor and a limit")
    self.precision = precision
    self.floor = floor
    self.most = most
  }

  /// The greatest half-width that is precise enough for that mean.
  public func target(mean: Double, isShare: Bool) -> Double {
    precision * max(mean.magnitude, isShare ? Self.leastShare : 0)
  }

  /// How many replications to have next, when after `count` of them the worst half-width is
  /// `excess` times the one wanted; nil to stop.
  ///
  /// Half-widths fall with the square root of the number. At most twice as many are made at once,
  /// because the spread is itself an estimate.
  public func next(after count: Int, excess: Double) -> Int? {
    guard excess > 1, count < most else { return nil }
    let needed = Double(count) * min(excess * excess, 2)
    return min(max(Int(needed.rounded(.up)), count + 1), most)
  }
}
