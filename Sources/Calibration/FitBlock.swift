/// Parameters and targets that belong together: no target outside moves with one of the parameters.
struct FitBlock: Hashable {
  /// Positions of the parameters, rising.
  var parameters: [Int]
  /// Positions of the targets, rising.
  var targets: [Int]

  /// The blocks of a Jacobian, by target and parameter; targets that nothing moves are in none.
  /// O(targets · parameters²).
  static func blocks(of jacobian: [[Double]], parameters count: Int) -> [FitBlock] {
    // The block of each parameter, named by its smallest member.
    var owner = Array(0..<count)
    for row in jacobian {
      let movers = (0..<count).filter { row[$0] != 0 }
      guard let least = movers.map({ owner[$0] }).min() else { continue }
      let merged = Set(movers.map { owner[$0] })
      for index in 0..<count where merged.contains(owner[index]) { owner[index] = least }
    }
    return (0..<count).filter { owner[$0] == $0 }.map { name in
      let members = (0..<count).filter { owner[$0] == name }
      return FitBlock(
        parameters: members,
        targets: jacobian.indices.filter { target in
          members.contains { jacobian[target][$0] != 0 }
        })
    }
  }
}

extension FitProblem {
  /// The part of the loss that a block's targets and priors make.
  func loss(of block: FitBlock, at logs: [Double], outputs: [Double]) -> Double {
    var loss = 0.0
    for target in block.targets {
      let residual = (outputs[target] - targets[target].value) / targets[target].standardError
      loss += residual * residual
    }
    for index in block.parameters {
      loss += priorResidual(of: index, at: logs[index]).map { $0 * $0 } ?? 0
    }
    return loss.isFinite ? loss : .infinity
  }
}
