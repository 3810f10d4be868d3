/// All paths of a plan, one after the other, so that a packet's place is one index.
struct PathTable: Sendable {
  /// What a step does with a packet.
  enum StepKind: BitwiseCopyable, Sendable {
    case stage
    case wire
    /// A stage and a wire that need no event (`FeedForward`).
    case computedStage, passingWire
    case deliverData
    case deliverAcknowledgement
  }

  /// One step of one flow's path.
  struct Step: BitwiseCopyable, Sendable {
    var kind: StepKind
    /// The stage, wire or flow.
    var index: Int32
    var flow: Int32
  }

  /// Where a flow's two paths begin.
  struct Entry: Sendable {
    var forward: Int32
    var backward: Int32
  }

  private(set) var steps: [Step] = []
  private(set) var entries: [Entry] = []

  init(plan: NetworkPlan) {
    for (index, flow) in plan.flows.enumerated() {
      let forward = append(flow.forward, end: .deliverData, flow: index)
      let backward = append(flow.backward, end: .deliverAcknowledgement, flow: index)
      entries.append(Entry(forward: forward, backward: backward))
    }
  }

  private mutating func append(_ hops: [NetworkPlan.Hop], end: StepKind, flow: Int) -> Int32 {
    let start = Int32(steps.count)
    for hop in hops {
      switch hop {
      case .stage(let index):
        steps.append(Step(kind: .stage, index: Int32(index), flow: Int32(flow)))
      case .wire(let index):
        steps.append(Step(kind: .wire, index: Int32(index), flow: Int32(flow)))
      }
    }
    steps.append(Step(kind: end, index: Int32(flow), flow: Int32(flow)))
    return start
  }
}

extension NetworkPlan {
  /// The stages that each thread executes, in the order of the plan. O(stages).
  func stagesByThread() -> [[Int32]] {
    var result = [[Int32]](repeating: [], count: threads.count)
    for (index, stage) in stages.enumerated() {
      for thread in [stage.thread] + stage.helpers { result[thread].append(Int32(index)) }
    }
    return result
  }
}
