import Testing

@testable import Simulator

/// The packets of one flow's way out, step by step.
enum PacketAccount {
  /// Checks that what enters each step has left it, was dropped or lost there, or is inside, in a
  /// run from 0 without elided events, so that every packet inside is at the step where it is then.
  ///
  /// - Parameter inside: the run's `population()`.
  static func expectClosed(
    flow index: Int, of run: borrowing NetworkRun, inside: [Int], seed: UInt64
  ) {
    let flow = run.plan.flows[index]
    var entering = run.flows[index].tally.sent
    for offset in flow.forward.indices {
      let step = Int(run.table.entries[index].forward) + offset
      let counts = run.tallies[step]
      // A stage counts a packet when its service begins, a wire when it takes the frame.
      var waiting = 0
      if case .stage(let stage) = flow.forward[offset] {
        for place in 0..<run.stages[stage].queue.count
        where Int(run.stages[stage].queue[place].step) == step { waiting += 1 }
      }
      let (left, gone) = (counts.packets, counts.dropped + counts.lost)
      #expect(entering == left + gone + waiting, "seed \(seed), step \(step)")
      entering = left - (inside[step] - waiting)
    }
    let arrived = run.flows[index].tally.arrived
    #expect(entering == arrived, "seed \(seed), flow \(index)")
  }
}
