extension Crew {
  /// What two pieces of work give that are done at the same time (`runBeside`) and share nothing
  /// that either changes.
  ///
  /// - Throws: What the first throws, or else the second; both are run in any case.
  func beside<Left: ~Copyable, Right: ~Copyable, Failure>(
    _ left: () throws(Failure) -> Left, _ right: () throws(Failure) -> Right
  ) throws(Failure) -> Pair<Left, Right> {
    var leftResult: Outcome<Left, Failure>?
    var rightResult: Outcome<Right, Failure>?
    runBeside {
      leftResult = Outcome(left)
    } _: {
      rightResult = Outcome(right)
    }
    guard let leftResult = leftResult.take(), let rightResult = rightResult.take() else {
      preconditionFailure("a branch that was not run")
    }
    let first = try leftResult.value()
    return Pair(try rightResult.value(), after: first)
  }
}

/// Two values that need not be copyable.
struct Pair<Left: ~Copyable, Right: ~Copyable>: ~Copyable {
  /// The first.
  var left: Left
  /// The second.
  var right: Right

  /// The second and the first, in the order in which they come to be.
  init(_ right: consuming Right, after left: consuming Left) {
    self.left = left
    self.right = right
  }
}

/// What a branch came to.
private enum Outcome<Value: ~Copyable, Failure: Error>: ~Copyable {
  case done(Value)
  case failed(Failure)

  init(_ work: () throws(Failure) -> Value) {
    do throws(Failure) {
      self = .done(try work())
    } catch {
      self = .failed(error)
    }
  }

  consuming func value() throws(Failure) -> Value {
    switch consume self {
    case .done(let value): return value
    case .failed(let error): throw error
    }
  }
}
