#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#endif

/// A goal, or a coarser version of it that is reached before: trials are shorter and bounds wider.
struct SearchTarget: Hashable, Sendable {
  /// The most coarser targets of a goal: their widths double each time.
  static let most = 8

  /// As the goal's.
  let lossRatio: Double
  /// As the goal's.
  let exceedRatio: Double
  /// How many steps of the grid its bounds may lie apart; at least 1.
  let steps: Int
  /// Seconds of its trials.
  let trial: Double
  /// Seconds that its trials at a load take together.
  let durationSum: Double

  /// The targets of a goal in the order in which they are reached, the goal itself the last.
  ///
  /// From one to the next the duration sum grows by the same factor, from the initial trial to the
  /// goal's own, and the width halves.
  static func chain(for goal: SearchGoal, on grid: LoadGrid) -> [SearchTarget] {
    let count = goal.coarserTargets
    let steps = grid.steps(within: goal.width)
    return (0...count).map { place in
      let share = count == 0 ? 1 : Double(place) / Double(count)
      let sum =
        place == count
        ? goal.durationSum
        : goal.initialTrial * pow(goal.durationSum / goal.initialTrial, share)
      return SearchTarget(
        lossRatio: goal.lossRatio, exceedRatio: goal.exceedRatio, steps: steps << (count - place),
        trial: min(goal.finalTrial, sum), durationSum: sum)
    }
  }
}
