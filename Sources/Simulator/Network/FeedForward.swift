/// Which parts of a plan need no events, because nothing that comes after them acts back on them.
///
/// The times of packets there follow from a recursion over departures: a frame leaves a wire when
/// it has come and the frame before it has left (Lindley, doi:10.1017/S0305004100027638). The
/// packets of such a part are computed as soon as they enter it, and those of a source without
/// feedback even some packets ahead of the clock; the results are the same, to the last bit, as
/// with an event for every step. A part that two others feed is entered at the clock's time only,
/// so that all its packets come in order.
struct FeedForward {
  /// How a stage is simulated.
  enum Mode: BitwiseCopyable {
    /// An event for every arrival and every service.
    case events
    /// Services are computed on arrival; an event hands each packet on, because what comes next has
    /// to be entered at the clock's time.
    case timed
    /// Services are computed on arrival, and packets are handed on at once.
    case passing
  }

  /// The mode of each stage.
  private(set) var stages: [Mode]
  /// Whether each wire hands packets on at once.
  private(set) var wires: [Bool]
  /// Whether each flow's packets are made ahead of the clock.
  private(set) var flows: [Bool]

  /// Where a packet comes from.
  private enum Origin: Equatable {
    case hop(NetworkPlan.Hop)
    /// `followsService` if the flow sends what the end of a service at another stage lets it send.
    case flow(Int, reacts: Bool, followsService: Bool)
  }

  /// Where a packet goes.
  private enum Target: Equatable {
    case hop(NetworkPlan.Hop)
    case receiver(reacts: Bool)
  }

  private var stageOrigins: [[Origin]]
  private var stageTargets: [[Target]]
  private var wireOrigins: [[Origin]]
  private var wireTargets: [[Target]]

  /// Looks at every path of `plan`. O(hops × neighbours of a hop).
  init(plan: NetworkPlan) {
    stages = Array(repeating: .events, count: plan.stages.count)
    wires = Array(repeating: false, count: plan.wires.count)
    flows = Array(repeating: false, count: plan.flows.count)
    stageOrigins = Array(repeating: [], count: plan.stages.count)
    stageTargets = Array(repeating: [], count: plan.stages.count)
    wireOrigins = Array(repeating: [], count: plan.wires.count)
    wireTargets = Array(repeating: [], count: plan.wires.count)
    for (index, flow) in plan.flows.enumerated() {
      note(flow.forward, of: flow, index, after: flow.backward)
      if flow.load.reacts { note(flow.backward, of: flow, index, after: flow.forward) }
    }
    let serial = plan.serialStages()
    for index in plan.stages.indices where serial[index] && isEntered(stage: index, of: plan) {
      if stageTargets[index].allSatisfy({ acceptsAnyTime($0, plan: plan) }) {
        stages[index] = .timed
      }
    }
    for index in plan.stages.indices where stages[index] == .timed {
      if stageTargets[index].allSatisfy(acceptsAhead) { stages[index] = .passing }
    }
    for index in plan.wires.indices {
      wires[index] = wireTargets[index].allSatisfy(acceptsAhead)
    }
    for (index, flow) in plan.flows.enumerated() {
      guard !flow.load.reacts, let first = flow.forward.first else { continue }
      flows[index] = acceptsAhead(.hop(first))
    }
  }

  /// Notes the neighbours along a path of a flow, whose packets answer those that come by `other`.
  private mutating func note(
    _ path: [NetworkPlan.Hop], of flow: NetworkPlan.Flow, _ index: Int,
    after other: [NetworkPlan.Hop]
  ) {
    let reacts = flow.load.reacts
    var followsService = reacts
    if case .wire? = other.last { followsService = false }
    var origin = Origin.flow(index, reacts: reacts, followsService: followsService)
    for (position, hop) in path.enumerated() {
      let target =
        position + 1 < path.count
        ? Target.hop(path[position + 1]) : .receiver(reacts: reacts)
      switch hop {
      case .stage(let index):
        if !stageOrigins[index].contains(origin) { stageOrigins[index].append(origin) }
        if !stageTargets[index].contains(target) { stageTargets[index].append(target) }
      case .wire(let index):
        if !wireOrigins[index].contains(origin) { wireOrigins[index].append(origin) }
        if !wireTargets[index].contains(target) { wireTargets[index].append(target) }
      }
      origin = .hop(hop)
    }
  }

  /// Whether packets enter a stage from wires and sources only, and none of them has to know
  /// whether the stage was idle.
  ///
  /// Services that end before arrivals of the same time do so in every mode; between two services
  /// the order of their events would decide.
  private func isEntered(stage index: Int, of plan: NetworkPlan) -> Bool {
    !stageOrigins[index].isEmpty
      && stageOrigins[index].allSatisfy { origin in
        switch origin {
        case .hop(.wire): return true
        case .hop(.stage): return false
        case .flow(_, let reacts, let followsService):
          return !reacts || (!followsService && plan.stages[index].notify == 0)
        }
      }
  }

  /// Whether what a packet is handed to gives nothing back, if it is entered at the clock's time.
  private func acceptsAnyTime(_ target: Target, plan: NetworkPlan) -> Bool {
    switch target {
    case .hop(.wire): return true
    case .hop(.stage(let index)): return plan.stages[index].notify == 0
    case .receiver(let reacts): return !reacts
    }
  }

  /// Whether packets may be handed to it ahead of the clock.
  private func acceptsAhead(_ target: Target) -> Bool {
    switch target {
    case .hop(.wire(let index)): return wireOrigins[index].count == 1
    case .hop(.stage(let index)):
      return stageOrigins[index].count == 1 && stages[index] != .events
    case .receiver(let reacts): return !reacts
    }
  }
}

extension NetworkPlan {
  /// Which stages have one thread that serves nothing else, on an executor that runs nothing else.
  fileprivate func serialStages() -> [Bool] {
    let stagesOnThread = stagesByThread()
    var threadsOnExecutor = [Int](repeating: 0, count: executors.count)
    for thread in threads { threadsOnExecutor[thread.executor] += 1 }
    return stages.map { stage in
      let executor = threads[stage.thread].executor
      return stage.helpers.isEmpty && stagesOnThread[stage.thread].count == 1
        && threadsOnExecutor[executor] == 1 && executors[executor].hog == nil
        && executors[executor].sibling == nil
        && stage.queueLimit > 0 && threads[stage.thread].cap == nil
    }
  }
}
