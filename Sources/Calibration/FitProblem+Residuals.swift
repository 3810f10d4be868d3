import Statistics

#if canImport(Glibc)
  import Glibc
#endif

extension FitProblem {
  /// The standard deviation of a prior's logarithm.
  static func sigma(of prior: FreeParameter.Prior) -> Double {
    log(prior.high / prior.low) / (2 * NormalDistribution.quantile975)
  }

  /// The residuals at `logs`, targets first, then the parameters that have a prior.
  func residuals(logs: [Double], outputs: [Double]) -> [Double] {
    let data = zip(targets, outputs).map { ($1 - $0.value) / $0.standardError }
    return data + parameters.indices.compactMap { priorResidual(of: $0, at: logs[$0]) }
  }

  /// The standardised distance of a parameter's logarithm from its prior; nil without one.
  func priorResidual(of index: Int, at value: Double) -> Double? {
    parameters[index].prior.map { (value - log($0.typical)) / Self.sigma(of: $0) }
  }

  /// The logarithms within their bounds.
  func clamped(_ logs: [Double]) -> [Double] {
    zip(parameters, logs).map { parameter, value in
      min(max(value, log(parameter.lowest)), log(parameter.highest))
    }
  }

  /// The rows of the Jacobian that belong to the priors.
  func priorRows() -> [[Double]] {
    parameters.indices.compactMap { index in
      parameters[index].prior.map { prior in
        var row = [Double](repeating: 0, count: parameters.count)
        row[index] = 1 / Self.sigma(of: prior)
        return row
      }
    }
  }
}
