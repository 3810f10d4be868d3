extension Crew {
  /// Does two pieces of work, which share nothing that either changes, at the same time; each may
  /// use the crew that `split` has made for it.
  func both<Left: ~Copyable, Right: ~Copyable>(
    _ left: () throws(PageBuffer.OutOfMemory) -> Left,
    _ right: () throws(PageBuffer.OutOfMemory) -> Right
  ) throws(PageBuffer.OutOfMemory) -> Pair<Left, Right> {
    var leftResult: Outcome<Left>?
    var rightResult: Outcome<Right>?
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
private enum Outcome<Value: ~Copyable>: ~Copyable {
  case done(Value)
  case failed(PageBuffer.OutOfMemory)

  init(_ work: () throws(PageBuffer.OutOfMemory) -> Value) {
    do {
      self = .done(try work())
    } catch {
      self = .failed(error)
    }
  }

  consuming func value() throws(PageBuffer.OutOfMemory) -> Value {
    switch consume self {
    case .done(let value): return value
    case .failed(let error): throw error
    }
  }
}
