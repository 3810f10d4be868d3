import Model

/// One attempt at the digits of pi with a given guard.
struct PiAttempt {
  /// What is to be computed.
  let computation: PiComputation
  /// Limbs beyond the usual guard.
  let extraLimbs: Int
  /// Hears how far it is.
  let progress: @Sendable (PiProgress) -> Void

  private let clock = ContinuousClock()

  init(
    computation: PiComputation, extraLimbs: Int, progress: @escaping @Sendable (PiProgress) -> Void
  ) {
    self.computation = computation
    self.extraLimbs = extraLimbs
    self.progress = progress
  }

  private var wordCount: Int { DecimalConversion.wordCount(digits: computation.digits) }

  /// The digits, checked; nil if the guard is too short to tell them for certain.
  func run() throws(PiError) -> PiResult? {
    let result: Result<PiResult?, PiError>
    do throws(PageBuffer.OutOfMemory) {
      result = try find()
    } catch {
      throw .outOfMemory(error.description)
    }
    return try result.get()
  }

  private func find() throws(PageBuffer.OutOfMemory) -> Result<PiResult?, PiError> {
    let before = ResourceUsage.current
    let start = clock.now
    let arithmetic = BigArithmetic(
      threads: computation.threads, instructionSet: computation.instructionSet,
      pool: LimbPool(pages: computation.hugePages.pages))
    // The longest products are those of two numbers of full length.
    try arithmetic.reserve(
      limbs: 2 * PiPrecision.limbs(digits: computation.digits, extra: extraLimbs))
    let fraction = try binaryFraction(arithmetic)
    let binaryEnd = clock.now
    // What the checks need of the fraction before the conversion destroys it; not part of the time.
    let limbs = fraction.limbs.base
    let count = fraction.limbs.count
    let expectation = try Expectation(
      limbs, count, errorBits: fraction.errorBits, wordCount: wordCount, seed: computation.seed,
      arithmetic)
    guard let expectation else { return .success(nil) }

    let conversionStart = clock.now
    progress(PiProgress(stage: .conversion, done: 0, total: 1))
    let words = try arithmetic.limbs(wordCount)
    guard
      try DecimalConversion(wordCount: wordCount).convert(
        limbs, count, into: words.base, arithmetic)
    else { return .success(nil) }
    let digits = DecimalConversion.text(
      words.base, wordCount, digits: computation.digits, arithmetic.passes)
    let end = clock.now
    let usage = ResourceUsage.current.since(before)

    progress(PiProgress(stage: .verification, done: 0, total: 1))
    if let error = expectation.failure(
      of: words.base, wordCount, arithmetic.crew)
    {
      return .failure(error)
    }
    let hash = SHA256.hexadecimal(of: digits)
    let published = PiResult.publishedHashes[computation.digits]
    if let published, published != hash {
      return .failure(
        .wrong(
          "the SHA-256 of the \(computation.digits) digits is \(hash), but the published one is "
            + "\(published): this machine or this build computes wrongly"))
    }
    let conversionSeconds = Self.seconds(end - conversionStart)
    return .success(
      PiResult(
        digits: digits, seconds: Self.seconds(binaryEnd - start) + conversionSeconds,
        conversionSeconds: conversionSeconds, iterations: fraction.iterations, sha256: hash,
        usage: usage,
        verification: PiResult.Verification(
          seed: computation.seed, hexadecimalPosition: expectation.position,
          hexadecimalDigits: Expectation.text(expectation.binaryDigits),
          prime: expectation.prime, matchesPublishedHash: published.map { $0 == hash },
          seconds: Self.seconds(conversionStart - binaryEnd) + Self.seconds(clock.now - end))))
  }

  /// The fraction of pi by the algorithm that is asked for.
  private func binaryFraction(
    _ arithmetic: BigArithmetic
  ) throws(PageBuffer.OutOfMemory) -> PiFraction {
    let precision = PiPrecision.limbs(digits: computation.digits, extra: extraLimbs)
    switch computation.algorithm {
    case .gaussLegendre:
      return try GaussLegendre(arithmetic: arithmetic, precision: precision).compute {
        progress(PiProgress(stage: .iterations, done: $0, total: $1))
      }
    case .chudnovsky:
      return try Chudnovsky(arithmetic: arithmetic, precision: precision).compute {
        progress(PiProgress(stage: .terms, done: $0, total: $1))
      }
    }
  }

  private static func seconds(_ duration: Duration) -> Double {
    let parts = duration.components
    return Double(parts.seconds) + Double(parts.attoseconds) * 1e-18
  }
}

extension PiComputation.HugePages {
  /// The pages to ask the system for.
  var pages: PageBuffer.Pages {
    switch self {
    case .off: return .ordinary
    case .transparent: return .transparentHuge
    case .explicit: return .reservedHuge
    }
  }
}
