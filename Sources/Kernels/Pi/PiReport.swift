/// What a run of the pi kernel reports; the names are those of its JSON, there in snake_case.
public struct PiReport: Encodable, Sendable {
  /// Decimals behind the point.
  public let digits: Int
  /// The algorithm's name.
  public let algorithm: String
  /// Threads used.
  public let threads: Int
  /// The vector instructions used.
  public let instructionSet: String
  /// Seconds to the last decimal, without the checks.
  public let seconds: Double
  /// The part of them that the conversion to decimal took.
  public let conversionSeconds: Double
  /// Iterations of the AGM, or terms of the series.
  public let iterations: Int
  /// The SHA-256 of the decimals behind "3.".
  public let sha256: String
  /// The last 50 decimals.
  public let lastDigits: String
  /// The most memory resident at one time, in bytes.
  public let peakBytes: Int
  /// Page faults that needed no disk.
  public let pageFaultsMinor: Int
  /// Page faults that waited for a disk.
  public let pageFaultsMajor: Int
  /// The huge pages asked for.
  public let hugePages: String
  /// Bytes that really were in huge pages at the end; nil where the system does not say.
  public let hugePageBytes: Int?
  /// What has been checked.
  public let verification: Verification

  /// The checks that a run has passed.
  public struct Verification: Encodable, Sendable {
    /// The first hexadecimal digit that was compared with Bellard's formula, from 0.
    public let bellardPosition: Int
    /// Those digits.
    public let bellardDigits: String
    /// The prime modulo which the conversion to decimal was checked.
    public let conversionPrime: UInt64
    /// Whether the SHA-256 is the published one, or that none is known.
    public let publishedHash: String
    /// What the random choices derive from.
    public let seed: UInt64
    /// Seconds that the checks took.
    public let seconds: Double
  }

  /// The report of a computation that has been done.
  public init(_ computation: PiComputation, _ result: PiResult) {
    digits = computation.digits
    algorithm = computation.algorithm.rawValue
    threads = computation.threads
    instructionSet = computation.instructionSet.rawValue
    seconds = result.seconds
    conversionSeconds = result.conversionSeconds
    iterations = result.iterations
    sha256 = result.sha256
    lastDigits = result.lastDigits
    peakBytes = result.usage.peakBytes
    pageFaultsMinor = result.usage.minorFaults
    pageFaultsMajor = result.usage.majorFaults
    hugePages = computation.hugePages.rawValue
    hugePageBytes = result.usage.hugePageBytes
    let checks = result.verification
    verification = Verification(
      bellardPosition: checks.hexadecimalPosition, bellardDigits: checks.hexadecimalDigits,
      conversionPrime: checks.prime,
      publishedHash: checks.matchesPublishedHash == nil ? "none for this count" : "matches",
      seed: checks.seed, seconds: checks.seconds)
  }
}
