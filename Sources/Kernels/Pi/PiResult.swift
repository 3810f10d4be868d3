import Model

/// Digits of pi, and what it took to find them.
public struct PiResult: Sendable {
  /// What has been checked.
  public struct Verification: Hashable, Sendable {
    /// The number that the random choices of the checks derive from.
    public var seed: UInt64
    /// The first of the hexadecimal digits that were compared with Bellard's formula, from 0.
    public var hexadecimalPosition: Int
    /// Those digits.
    public var hexadecimalDigits: String
    /// The prime modulo which the conversion to decimal was checked.
    public var prime: UInt64
    /// Whether the hash is one that has been published: nil where none is known for the count.
    public var matchesPublishedHash: Bool?
    /// How long the checks took, in seconds; not part of the computation's time.
    public var seconds: Double
  }

  /// The decimals behind "3.", in ASCII.
  public var digits: [UInt8]
  /// The time from the start to the last decimal, in seconds, without the checks.
  public var seconds: Double
  /// The part of it that the conversion to decimal took.
  public var conversionSeconds: Double
  /// Iterations of the AGM, or terms of the series.
  public var iterations: Int
  /// The SHA-256 of `digits` in hexadecimal.
  public var sha256: String
  /// Faults and memory, up to the last decimal.
  public var usage: ResourceUsage
  /// What has been checked.
  public var verification: Verification

  /// The last 50 digits, or all if there are fewer.
  public var lastDigits: String { String(decoding: digits.suffix(50), as: UTF8.self) }

  /// The hashes that others have published, by the number of digits.
  static let publishedHashes = [
    1 << 20: "f09ba8137bd6aa789764f666c119b58db5cd7d313ed8be7967af230cb1bd44b1",
    1 << 22: "e346ccbe066c59a70aa0f9d1b1f65e0d1a0b6a896d19e41fa73630c8009175ed",
  ]
}
