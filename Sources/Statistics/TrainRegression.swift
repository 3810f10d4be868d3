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
  /// The trains of a trial, all alike.
  public struct Trains: Hashable, Sendable, CustomStringConvertible {
    /// Bytes of a frame with its CRC.
    public var size: Int
    /// The trains.
    public var count: Int
    /// The frames of each.
    public var length: Int

    /// So many trains of so many frames of that size.
    public init(size: Int, count: Int, length: Int) {
      self.size = size
      self.count = count
      self.length = length
    }

    /// Reads what `description` writes; nil for anything else.
    public init?(_ text: some StringProtocol) {
      let numbers = text.split(separator: "x", omittingEmptySubsequences: false).map { Int($0) }
      guard numbers.count == 3, let size = numbers[0], let count = numbers[1],
        let length = numbers[2], min(size, count, length) > 0
      else { return nil }
      self.init(size: size, count: count, length: length)
    }

    /// `64x32x1`: 32 trains of one frame of 64 bytes.
    public var description: String { "\(size)x\(count)x\(length)" }

    /// The frames of all.
    public var frames: Int { count * length }

    fileprivate var row: [Double] {
      [1, Double(count), Double(frames), Double(frames) * Double(size)]
    }
  }

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
  public init?(_ costs: [Trains: Double]) {
    // Sums depend on their order, and a dictionary's order on the process.
    let trials = costs.sorted { $0.key.description < $1.key.description }
    guard
      let fit = LeastSquares(rows: trials.map(\.key.row), values: trials.map(\.value)),
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

  /// That of the trials of one path less those of another, of such as both have.
  public init?(_ costs: [Trains: Double], less others: [Trains: Double]) {
    var differences: [Trains: Double] = [:]
    for (trains, cost) in costs {
      if let other = others[trains] { differences[trains] = cost - other }
    }
    self.init(differences)
  }
}
