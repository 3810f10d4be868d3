/// Small dense linear algebra for fits: matrices are arrays of rows.
enum LinearAlgebra {
  /// The lower triangular L with L·Lᵀ = `matrix`; nil unless that is positive definite. O(n³).
  static func cholesky(_ matrix: [[Double]]) -> [[Double]]? {
    let count = matrix.count
    var lower = [[Double]](repeating: [Double](repeating: 0, count: count), count: count)
    for row in 0..<count {
      for column in 0...row {
        var sum = matrix[row][column]
        for inner in 0..<column { sum -= lower[row][inner] * lower[column][inner] }
        if row == column {
          guard sum > 0, sum.isFinite else { return nil }
          lower[row][row] = sum.squareRoot()
        } else {
          lower[row][column] = sum / lower[column][column]
        }
      }
    }
    return lower
  }

  /// The x with L·Lᵀ·x = `right`. O(n²).
  static func solve(_ lower: [[Double]], _ right: [Double]) -> [Double] {
    var x = right
    for row in x.indices {
      for column in 0..<row { x[row] -= lower[row][column] * x[column] }
      x[row] /= lower[row][row]
    }
    for row in x.indices.reversed() {
      for later in row + 1..<x.count { x[row] -= lower[later][row] * x[later] }
      x[row] /= lower[row][row]
    }
    return x
  }

  /// The inverse of a positive definite matrix; nil if it is not. O(n³).
  static func inverse(_ matrix: [[Double]]) -> [[Double]]? {
    guard let lower = cholesky(matrix) else { return nil }
    return matrix.indices.map { column in
      var unit = [Double](repeating: 0, count: matrix.count)
      unit[column] = 1
      return solve(lower, unit)
    }
  }

  /// `rows`ᵀ·`rows`, for rows of `count` columns. O(m·n²).
  static func normalMatrix(_ rows: [[Double]], count: Int) -> [[Double]] {
    var result = [[Double]](repeating: [Double](repeating: 0, count: count), count: count)
    for row in rows {
      for i in 0..<count where row[i] != 0 {
        for j in 0..<count { result[i][j] += row[i] * row[j] }
      }
    }
    return result
  }
}
