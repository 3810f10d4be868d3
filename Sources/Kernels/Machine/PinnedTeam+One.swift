import Synchronization

extension PinnedTeam {
  /// Does `work` on a thread that is bound to `cpu`, and returns what it returns.
  ///
  /// - Throws: `MachineError` if there can be no such thread, or what `work` throws.
  static func on<Value: Sendable>(
    _ cpu: Int, _ work: @escaping @Sendable () throws(MachineError) -> Value
  ) throws(MachineError) -> Value {
    let box = ResultBox<Value>()
    try PinnedTeam(cpus: [cpu]).run { _ in
      let result = Result { () throws(MachineError) in try work() }
      box.value.withLock { $0 = result }
    }
    guard let result = box.value.withLock({ $0 }) else {
      preconditionFailure("the only thread of a team ended without a result")
    }
    return try result.get()
  }
}

/// Carries a result from one thread to another.
final class ResultBox<Value: Sendable>: Sendable {
  /// The result; nil before there is one.
  let value = Mutex<Result<Value, MachineError>?>(nil)
}
