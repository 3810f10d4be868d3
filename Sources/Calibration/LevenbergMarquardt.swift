#if canImport(Glibc)
  import Glibc
#endif

/// Fits parameters by the Levenberg–Marquardt method (doi:10.1137/0111030) on their logarithms,
/// after a coordinate scan of their ranges.
///
/// The scan finds a basin where the model is flat around the start, as a throughput is at line
/// rate. The Jacobian is taken by central differences with a step that is large against the noise
/// of a simulation under common random numbers. Steps are clamped to the bounds.
public struct LevenbergMarquardt: Sendable {
  /// Evaluates the model for several parameter vectors at once: the targets' numbers for each.
  public typealias Model = @Sendable (_ vectors: [[Double]]) async throws -> [[Double]]

  /// Iterations at most.
  public var iterations = 40
  /// The step of the differences, in the logarithm.
  public var step = 0.03
  /// The change of the loss, against the loss itself or the number of targets if that is less,
  /// below which the fit has converged. A target that the model cannot meet thus hides no other.
  public var tolerance = 1e-3
  /// Values of each parameter that one sweep of the scan tries; 0 leaves the scan out.
  public var scanPoints = 31
  /// Sweeps of the scan over all parameters.
  public var sweeps = 1

  /// The method with its usual settings.
  public init() {}

  /// Solves `problem`, whose targets `model` computes.
  ///
  /// - Throws: `FitError`, or what the model throws.
  public func fit(_ problem: FitProblem, model: @escaping Model) async throws -> FitOutcome {
    guard !problem.parameters.isEmpty, !problem.targets.isEmpty else { throw FitError.empty }
    var search = Search(problem: problem, model: model)
    var current = try await search.start()
    for _ in 0..<(scanPoints > 1 ? sweeps : 0) {
      current = try await search.scan(from: current, points: scanPoints)
    }
    var damping = 1e-2
    var stop = FitOutcome.Stop.exhausted
    var jacobian = try await search.jacobian(at: current.logs, step: step)
    for _ in 0..<iterations {
      let (next, nextDamping) = try await search.improve(
        current, jacobian: jacobian, damping: damping)
      guard let next else {
        stop = .stalled
        break
      }
      let gain = current.loss - next.loss
      current = next
      damping = nextDamping
      jacobian = try await search.jacobian(at: current.logs, step: step)
      if gain < tolerance * min(next.loss, Double(problem.targets.count)) {
        stop = .converged
        break
      }
    }
    return search.outcome(at: current, jacobian: jacobian, stop: stop)
  }

  /// Moves an outcome to the optimum of a model that is close to the one it was found with, such as
  /// the same simulation with more replications; the slopes stay those of the outcome (the chord
  /// method).
  ///
  /// - Throws: what the model throws.
  public func refine(
    _ outcome: FitOutcome, of problem: FitProblem, steps: Int = 4, model: @escaping Model
  ) async throws -> FitOutcome {
    var search = Search(problem: problem, model: model)
    search.evaluations = outcome.evaluations
    var current = try await search.points([outcome.values.map { log($0) }])[0]
    var damping = 1e-2
    for _ in 0..<steps {
      let (next, nextDamping) = try await search.improve(
        current, jacobian: outcome.jacobian, damping: damping, rounds: 1)
      guard let next else { break }
      current = next
      damping = nextDamping
    }
    return search.outcome(at: current, jacobian: outcome.jacobian, stop: outcome.stop)
  }
}

/// The state of one search.
private struct Search {
  /// A point in the space of logarithms.
  struct Point {
    var logs: [Double]
    var outputs: [Double]
    var loss: Double
  }

  let problem: FitProblem
  let model: LevenbergMarquardt.Model
  var evaluations = 0

  init(problem: FitProblem, model: @escaping LevenbergMarquardt.Model) {
    self.problem = problem
    self.model = model
  }

  /// The points at several places; a place where the model gives no number has an infinite loss.
  mutating func points(_ places: [[Double]]) async throws -> [Point] {
    evaluations += places.count
    let outputs = try await model(places.map { $0.map { exp($0) } })
    return zip(places, outputs).map { logs, outputs in
      let residuals = problem.residuals(logs: logs, outputs: outputs)
      let loss = residuals.reduce(0) { $0 + $1 * $1 }
      return Point(logs: logs, outputs: outputs, loss: loss.isFinite ? loss : .infinity)
    }
  }

  mutating func start() async throws -> Point {
    let point = try await points([problem.parameters.map { log($0.start) }])[0]
    let bad = zip(problem.targets, point.outputs).filter { !$1.isFinite }.map(\.0.name)
    guard bad.isEmpty else { throw FitError.notFinite(bad) }
    return point
  }

  /// Moves each parameter in turn to the best of some values spread over its range.
  mutating func scan(from start: Point, points count: Int) async throws -> Point {
    var best = start
    for index in problem.parameters.indices {
      let low = log(problem.parameters[index].lowest)
      let high = log(problem.parameters[index].highest)
      let places = (0..<count).map { position in
        var logs = best.logs
        logs[index] = low + (high - low) * (Double(position) + 0.5) / Double(count)
        return logs
      }
      for point in try await points(places) where point.loss < best.loss { best = point }
    }
    return best
  }

  /// ∂ output / ∂ ln parameter by central differences, one-sided at a bound.
  mutating func jacobian(at logs: [Double], step: Double) async throws -> [[Double]] {
    var places: [[Double]] = []
    for index in logs.indices {
      for direction in [-step, step] {
        var place = logs
        place[index] += direction
        places.append(problem.clamped(place))
      }
    }
    let around = try await points(places)
    return problem.targets.indices.map { target in
      logs.indices.map { index in
        let below = around[2 * index]
        let above = around[2 * index + 1]
        let width = above.logs[index] - below.logs[index]
        let slope = (above.outputs[target] - below.outputs[target]) / width
        return slope.isFinite ? slope : 0
      }
    }
  }

  /// The weighted Jacobian of all residuals.
  func rows(_ jacobian: [[Double]]) -> [[Double]] {
    zip(problem.targets, jacobian).map { target, row in
      row.map { $0 / target.standardError }
    } + problem.priorRows()
  }

  /// A point with a smaller loss; several dampings are tried at once. nil if none is better.
  mutating func improve(
    _ current: Point, jacobian: [[Double]], damping: Double, rounds: Int = 4
  ) async throws -> (Point?, Double) {
    let rows = rows(jacobian)
    let count = problem.parameters.count
    let residuals = problem.residuals(logs: current.logs, outputs: current.outputs)
    let normal = LinearAlgebra.normalMatrix(rows, count: count)
    var gradient = [Double](repeating: 0, count: count)
    for (row, residual) in zip(rows, residuals) {
      for index in 0..<count { gradient[index] += row[index] * residual }
    }
    let blocks = FitBlock.blocks(of: jacobian, parameters: count)
    var tried = damping
    for _ in 0..<rounds {
      let dampings = [tried / 10, tried, tried * 10]
      let places = dampings.compactMap { damping -> [Double]? in
        var damped = normal
        for index in 0..<count { damped[index][index] += damping * normal[index][index] + 1e-12 }
        guard let lower = LinearAlgebra.cholesky(damped) else { return nil }
        let step = LinearAlgebra.solve(lower, gradient.map { -$0 })
        return problem.clamped(zip(current.logs, step).map { $0 + $1 })
      }
      let candidates = try await points(places)
      if let best = candidates.indices.min(by: { candidates[$0].loss < candidates[$1].loss }) {
        let mixed = try await mix(candidates, with: current, blocks: blocks)
        let next = mixed.loss < candidates[best].loss ? mixed : candidates[best]
        if next.loss < current.loss { return (next, dampings[min(best, dampings.count - 1)]) }
      }
      tried *= 1000
    }
    return (nil, damping)
  }

  /// The point that takes from each block of parameters the candidate that serves it best.
  ///
  /// Blocks share no target, so one that cannot be improved does not hold back the others.
  private mutating func mix(
    _ candidates: [Point], with current: Point, blocks: [FitBlock]
  ) async throws -> Point {
    var logs = current.logs
    for block in blocks {
      let best = candidates.min {
        problem.loss(of: block, at: $0.logs, outputs: $0.outputs)
          < problem.loss(of: block, at: $1.logs, outputs: $1.outputs)
      }
      guard let best,
        problem.loss(of: block, at: best.logs, outputs: best.outputs)
          < problem.loss(of: block, at: current.logs, outputs: current.outputs)
      else { continue }
      for index in block.parameters { logs[index] = best.logs[index] }
    }
    return try await points([logs])[0]
  }

  func outcome(at point: Point, jacobian: [[Double]], stop: FitOutcome.Stop) -> FitOutcome {
    let residuals = problem.residuals(logs: point.logs, outputs: point.outputs)
    let data = residuals.prefix(problem.targets.count).reduce(0) { $0 + $1 * $1 }
    let normal = LinearAlgebra.normalMatrix(rows(jacobian), count: problem.parameters.count)
    return FitOutcome(
      values: point.logs.map { exp($0) }, covariance: LinearAlgebra.inverse(normal),
      outputs: point.outputs, jacobian: jacobian, dataLoss: data,
      priorLoss: point.loss - data, evaluations: evaluations, stop: stop)
  }
}
