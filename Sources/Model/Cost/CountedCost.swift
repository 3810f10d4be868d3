/// A number of instructions with its standard error.
public struct CountedCost: Hashable, Sendable {
  /// Instructions.
  public var value: Double
  /// Their standard error, 0 or more.
  public var standardError: Double

  /// Both properties.
  public init(value: Double, standardError: Double) {
    self.value = value
    self.standardError = standardError
  }

  /// The lowest number of standard errors that a cost is resolved with: below, the ratio to it is
  /// far from normally distributed.
  public static let resolution = 3.0

  /// Whether it is finite and several times its standard error.
  public var isResolved: Bool {
    value.isFinite && value > 0 && value >= Self.resolution * standardError
  }
}

/// What a router costs, in instructions of all that work on its path, less those of the same path
/// without a router (decision 19).
public struct CountedRouter: Hashable, Sendable {
  /// For each train of frames.
  public var notification: CountedCost
  /// For each frame.
  public var packet: CountedCost
  /// For each byte of frames.
  public var byte: CountedCost

  /// All its properties.
  public init(notification: CountedCost, packet: CountedCost, byte: CountedCost) {
    self.notification = notification
    self.packet = packet
    self.byte = byte
  }

  /// What a frame of so many bytes costs in trains of `train` frames.
  ///
  /// The three are of one regression. Their errors are taken for independent, though they are
  /// negatively correlated in the trials that are counted: so the error is too large rather than
  /// too small.
  public func cost(frame bytes: Double, train: Int) -> CountedCost {
    let parts = [(notification, 1 / Double(train)), (packet, 1), (byte, bytes)]
    return CountedCost(
      value: parts.reduce(0) { $0 + $1.0.value * $1.1 },
      standardError: parts.reduce(0) { sum, part in
        let error = part.0.standardError * part.1
        return sum + error * error
      }.squareRoot())
  }
}

/// What a router costs a frame, as a multiple of what another router costs it: each is a path less
/// one without a router.
public struct RouterRatio: Hashable, Sendable {
  /// The scenario of the path without a router.
  public var direct: String
  /// The scenario whose router's cost is the unit.
  public var reference: String
  /// Frames that come together and find everything idle, 1 to 64.
  public var train: Int
  /// The size of the frames.
  public var frame: ByteCount

  /// All its properties.
  public init(direct: String, reference: String, train: Int, frame: ByteCount) {
    self.direct = direct
    self.reference = reference
    self.train = train
    self.frame = frame
  }

  /// The trains that are one batch at every stage: Linux's NAPI budget.
  public static let trains = 1...64
  /// The frames of Ethernet, in bytes.
  public static let frames: ClosedRange<Int64> = 64...1518

  /// `router` / `reference`, with its standard error to first order; nil where the reference's cost
  /// is not resolved.
  ///
  /// The trials without a router are in both, and so is their chance: that makes both err in the
  /// same direction, which their ratio feels less than is said here.
  public static func counted(_ router: CountedCost, reference: CountedCost) -> CountedCost? {
    guard reference.isResolved else { return nil }
    let ratio = router.value / reference.value
    let errors = [router.standardError, ratio * reference.standardError]
    return CountedCost(
      value: ratio,
      standardError: errors.reduce(0) { $0 + $1 * $1 }.squareRoot() / reference.value)
  }
}
