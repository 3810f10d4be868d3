import Statistics
import Testing

@Suite
struct LeastSquaresTests {
  /// Longley's data (1967), as NIST's Statistical Reference Datasets have them with certified
  /// results: columns that nearly depend on each other.
  private static let longley: [[Double]] = [
    [60323, 83.0, 234289, 2356, 1590, 107608, 1947],
    [61122, 88.5, 259426, 2325, 1456, 108632, 1948],
    [60171, 88.2, 258054, 3682, 1616, 109773, 1949],
    [61187, 89.5, 284599, 3351, 1650, 110929, 1950],
    [63221, 96.2, 328975, 2099, 3099, 112075, 1951],
    [63639, 98.1, 346999, 1932, 3594, 113270, 1952],
    [64989, 99.0, 365385, 1870, 3547, 115094, 1953],
    [63761, 100.0, 363112, 3578, 3350, 116219, 1954],
    [66019, 101.2, 397469, 2904, 3048, 117388, 1955],
    [67857, 104.6, 419180, 2822, 2857, 118734, 1956],
    [68169, 108.4, 442769, 2936, 2798, 120445, 1957],
    [66513, 110.8, 444546, 4681, 2637, 121950, 1958],
    [68655, 112.6, 482704, 3813, 2552, 123366, 1959],
    [69564, 114.2, 502601, 3931, 2514, 125368, 1960],
    [69331, 115.7, 518173, 4806, 2572, 127852, 1961],
    [70551, 116.9, 554894, 4007, 2827, 130081, 1962],
  ]

  @Test
  func certifiedResultsOfLongleysDataAreReached() throws {
    let fit = try #require(
      LeastSquares(
        rows: Self.longley.map { [1] + $0.dropFirst() }, values: Self.longley.map { $0[0] }))
    let coefficients = [
      -3482258.63459582, 15.0618722713733, -0.358191792925910e-1, -2.02022980381683,
      -1.03322686717359, -0.511041056535807e-1, 1829.15146461355,
    ]
    let errors = [
      890420.383607373, 84.9149257747669, 0.334910077722432e-1, 0.488399681651699,
      0.214274163161675, 0.226073200069370, 455.478499142212,
    ]
    for (place, certified) in coefficients.enumerated() {
      #expect(abs(fit.coefficients[place] / certified - 1) < 1e-7, "coefficient \(place)")
      #expect(abs(fit.standardErrors[place] / errors[place] - 1) < 1e-7, "error \(place)")
    }
    #expect(abs(fit.residualDeviation / 304.854073561965 - 1) < 1e-8)
    #expect(fit.degreesOfFreedom == 9)
  }

  @Test
  func whatCannotBeToldApartIsNoFit() {
    #expect(LeastSquares(rows: [[1, 2], [2, 4], [3, 6]], values: [1, 2, 3]) == nil)
    #expect(LeastSquares(rows: [[1, 2]], values: [1]) == nil)
    #expect(LeastSquares(rows: [[1], [1, 2]], values: [1, 2]) == nil)
    #expect(LeastSquares(rows: [[0], [0]], values: [1, 2]) == nil)
  }

  @Test
  func withoutRowsToSpareThereIsNoError() throws {
    let fit = try #require(LeastSquares(rows: [[1, 1], [1, 3]], values: [5, 9]))
    #expect(abs(fit.coefficients[0] - 3) < 1e-12 && abs(fit.coefficients[1] - 2) < 1e-12)
    #expect(fit.standardErrors.isEmpty && fit.residualDeviation == 0)
  }
}
