import Model

/// What came of the frames that one flow sent at a constant load.
public struct FlowTrial: Hashable, Sendable {
  /// Frames that left their sender.
  public var sent: Int
  /// Frames that reached the receiver.
  public var received: Int
  /// Frames that a queue on the way refused.
  public var dropped: Int
  /// Seconds from the first frame to when the last left its sender; more than was asked for where
  /// the sender's own stage fell behind.
  public var seconds: Double
}

/// Constant-rate flows at other loads than their own, for searches and saturation (decision 12).
extension Simulation {
  /// How long frames may be on their way after the last was sent, as when one measures: 2 s.
  private static let settling: Int64 = 2_000_000_000_000
  /// Loads that exceed what a sender can do by this factor are not tried. Nearer ones are, because
  /// a sender that falls behind by less than 0.1 % did offer its load.
  private static let hopeless = 1.01

  /// Lets a constant-rate flow send so many frames per second for so long, and waits for the last
  /// of them. All else in the scenario goes on beside it.
  ///
  /// The costs are those of the replication, whose searched flow meets the same machine in every
  /// trial; what is random about single packets differs from `number` to `number`. A load well
  /// beyond what the sender's own stage could do is not tried: then what it could do was sent, and
  /// nothing is known of the rest.
  ///
  /// - Parameters:
  ///   - load: frames per second, above 0.
  ///   - seconds: how long, above 0.
  ///   - number: the trial's number in its search.
  /// - Throws: `SimulationError` where the workload is no constant-rate flow, or for too many
  ///   packets.
  public func trial(
    of workload: Workload.ID, load: Double, seconds: Double, replication: Int, number: Int,
    seed: UInt64
  ) throws(SimulationError) -> FlowTrial {
    var (plan, index) = try loaded(
      workload, load, seconds: seconds, replication: replication, seed: seed)
    if let limit = plan.senderLimit(of: index), load > Self.hopeless * limit {
      return FlowTrial(sent: Int(limit * seconds), received: 0, dropped: 0, seconds: seconds)
    }
    let warmUp = scenario.run.warmUp.picoseconds
    plan.flows[index].start = warmUp
    plan.flows[index].mostPackets = max(Int64((load * seconds).rounded()), 1)
    var run = NetworkRun(
      plan: plan,
      stream: RandomStream(seed: seed, replication: replication, name: "trial \(number)"))
    let duration = Int64(seconds * 1e12)
    let left = run.run(
      warmUp: warmUp, flow: index, sent: warmUp + duration, longest: duration + Self.settling)
    return FlowTrial(
      sent: run.flows[index].tally.sent, received: run.flows[index].tally.delivered,
      dropped: run.dropped(flow: index), seconds: Double(left - warmUp) * 1e-12)
  }

  /// Lets a constant-rate flow send so many frames per second all the time, or as many as its
  /// sender can, and counts over the scenario's time of observation.
  ///
  /// - Throws: as `trial(of:load:seconds:replication:number:seed:)`.
  public func saturated(
    _ workload: Workload.ID, load: Double, replication: Int, seed: UInt64
  ) throws(SimulationError) -> FlowTrial {
    let duration = scenario.run.duration
    var (plan, index) = try loaded(
      workload, load, seconds: (scenario.run.warmUp + duration).seconds,
      replication: replication, seed: seed)
    if let limit = plan.senderLimit(of: index), load > limit {
      plan.flows[index].load = .constant(interval: 1e12 / limit)
    }
    var run = NetworkRun(
      plan: plan, stream: RandomStream(seed: seed, replication: replication, name: "network"))
    run.run(warmUp: scenario.run.warmUp.picoseconds, duration: duration.picoseconds)
    let first = Int(run.table.entries[index].forward)
    var sent = run.flows[index].tally.sent
    if case .stage? = plan.flows[index].forward.first { sent = run.tallies[first].packets }
    return FlowTrial(
      sent: sent, received: run.flows[index].tally.delivered, dropped: run.dropped(flow: index),
      seconds: duration.seconds)
  }

  /// The network of a replication in which a flow sends so many frames per second.
  private func loaded(
    _ workload: Workload.ID, _ load: Double, seconds: Double, replication: Int, seed: UInt64
  ) throws(SimulationError) -> (plan: NetworkPlan, index: Int) {
    precondition(load > 0 && seconds > 0, "a trial has a load and a duration")
    guard scenario.failures.isEmpty else {
      throw .invalid(
        "failures[0]: trials find what a flow carries while all works; leave the failures out, or "
          + "ask for the scenario's rate")
    }
    guard load * seconds <= Self.mostPackets else {
      throw .invalid(
        "one trial would send \(load * seconds) frames, and at most \(Self.mostPackets) are "
          + "simulated; let trials be shorter")
    }
    var plan = try network(Costs(costs, seed: seed, replication: replication)).plan
    guard let index = plan.flows.firstIndex(where: { $0.name == workload.name }) else {
      throw .unknownWorkload(workload.name)
    }
    guard case .constant = plan.flows[index].load else {
      throw .invalid(
        "workload \(workload) is no constant-rate flow, and cannot be loaded in another way; ask "
          + "for its rate")
    }
    plan.flows[index].load = .constant(interval: 1e12 / load)
    return (plan, index)
  }
}

extension NetworkPlan {
  /// Frames per second that the stage of a flow's sender can do with full batches at most; nil
  /// where the path begins with a wire, as a tester's does.
  fileprivate func senderLimit(of index: Int) -> Double? {
    guard case .stage(let number)? = flows[index].forward.first else { return nil }
    let stage = stages[number]
    let time =
      stage.packet + stage.byte * flows[index].meanFrame
      + stage.batch / Double(stage.batchLimit)
    return time > 0 ? 1e12 / time : nil
  }
}
