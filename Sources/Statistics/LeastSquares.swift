/// Ordinary least squares: the coefficients b that make |A·b − y| least.
///
/// Assumes errors of one variance that know nothing of each other; `standardErrors` rest on that.
/// Householder's QR, which does not square the condition of A (Golub and Van Loan, Matrix
/// Computations, 4th ed., algorithm 5.3.2). O(m·n²).
public struct LeastSquares: Hashable, Sendable {
  /// A coefficient for each column.
  public let coefficients: [Double]
  /// The standard error of each coefficient; empty where there are no more rows than columns.
  public let standardErrors: [Double]
  /// The standard deviation of the errors, estimated with m − n degrees of freedom; 0 where there
  /// are none.
  public let residualDeviation: Double
  /// Rows less columns.
  public let degreesOfFreedom: Int

  /// A diagonal below this share of its column's norm is none: the columns depend on each other.
  private static let tolerance = 1e-10

  /// Fits `values` by `rows`, all of one length; nil where there are fewer rows than columns, or a
  /// column is made of others.
  public init?(rows: [[Double]], values: [Double]) {
    guard let count = rows.first?.count, count > 0, rows.count >= count,
      rows.count == values.count, rows.allSatisfy({ $0.count == count })
    else { return nil }
    var a = rows
    var y = values
    for column in 0..<count {
      let whole = rows.reduce(0) { $0 + $1[column] * $1[column] }.squareRoot()
      let norm = a[column...].reduce(0) { $0 + $1[column] * $1[column] }.squareRoot()
      guard norm > Self.tolerance * whole else { return nil }
      let alpha = a[column][column] > 0 ? -norm : norm
      var reflector = a[column...].map { $0[column] }
      reflector[0] -= alpha
      let square = reflector.reduce(0) { $0 + $1 * $1 }
      for other in column..<count {
        let product = zip(reflector, a[column...]).reduce(0) { $0 + $1.0 * $1.1[other] }
        for (place, part) in reflector.enumerated() {
          a[column + place][other] -= 2 * product / square * part
        }
      }
      let product = zip(reflector, y[column...]).reduce(0) { $0 + $1.0 * $1.1 }
      for (place, part) in reflector.enumerated() {
        y[column + place] -= 2 * product / square * part
      }
    }
    coefficients = Self.solve(a, y, count)
    degreesOfFreedom = rows.count - count
    guard degreesOfFreedom > 0 else {
      residualDeviation = 0
      standardErrors = []
      return
    }
    let variance = y[count...].reduce(0) { $0 + $1 * $1 } / Double(degreesOfFreedom)
    residualDeviation = variance.squareRoot()
    // (AᵀA)⁻¹ = R⁻¹·R⁻ᵀ, whose diagonal is the squares of R⁻¹'s rows.
    var sums = [Double](repeating: 0, count: count)
    for column in 0..<count {
      var unit = [Double](repeating: 0, count: count)
      unit[column] = 1
      for (row, part) in Self.solve(a, unit, count).enumerated() { sums[row] += part * part }
    }
    standardErrors = sums.map { ($0 * variance).squareRoot() }
  }

  /// The x with R·x = `right`, for the upper triangle R of the first `count` rows.
  private static func solve(_ r: [[Double]], _ right: [Double], _ count: Int) -> [Double] {
    var x = Array(right[..<count])
    for row in (0..<count).reversed() {
      for later in row + 1..<count { x[row] -= r[row][later] * x[later] }
      x[row] /= r[row][row]
    }
    return x
  }
}
