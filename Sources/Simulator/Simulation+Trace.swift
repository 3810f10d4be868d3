import Model

extension Simulation {
  /// Runs one replication and returns the first `limit` batches that its threads served, warm-up
  /// included.
  ///
  /// Jobs are not in it: they have what the packets' threads leave of their cores.
  ///
  /// - Throws: `SimulationError.invalid` where the scenario has no flow, and so no such threads.
  public func trace(
    limit: Int, replication: Int, seed: UInt64
  ) throws(SimulationError) -> WorkTrace {
    let plan = try network(Costs(costs, seed: seed, replication: replication)).plan
    guard !plan.flows.isEmpty else {
      throw .invalid("no workload is a flow, and only the threads that move packets are traced")
    }
    var run = NetworkRun(
      plan: plan, stream: RandomStream(seed: seed, replication: replication, name: "network"))
    run.keep(WorkLog(threads: plan.threads.count, limit: limit))
    run.run(warmUp: scenario.run.warmUp.picoseconds, duration: scenario.run.duration.picoseconds)
    return WorkTrace(
      threads: plan.threads.map { .init(name: $0.name, core: plan.executors[$0.executor].name) },
      stages: plan.stages.map(\.name),
      slices: (run.log?.slices ?? []).map { slice in
        WorkTrace.Slice(
          thread: Int(slice.thread), stage: Int(slice.stage),
          begin: SimTime(picoseconds: slice.begin), end: SimTime(picoseconds: slice.end),
          packets: Int(slice.packets))
      }, missed: run.log?.missed ?? 0)
  }
}
