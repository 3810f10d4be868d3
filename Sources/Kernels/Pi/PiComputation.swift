import Model

/// A computation of the decimal digits of pi, which checks its own result.
///
///     let result = try PiComputation(digits: 1_000_000).run()
///
/// Time is O(M(n) log n) for both algorithms, memory O(n).
public struct PiComputation: Sendable {
  /// The most digits, for which the error bounds are stated and factors fit their words.
  public static let mostDigits = 1 << 30
  /// The most threads.
  public static let mostThreads = 1024
  /// The digits of Super PI's best-known run, 2^22.
  public static let defaultDigits = 1 << 22

  /// The pages that big numbers live in.
  public enum HugePages: String, Hashable, Sendable, CaseIterable {
    /// What the system gives by itself.
    case off
    /// The system is asked to use huge pages where it can.
    case transparent
    /// Only pages that the administrator has reserved; fails where there are too few.
    case explicit
  }

  /// Decimals behind the point.
  public let digits: Int
  /// How they are found.
  public let algorithm: PiAlgorithm
  /// Threads to use.
  public let threads: Int
  /// The vector instructions to use.
  public let instructionSet: InstructionSet
  /// The pages to use.
  public let hugePages: HugePages
  /// What the checks' random choices derive from.
  public let seed: UInt64

  /// A computation that has not begun.
  ///
  /// - Throws: `PiError` if an argument is out of range or asks for what this processor lacks.
  public init(
    digits: Int = defaultDigits, algorithm: PiAlgorithm = .gaussLegendre, threads: Int = 1,
    instructionSet: InstructionSet = .current, hugePages: HugePages = .off, seed: UInt64 = 1
  ) throws(PiError) {
    guard (1...Self.mostDigits).contains(digits) else { throw .digits(digits) }
    guard (1...Self.mostThreads).contains(threads) else { throw .threads(threads) }
    guard instructionSet <= .current else { throw .instructionSet(instructionSet) }
    self.digits = digits
    self.algorithm = algorithm
    self.threads = threads
    self.instructionSet = instructionSet
    self.hugePages = hugePages
    self.seed = seed
  }

  /// Computes and checks the digits.
  ///
  /// `progress` may be called from any thread, but by one at a time.
  ///
  /// - Throws: `PiError` if memory runs out, or if a check finds the digits wrong.
  public func run(
    progress: @escaping @Sendable (PiProgress) -> Void = { _ in }
  ) throws(PiError) -> PiResult {
    try MemoryNeed(
      digits: digits, algorithm: algorithm, threads: threads, hugePages: hugePages
    ).check()
    // Digits next to 999… or 000… longer than the guard are settled by more limbs of it.
    var extra = 0
    while true {
      let attempt = PiAttempt(computation: self, extraLimbs: extra, progress: progress)
      if let result = try attempt.run() { return result }
      extra = 2 * extra + 2
    }
  }
}
