/// How far STREAM's arrays are from the values that they must have.
struct StreamErrors: Hashable, Sendable {
  /// The same of one array.
  struct Deviation: Hashable, Sendable {
    /// The sum of the absolute differences.
    var sum: Double
    /// The largest absolute difference; NaN if an element is.
    var largest: Double

    static func + (left: Deviation, right: Deviation) -> Deviation {
      Deviation(
        sum: left.sum + right.sum, largest: StreamArrays.worse(left.largest, right.largest))
    }
  }

  /// The arrays.
  var a, b, c: Deviation

  /// No difference.
  static let none = StreamErrors(
    a: .init(sum: 0, largest: 0), b: .init(sum: 0, largest: 0), c: .init(sum: 0, largest: 0))

  static func + (left: StreamErrors, right: StreamErrors) -> StreamErrors {
    StreamErrors(a: left.a + right.a, b: left.b + right.b, c: left.c + right.c)
  }

  /// The errors against the expected values, of arrays of `elements` elements.
  func validation(elements: Int, afterPasses passes: Int) -> StreamValidation {
    let expected = StreamArrays.expected(afterPasses: passes)
    let parts = [("a", a, expected.a), ("b", b, expected.b), ("c", c, expected.c)]
    return StreamValidation(
      arrays: parts.map { name, deviation, value in
        StreamValidation.Array(
          name: name, expected: value, meanRelativeError: deviation.sum / Double(elements) / value,
          largestRelativeError: deviation.largest / value)
      })
  }
}

/// What the check of STREAM's arrays found.
public struct StreamValidation: Hashable, Sendable, Codable {
  /// The largest mean relative error that STREAM accepts of arrays of doubles.
  ///
  /// This project asks more: that no single element is further off.
  public static let tolerance = 1e-13

  /// One array's check.
  public struct Array: Hashable, Sendable, Codable {
    /// `a`, `b` or `c`.
    public let name: String
    /// The value that every element must have.
    public let expected: Double
    /// The mean of |value − expected| / expected.
    public let meanRelativeError: Double
    /// The largest of |value − expected| / expected.
    public let largestRelativeError: Double
  }

  /// The checks of a, b and c.
  public let arrays: [Array]

  /// Whether all elements are what they must be.
  public var passes: Bool { arrays.allSatisfy { $0.largestRelativeError <= Self.tolerance } }
}
