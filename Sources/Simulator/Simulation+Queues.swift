import Model

extension Simulation {
  /// Runs one replication and returns the lengths of all queues at so many equally spaced times,
  /// the last of which is the end of the run; the warm-up is included.
  ///
  /// - Parameter samples: how often to look, at least once.
  /// - Throws: `SimulationError.invalid` where the scenario has no flow, and so no queues.
  public func queueLengths(
    samples: Int, replication: Int, seed: UInt64
  ) throws(SimulationError) -> QueueHistory {
    precondition(samples > 0, "a history has samples")
    let plan = try network(Costs(costs, seed: seed, replication: replication)).plan
    guard !plan.flows.isEmpty else {
      throw .invalid("no workload is a flow, and only packets wait in queues")
    }
    let links = plan.wires.indices.filter { plan.wires[$0].from != nil }
    var run = NetworkRun(
      plan: plan, stream: RandomStream(seed: seed, replication: replication, name: "network"))
    let end = (scenario.run.warmUp + scenario.run.duration).picoseconds
    var history = QueueHistory(
      queues: plan.stages.map(\.name) + links.map { plan.wires[$0].name }, times: [], lengths: [])
    // Every packet has its events here, so that a queue's content is that of the clock's time.
    run.start(warmUp: 0)
    for number in 1...samples {
      let time = Int64(Double(end) * Double(number) / Double(samples))
      while run.step(until: time) {}
      history.times.append(SimTime(picoseconds: time))
      history.lengths.append(
        plan.stages.indices.map { run.stages[$0].queue.count }
          + links.map { run.waiting(wire: $0, at: time) })
    }
    return history
  }
}

extension NetworkRun {
  /// Frames that wait for a transmitter: those that have not begun to leave. O(frames on the wire).
  fileprivate func waiting(wire index: Int, at time: Int64) -> Int {
    let wire = wires + index
    var count = 0
    for offset in 0..<wire.pointee.queue.count {
      let frame = wire.pointee.queue[offset]
      if frame.arrived - wire.pointee.delay - wire.pointee.time(bytes: frame.bytes) > time {
        count += 1
      }
    }
    return count
  }
}
