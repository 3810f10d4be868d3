import Model

/// What one replication found.
public struct Replication: Hashable, Sendable {
  /// One number.
  public struct Figure: Hashable, Sendable {
    /// The workload it belongs to.
    public var workload: String
    /// What it is: `goodput`, `packets`, `offered`, `loss`, `latency`, `latency_p99`, `round_trip`,
    /// `requests`, `notifications`, `exits`, `time`, `copy`.
    public var quantity: String
    /// Its unit.
    public var unit: String
    /// The number.
    public var value: Double
    /// Half the width of the number's 95 % interval, as far as the run itself tells; nil where it
    /// does not.
    public var halfWidth: Double?

    /// All its properties.
    public init(
      workload: String, quantity: String, unit: String, value: Double, halfWidth: Double? = nil
    ) {
      self.workload = workload
      self.quantity = quantity
      self.unit = unit
      self.value = value
      self.halfWidth = halfWidth
    }
  }

  /// The numbers, in the order of the scenario's workloads.
  public var figures: [Figure] = []
  /// Where the time of each flow's packets went, in the order of their paths.
  public var breakdown: [StageTime] = []
  /// What the threads that move packets did, in the order of the network's plan.
  public var threads: [ThreadTime] = []
  /// Events that were simulated.
  public var events = 0
  /// Packets that reached their receiver, acknowledgements not counted.
  public var packets = 0
  /// What arrived when, if that was asked for.
  public var series: RunSeries?
  /// What output analysis would leave out of it beyond its warm-up; empty where nobody asked.
  public var truncations: [Truncation] = []
  /// What a reader must know of it beside the numbers, one sentence each.
  public var notes: [String] = []

  /// How much of the observed time was left out.
  public struct Truncation: Hashable, Sendable {
    /// That much from the end of the scenario's warm-up on.
    public var time: SimTime
    /// Whether the run was long enough to tell.
    public var isReliable: Bool

    /// Both properties.
    public init(time: SimTime, isReliable: Bool) {
      self.time = time
      self.isReliable = isReliable
    }
  }

  /// A replication that has found nothing yet.
  public init() {}

  /// Brings the figures into the order of `workloads`, keeping the order within each, and leaves
  /// out those of others. O(n log n).
  public mutating func sortFigures(like workloads: [String]) {
    var places: [String: Int] = [:]
    for (place, name) in workloads.enumerated() { places[name] = places[name] ?? place }
    figures = figures.enumerated().compactMap { offset, figure in
      places[figure.workload].map { (place: $0, offset: offset, figure: figure) }
    }.sorted { ($0.place, $0.offset) < ($1.place, $1.offset) }.map(\.figure)
  }
}

extension NetworkRun {
  /// Adds this run's figures, gathered over `duration` of simulated time.
  func summarise(into result: inout Replication, duration: SimTime) {
    result.events += eventCount
    let served = packetsByStage()
    for (index, flow) in plan.flows.enumerated() {
      result.packets += flows[index].tally.arrived
      func add(_ quantity: String, _ unit: String, _ value: Double) {
        result.figures.append(
          .init(workload: flow.name, quantity: quantity, unit: unit, value: value))
      }
      if case .requests(let pattern) = flow.load {
        summarise(requests: pattern, of: index, duration: duration, add)
      } else {
        summarise(flow: index, duration: duration, add)
      }
      summariseWakes(of: index, served: served, add)
      result.breakdown += breakdown(of: index, duration: duration)
    }
    result.threads = plan.threads.enumerated().map { index, thread in
      ThreadTime(
        thread: thread.name, core: plan.executors[thread.executor].name,
        utilisation: Double(threads[index].busy) / Double(duration.picoseconds),
        steal: Double(threads[index].stolen) / Double(duration.picoseconds),
        notifications: Double(threads[index].notifications) / duration.seconds)
    }
  }

  /// Adds the mean of a distribution, the shares that readers ask for, and its longest time.
  /// Nothing where there are no times.
  private func add(
    _ times: borrowing LatencyHistogram, as name: String, _ add: (String, String, Double) -> Void
  ) {
    guard let mean = times.mean else { return }
    add(name, "us", mean / 1e6)
    for (suffix, share) in [("p50", 0.5), ("p99", 0.99), ("p999", 0.999)] {
      if let time = times.quantile(share) { add("\(name)_\(suffix)", "us", Double(time) / 1e6) }
    }
    add("\(name)_max", "us", Double(times.longest) / 1e6)
  }

  private func summarise(
    flow index: Int, duration: SimTime, _ add: (String, String, Double) -> Void
  ) {
    let flow = plan.flows[index]
    let tally = flows[index].tally
    let headers = flow.frame - flow.payload
    let reacts = flow.load.reacts
    let payload =
      reacts ? tally.delivered * flow.payload : tally.deliveredBytes - tally.delivered * headers
    add("goodput", "Mbit/s", Double(payload * 8) / duration.seconds / 1e6)
    add("packets", "packet/s", Double(tally.delivered) / duration.seconds)
    if !reacts {
      let offered = Double((tally.sentBytes - tally.sent * headers) * 8)
      add("offered", "Mbit/s", offered / duration.seconds / 1e6)
    }
    add("loss", "1", loss(of: index))
    self.add(flows[index].latencies, as: "latency", add)
    self.add(flows[index].roundTrips, as: "round_trip", add)
  }

  /// Requests that were answered, what their answers carried, and how long they took from the first
  /// transmission to the last frame of the answer.
  private func summarise(
    requests pattern: NetworkPlan.Requests, of index: Int, duration: SimTime,
    _ add: (String, String, Double) -> Void
  ) {
    let tally = flows[index].tally
    let bits = Double(tally.delivered * pattern.answer * 8)
    add("goodput", "Mbit/s", bits / duration.seconds / 1e6)
    add("requests", "request/s", Double(tally.delivered) / duration.seconds)
    add("repeats", "1", Double(tally.retransmitted) / Double(max(tally.sent, 1)))
    self.add(flows[index].latencies, as: "latency", add)
  }

  /// Data packets dropped on the way, per packet that was sent.
  private func loss(of flow: Int) -> Double {
    let sent = flows[flow].tally.sent
    return sent == 0 ? 0 : Double(dropped(flow: flow)) / Double(sent)
  }

  /// The steps of a flow's forward path with the mean times its packets spent there.
  private func breakdown(of flow: Int, duration: SimTime) -> [StageTime] {
    let first = Int(table.entries[flow].forward)
    return plan.flows[flow].forward.enumerated().map { offset, hop in
      let tally = tallies[first + offset]
      let packets = Double(max(tally.packets, 1))
      let name: String
      let thread: String
      var utilisation: Double
      switch hop {
      case .stage(let index):
        name = plan.stages[index].name
        thread = plan.threads[plan.stages[index].thread].name
        utilisation =
          Double(threads[plan.stages[index].thread].busy) / Double(duration.picoseconds)
      case .wire(let index):
        name = plan.wires[index].name
        thread = "wire"
        let bytes = plan.flows[flow].meanFrame + Double(plan.wires[index].overhead)
        utilisation =
          packets * bytes * plan.wires[index].byte / Double(duration.picoseconds)
      }
      utilisation = min(utilisation, 1)
      let offered = Double(tally.packets + tally.dropped + tally.lost)
      return StageTime(
        flow: plan.flows[flow].name, stage: name, thread: thread,
        waiting: Double(tally.waiting) * 1e-12 / packets,
        service: Double(tally.service) * 1e-12 / packets, utilisation: utilisation,
        dropped: offered > 0 ? Double(tally.dropped) / offered : 0,
        lost: plan.fails ? (offered > 0 ? Double(tally.lost) / offered : 0) : nil)
    }
  }
}
