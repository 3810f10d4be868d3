/// One goal's part in a search: which load to try next for it.
///
/// For each target of the chain, bounds are looked for around a guess, in steps that grow fourfold
/// as long as they go the same way, and what lies between them is halved, until they are near
/// enough. They are the guess for the next target.
struct Pursuit: Hashable, Sendable {
  /// Where the bounds are thought to be; places in the grid, of which either may be missing.
  private var guess: TrialLog.Bounds
  /// The targets, the goal itself the last.
  let targets: [SearchTarget]
  /// Which target is pursued.
  private var place = 0
  /// How many steps of the grid the next move outward takes.
  private var reach: Int
  /// How much further each move outward goes than the last. Of 2, 3 and 4, this one takes the
  /// fewest trials on the systems of the tests' oracle.
  private static let growth = 4
  /// The load of the last move outward, and whether upward, until it is a bound.
  private var move: Move?

  /// A step out of what was guessed.
  private struct Move: Hashable, Sendable {
    var index: Int
    var isUpward: Bool
  }

  /// The pursuit of `targets`, whose bounds are thought to be at `guess`.
  init(_ targets: [SearchTarget], guess: TrialLog.Bounds) {
    precondition(!targets.isEmpty, "a pursuit needs a target")
    self.targets = targets
    self.guess = guess
    reach = targets[0].steps
  }

  /// The target that is pursued.
  var target: SearchTarget { targets[place] }

  /// The last target, which is the goal.
  var goal: SearchTarget { targets[targets.count - 1] }

  /// The place in the grid to try next for `target`; nil when the goal is reached.
  ///
  /// - Parameter ceiling: the highest place that may be tried.
  mutating func next(_ log: TrialLog, ceiling: Int) -> Int? {
    while true {
      var bounds = log.bounds(for: target)
      // An upper bound above what can be tried now bounds nothing.
      if let upper = bounds.upper, upper > ceiling { bounds.upper = nil }
      settleMove(bounds)
      if let index = candidate(bounds, ceiling) { return index }
      guard place + 1 < targets.count else { return nil }
      place += 1
      guess = bounds
      reach = target.steps
      guess = bounds
      move = nil
    }
  }

  /// Whether the bounds are near enough for `target`, or at an end of the range.
  static func isReached(
    _ bounds: TrialLog.Bounds, _ target: SearchTarget, ceiling: Int
  ) -> Bool {
    switch (bounds.lower, bounds.upper) {
    case (let lower?, let upper?): upper - lower <= target.steps
    case (let lower?, nil): lower >= ceiling
    case (nil, let upper?): upper <= 0
    case (nil, nil): false
    }
  }

  /// Goes further if the last move only moved a bound; once it turned, what is between the bounds
  /// is the guess, and is halved.
  private mutating func settleMove(_ bounds: TrialLog.Bounds) {
    guard let last = move else { return }
    let moved = last.isUpward ? bounds.lower : bounds.upper
    let turned = last.isUpward ? bounds.upper : bounds.lower
    if moved == last.index {
      reach *= Self.growth
      move = nil
    } else if turned == last.index {
      reach = target.steps
      guess = bounds
      move = nil
    }
  }

  private mutating func candidate(_ bounds: TrialLog.Bounds, _ ceiling: Int) -> Int? {
    if Self.isReached(bounds, target, ceiling: ceiling) { return nil }
    // Just outside the bounds, so that a guess on them is not tried again.
    let low = bounds.lower ?? -1
    let high = bounds.upper ?? ceiling + 1
    func isInside(_ index: Int) -> Bool { index > low && index < high }
    if let lower = guess.lower, let upper = guess.upper, isInside(lower), isInside(upper) {
      let width = upper - lower
      if width > target.steps && width <= 2 * target.steps { return lower + width / 2 }
    }
    if let lower = guess.lower, isInside(lower) { return lower }
    if let upper = guess.upper, isInside(upper) { return upper }
    if bounds.lower == nil && bounds.upper == nil { return ceiling }
    let middle = bounds.lower != nil && bounds.upper != nil ? low + (high - low) / 2 : nil
    return moveOutward(bounds, middle, ceiling) ?? middle
  }

  /// The next load beyond a guess that was wrong; nil where the middle is nearer.
  private mutating func moveOutward(
    _ bounds: TrialLog.Bounds, _ middle: Int?, _ ceiling: Int
  ) -> Int? {
    if let lower = bounds.lower, guess.upper.map({ lower >= $0 }) ?? (bounds.upper == nil) {
      let index = min(lower + reach, ceiling)
      if index < middle ?? ceiling + 1 {
        move = Move(index: index, isUpward: true)
        return index
      }
    }
    if let upper = bounds.upper, guess.lower.map({ upper <= $0 }) ?? (bounds.lower == nil) {
      let index = max(upper - reach, 0)
      if index > middle ?? -1 {
        move = Move(index: index, isUpward: false)
        return index
      }
    }
    return nil
  }
}
