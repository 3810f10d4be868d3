import Model

/// What all threads on a flow's way spend on its frames, in cycles of their hosts' processors.
///
/// Frames come in trains, each of which finds everything idle and is served in one batch by every
/// stage. A stage then spends `batch` and what notifies the next one once for each train, and
/// `packet + byte·bytes` on each frame. What a core takes to wake is nobody's work: the model has
/// it as a delay. A thread that goes on with its own next stage is not notified.
public struct PathWork: Hashable, Sendable {
  /// Cycles for each train of at most 64 frames.
  public var train = 0.0
  /// Cycles for each frame.
  public var packet = 0.0
  /// Cycles for each byte of frames.
  public var byte = 0.0

  /// Cycles for a frame of so many bytes in trains of `length` frames.
  public func cycles(frame bytes: Double, train length: Int) -> Double {
    train / Double(length) + packet + byte * bytes
  }
}

extension Simulation {
  /// The work on the way of a flow of datagrams from its source to its destination, with the costs
  /// of one replication. O(stages); nothing is run.
  ///
  /// - Throws: `SimulationError`, also for flows that are answered.
  public func work(
    on workload: String, replication: Int, seed: UInt64
  ) throws(SimulationError) -> PathWork {
    let builder = try network(Costs(costs, seed: seed, replication: replication))
    let plan = builder.plan
    guard let flow = plan.flows.first(where: { $0.name == workload }) else {
      throw .unknownWorkload(workload)
    }
    guard !flow.load.reacts else {
      throw .invalid("workload \(workload) is answered; the work on a path is that on datagrams")
    }
    var work = PathWork()
    var giver: Int?
    for hop in flow.forward {
      guard case .stage(let index) = hop else {
        giver = nil
        continue
      }
      let stage = plan.stages[index]
      let host = builder.owners[stage.thread].host
      // Cycles for each picosecond, as `Costs` divided by it.
      let clock = (scenario.hosts.first { $0.id == host }?.processor.clock.hertz ?? 0) * 1e-12
      let factor = (stage.scalesWithFlow ? flow.costFactor : 1) * clock
      work.train += stage.batch * clock
      work.packet += stage.packet * factor
      work.byte += stage.byte * factor
      // Both are on one host, for a wire would lie between them else.
      if let giver, giver != stage.thread { work.train += stage.notify * clock }
      giver = stage.thread
    }
    return work
  }
}
