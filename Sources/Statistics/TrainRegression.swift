public import Model

/// What a notification, a packet and a byte cost a path, from trials that sent trains of frames.
///
/// A trial of some trains, which find everything idle, costs
///
///     base + notification·trains + packet·frames + byte·bytes
///
/// and ordinary least squares over trials of other sizes, lengths and numbers gives the four. The
/// trials of one path less those of another give the difference of both, with standard errors that
/// what both have in common does not widen.
public struct TrainRegression: Hashable, Sendable {
  /// A coefficient.
  public struct Estimate: Hashable, Sendable {
    /// Its value.
    public var value: Double
    /// Its standard error.
    public var error: Double
  }

  /// What each train costs.
  public let notification: Estimate
  /// What each frame costs.
  public let packet: Estimate
  /// What each byte of a frame with its CRC costs.
  public let byte: Estimate
  /// The standard deviation of a trial from the regression.
  public let deviation: Double

  /// The regression; nil where there are fewer than five trials, or they do not tell the terms
  /// apart.
  ///
  /// - Parameter costs: What each trial cost, in any unit.
  public init?(_ costs: [PacketTrains: Double]) {
    // Sums depend on their order, and a dictionary's order on the process.
    let trials = costs.sorted { $0.key.description < $1.key.description }
    guard
      let fit = LeastSquares(rows: trials.map { Self.row($0.key) }, values: trials.map(\.value)),
      fit.standardErrors.count == 4
    else { return nil }
    func estimate(_ place: Int) -> Estimate {
      Estimate(value: fit.coefficients[place], error: fit.standardErrors[place])
    }
    notification = estimate(1)
    packet = estimate(2)
    byte = estimate(3)
    deviation = fit.residualDeviation
  }

  /// The coefficients and their standard errors by the names that results give them:
  /// `notification`, `notification_error`, and so on.
  public var figures: [(name: String, value: Double)] {
    [("notification", notification), ("packet", packet), ("byte", byte)].flatMap { name, estimate in
      [(name, estimate.value), ("\(name)_error", estimate.error)]
    }
  }

  /// The terms of a trial.
  private static func row(_ trains: PacketTrains) -> [Double] {
    [
      1, Double(trains.count), Double(trains.frames),
      Double(trains.frames) * Double(trains.size),
    ]
  }

  /// That of the trials of one path less those of another, of such as both have.
  public init?(_ costs: [PacketTrains: Double], less others: [PacketTrains: Double]) {
    var differences: [PacketTrains: Double] = [:]
    for (trains, cost) in costs {
      if let other = others[trains] { differences[trains] = cost - other }
    }
    self.init(differences)
  }
}
