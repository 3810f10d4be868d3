import Testing

@testable import Calibration

@Suite struct LevenbergMarquardtTests {
  /// A parameter between 0.01 and 100 that starts at 1.
  private func parameter(_ name: String, prior: FreeParameter.Prior? = nil) -> FreeParameter {
    FreeParameter(name: name, start: 1, lowest: 0.01, highest: 100, prior: prior)
  }

  @Test func plantedParametersOfASaturatingModelAreFound() async throws {
    // Throughput is flat at 10 until the costs exceed 1/10, as a line rate is.
    let model: LevenbergMarquardt.Model = { vectors in
      vectors.map { v in [min(10, 1 / (v[0] + v[1])), min(10, 1 / (v[0] + 3 * v[1]))] }
    }
    let truth = try await model([[0.3, 0.05]])[0]
    let problem = FitProblem(
      parameters: [parameter("a"), parameter("b")],
      targets: [
        FitTarget(name: "one", value: truth[0], standardError: 0.01),
        FitTarget(name: "two", value: truth[1], standardError: 0.01),
      ])
    let outcome = try await LevenbergMarquardt().fit(problem, model: model)
    #expect(abs(outcome.values[0] / 0.3 - 1) < 0.01)
    #expect(abs(outcome.values[1] / 0.05 - 1) < 0.01)
    #expect(outcome.stop != .exhausted)
  }

  @Test func aParameterThatNothingDependsOnStaysAtItsPrior() async throws {
    let prior = FreeParameter.Prior(typical: 2, low: 1, high: 4)
    let problem = FitProblem(
      parameters: [parameter("used"), parameter("unused", prior: prior)],
      targets: [FitTarget(name: "y", value: 5, standardError: 0.1)])
    let outcome = try await LevenbergMarquardt().fit(problem) { $0.map { [$0[0]] } }
    #expect(abs(outcome.values[0] - 5) < 0.05)
    #expect(abs(outcome.values[1] / 2 - 1) < 0.02)
    let deviation = try #require(outcome.logDeviation(of: 1))
    #expect(abs(deviation - FitProblem.sigma(of: prior)) < 1e-6)
  }

  @Test func aGaussianProblemHasItsClosedFormPosterior() async throws {
    // ln y = ln a, one observation and one prior: precisions add.
    let prior = FreeParameter.Prior(typical: 1, low: 0.5, high: 2)
    let problem = FitProblem(
      parameters: [parameter("a", prior: prior)],
      targets: [FitTarget(name: "y", value: 1, standardError: 0.2)])
    let outcome = try await LevenbergMarquardt().fit(problem) { $0 }
    let sigma = FitProblem.sigma(of: prior)
    let expected = 1 / (1 / (0.2 * 0.2) + 1 / (sigma * sigma)).squareRoot()
    let deviation = try #require(outcome.logDeviation(of: 0))
    #expect(abs(outcome.values[0] - 1) < 1e-3)
    #expect(abs(deviation / expected - 1) < 1e-2)
  }

  @Test func valuesStayWithinTheirBounds() async throws {
    let problem = FitProblem(
      parameters: [parameter("a")],
      targets: [FitTarget(name: "y", value: 1_000, standardError: 1)])
    let outcome = try await LevenbergMarquardt().fit(problem) { $0 }
    #expect(abs(outcome.values[0] - 100) < 1e-9)
  }

  @Test func aModelWithoutANumberIsAnError() async {
    let problem = FitProblem(
      parameters: [parameter("a")], targets: [FitTarget(name: "y", value: 1, standardError: 1)])
    await #expect(throws: FitError.notFinite(["y"])) {
      try await LevenbergMarquardt().fit(problem) { $0.map { _ in [.nan] } }
    }
  }

  // The NIST reference problem Misra1a
  // (https://www.itl.nist.gov/div898/strd/nls/data/misra1a.shtml): y = b1·(1 − exp(−b2·x)).
  @Test func theCertifiedParametersOfMisra1aAreFound() async throws {
    let x = [
      77.6, 114.9, 141.1, 190.8, 239.9, 289.0, 332.8, 378.4, 434.8, 477.3, 536.8, 593.1, 689.1,
      760.0,
    ]
    let y = [
      10.07, 14.73, 17.94, 23.93, 29.61, 35.18, 40.02, 44.82, 50.76, 55.05, 61.01, 66.40, 75.47,
      81.78,
    ]
    let problem = FitProblem(
      parameters: [
        FreeParameter(name: "b1", start: 500, lowest: 1, highest: 1e4, prior: nil),
        FreeParameter(name: "b2", start: 1e-4, lowest: 1e-6, highest: 1, prior: nil),
      ],
      targets: zip(x, y).map { FitTarget(name: "\($0)", value: $1, standardError: 0.1) })
    var method = LevenbergMarquardt()
    method.step = 1e-4
    method.tolerance = 1e-12
    method.iterations = 200
    let outcome = try await method.fit(problem) { vectors in
      vectors.map { v in x.map { v[0] * (1 - exponential(-v[1] * $0)) } }
    }
    #expect(abs(outcome.values[0] / 238.94212918 - 1) < 1e-4)
    #expect(abs(outcome.values[1] / 5.5015643181e-4 - 1) < 1e-4)
  }
}

/// e to the power of a small negative number, by its series, so that the test needs no libm.
private func exponential(_ x: Double) -> Double {
  var term = 1.0
  var sum = 1.0
  for n in 1...60 {
    term *= x / Double(n)
    sum += term
  }
  return sum
}
