import Model

/// A network in the form in which rates flow through it: resources, and what flows take of them.
///
/// Resources are the wires of a `NetworkPlan`, then its executors. A packet takes of an executor
/// the time of its stages there with full batches: that is when a capacity matters.
struct FluidPlan: Sendable {
  /// A step of a path of a flow without feedback that takes time of a resource.
  struct Use: BitwiseCopyable, Sendable {
    var resource: Int32
    /// The stage; −1 for a wire.
    var stage: Int32
    /// Whether it is the flow's first use of the resource: what is too much is lost there.
    var isFirst: Bool
    /// Seconds of the resource for each packet.
    var cost: Double
  }

  /// What an elastic flow takes of a resource, on its way and on that of its acknowledgements.
  struct Share: BitwiseCopyable, Sendable {
    /// The resource, or in a list by resource the flow.
    var index: Int32
    /// Seconds of the resource for each segment.
    var cost: Double
  }

  /// Packets of an elastic flow that a stage serves for each segment.
  struct Visit: BitwiseCopyable, Sendable {
    var stage: Int32
    var packets: Double
  }

  /// A stage as far as its executor's utilisation depends on it.
  struct Stage: BitwiseCopyable, Sendable {
    /// Seconds for each batch.
    var batch: Double
    var batchLimit: Double
    /// Seconds from a notification until it is served.
    var wake: Double
    /// Whether its packets are those of one flow, and come evenly.
    var isPaced = false
  }

  let network: NetworkPlan
  /// Uses of each flow without feedback, in the order of its path; none of wires that only delay.
  private(set) var uses = Lists<Use>()
  /// Shares of each elastic flow, each resource once.
  private(set) var shares = Lists<Share>()
  private(set) var visits = Lists<Visit>()
  /// The flows without feedback that use each resource, each once, and the shares by resource.
  private(set) var users = Lists<Int32>()
  private(set) var sharers = Lists<Share>()
  private(set) var stages: [Stage]
  /// The stages that each executor executes.
  private(set) var stagesOfExecutor: Lists<Int32>
  /// Packets per second of each flow without feedback while it sends, and the most segments per
  /// second of an elastic one: those that its window allows where nothing else is in the way.
  private(set) var rates: [Double] = []
  /// Seconds of each elastic flow's unloaded round trip, all its threads asleep; 0 for others.
  private(set) var roundTrips: [Double] = []
  /// By which power of two each resource's demand is multiplied to be counted in whole numbers.
  private(set) var scales: [Double]

  /// The first resource that is an executor.
  var firstExecutor: Int { network.wires.count }
  /// Wires and executors.
  var resourceCount: Int { network.wires.count + network.executors.count }

  /// Acknowledgements for each segment: every second one is acknowledged.
  static let acknowledgements = 0.5
  /// The finest unit of demand.
  private static let finest = 0x1p44

  /// The form of `network`. O(hops of all flows).
  init(_ network: NetworkPlan) {
    self.network = network
    stages = network.stages.map { stage in
      let thread = network.threads[stage.thread]
      return Stage(
        batch: stage.batch * 1e-12, batchLimit: Double(stage.batchLimit),
        wake: Double(thread.wakeDelay + thread.moderation) * 1e-12)
    }
    var byExecutor = [[Int32]](repeating: [], count: network.executors.count)
    for (index, stage) in network.stages.enumerated() {
      byExecutor[network.threads[stage.thread].executor].append(Int32(index))
    }
    stagesOfExecutor = Lists(byExecutor)
    scales = Array(repeating: Self.finest, count: network.wires.count + network.executors.count)
    for flow in network.flows { add(flow) }
    notePaced()
    invert()
    setScales()
  }

  private mutating func add(_ flow: NetworkPlan.Flow) {
    roundTrips.append(0)
    switch flow.load {
    case .elastic(let window): add(elastic: flow, window: window)
    case .constant(let interval), .poisson(let interval), .onOff(let interval, _, _):
      rates.append(1e12 / interval)
      addUses(of: flow)
      shares.append([])
      visits.append([])
    case .requests: preconditionFailure("requests are refused before")
    }
  }

  private mutating func addUses(of flow: NetworkPlan.Flow) {
    var list: [Use] = []
    for (position, hop) in flow.forward.enumerated() {
      guard let (resource, cost) = cost(of: flow, flow.forward, position, bytes: flow.meanFrame)
      else { continue }
      var stage: Int32 = -1
      if case .stage(let index) = hop { stage = Int32(index) }
      list.append(
        Use(
          resource: resource, stage: stage,
          isFirst: !list.contains { $0.resource == resource }, cost: cost))
    }
    uses.append(list)
  }

  private mutating func add(elastic flow: NetworkPlan.Flow, window: Int) {
    var list: [Share] = []
    var stages: [Visit] = []
    let ways = [
      (flow.forward, flow.meanFrame, 1.0),
      (flow.backward, Double(FrameLayout.acknowledgement), Self.acknowledgements),
    ]
    var trip = 0.0
    var wakes: [Double] = []
    for (path, bytes, number) in ways {
      for position in path.indices {
        trip += unloadedTime(of: flow, path[position], bytes: bytes)
        if case .stage(let index) = path[position] {
          wakes.append(self.stages[index].wake)
          stages.append(Visit(stage: Int32(index), packets: number))
        }
        guard let (resource, cost) = cost(of: flow, path, position, bytes: bytes) else { continue }
        if let place = list.firstIndex(where: { $0.index == resource }) {
          list[place].cost += number * cost
        } else {
          list.append(Share(index: resource, cost: number * cost))
        }
      }
    }
    let most = min(window, flow.sendLimit)
    // A single segment is acknowledged when its receiver has waited for a second one.
    if most == 1 { trip += Double(TransportReceiver.acknowledgementDelay) * 1e-12 }
    rates.append(Self.windowLimit(Double(most), trip: trip, wakes: wakes))
    roundTrips[roundTrips.count - 1] = trip + wakes.reduce(0, +)
    uses.append([])
    shares.append(list)
    visits.append(stages)
  }

  /// The resource that a step of a path takes, and for how many seconds; nil for a pure delay.
  private func cost(
    of flow: NetworkPlan.Flow, _ path: [NetworkPlan.Hop], _ position: Int, bytes: Double
  ) -> (resource: Int32, cost: Double)? {
    switch path[position] {
    case .wire(let index):
      let wire = network.wires[index]
      guard wire.byte > 0 else { return nil }
      return (Int32(index), (bytes + Double(wire.overhead)) * wire.byte * 1e-12)
    case .stage(let index):
      let stage = network.stages[index]
      let executor = network.threads[stage.thread].executor
      let time =
        time(of: stage, flow, bytes: bytes) + stage.batch / Double(stage.batchLimit)
        + notification(of: flow, path, position, bytes: bytes)
      // The other hardware thread of the core is taken to compute too, as it does where capacity
      // matters most: when both are full.
      let slowdown =
        network.executors[executor].sibling == nil ? 1 : network.executors[executor].slowdown
      return (Int32(firstExecutor + executor), time * slowdown * 1e-12)
    }
  }

  /// Whether a step takes time of a resource, and is no pure delay.
  func takesTime(_ hop: NetworkPlan.Hop) -> Bool {
    guard case .wire(let index) = hop else { return true }
    return network.wires[index].byte > 0
  }

  /// Picoseconds of a stage for a packet, the batch's part left out.
  private func time(
    of stage: NetworkPlan.Stage, _ flow: NetworkPlan.Flow, bytes: Double
  ) -> Double {
    (stage.packet + stage.byte * bytes) * (stage.scalesWithFlow ? flow.costFactor : 1)
  }

  /// Picoseconds that a stage spends for each packet on notifying the next one, when as many
  /// packets come as it can do.
  ///
  /// A thread that takes w to wake, c for a batch and p for a packet is notified once for every N =
  /// (1 + λ(w + c)) / (1 − λp) packets that come at random at a rate λ: those that come while it is
  /// idle, wakes, and works. One that waits for the same executor is, when that is busy, notified
  /// once for each batch of the giver.
  private func notification(
    of flow: NetworkPlan.Flow, _ path: [NetworkPlan.Hop], _ position: Int, bytes: Double
  ) -> Double {
    guard position + 1 < path.count, case .stage(let index) = path[position],
      case .stage(let following) = path[position + 1], network.stages[following].notify > 0
    else { return 0 }
    let executor = network.threads[network.stages[index].thread].executor
    let next = network.stages[following]
    let thread = network.threads[next.thread]
    let limit = Double(next.batchLimit)
    if thread.executor == executor { return next.notify / limit }
    var own = 0.0
    for case .stage(let other) in path
    where network.threads[network.stages[other].thread].executor == executor {
      let stage = network.stages[other]
      own += time(of: stage, flow, bytes: bytes) + stage.batch / Double(stage.batchLimit)
    }
    let busy = time(of: next, flow, bytes: bytes) / own
    let gathered = 1 + (Double(thread.wakeDelay + thread.moderation) + next.batch) / own
    return next.notify / (busy < 1 ? min(gathered / (1 - busy), limit) : limit)
  }

  /// Seconds that a packet takes for a step that is awake and has nothing else to do.
  private func unloadedTime(
    of flow: NetworkPlan.Flow, _ hop: NetworkPlan.Hop, bytes: Double
  ) -> Double {
    switch hop {
    case .wire(let index):
      let wire = network.wires[index]
      return (Double(wire.delay) + (bytes + Double(wire.overhead)) * wire.byte) * 1e-12
    case .stage(let index):
      let stage = network.stages[index]
      return (time(of: stage, flow, bytes: bytes) + stage.batch + stage.notify) * 1e-12
    }
  }

  /// The rate λ at which a window is in flight: λ·T(λ) = window.
  ///
  /// A thread that takes w to wake makes packets that come at a rate λ wait w·(2 + λw) / 2(1 + λw)
  /// on average: the first of a busy period w, those that come meanwhile less (Levy and Kleinrock,
  /// doi:10.1287/opre.34.3.426).
  private static func windowLimit(_ window: Double, trip: Double, wakes: [Double]) -> Double {
    guard trip > 0 else { return .infinity }
    var (low, high) = (0.0, window / trip)
    for _ in 0..<60 {
      let rate = (low + high) / 2
      let waits = wakes.reduce(0.0) { $0 + $1 * (2 + rate * $1) / (2 * (1 + rate * $1)) }
      if rate * (trip + waits) < window { low = rate } else { high = rate }
    }
    return (low + high) / 2
  }

  /// Notes which stages serve the evenly spaced packets of a single flow, one way.
  private mutating func notePaced() {
    var visits = [Int](repeating: 0, count: stages.count)
    for flow in network.flows {
      var number = 1
      if case .poisson = flow.load { number = 2 }
      if !flow.sizes.isEmpty { number = 2 }
      for case .stage(let index) in flow.forward { visits[index] += number }
      for case .stage(let index) in flow.backward { visits[index] += number }
    }
    for index in stages.indices { stages[index].isPaced = visits[index] == 1 }
  }

  private mutating func invert() {
    var users = [[Int32]](repeating: [], count: resourceCount)
    var sharers = [[Share]](repeating: [], count: resourceCount)
    for flow in network.flows.indices {
      for use in uses[flow] where use.isFirst { users[Int(use.resource)].append(Int32(flow)) }
      for share in shares[flow] {
        sharers[Int(share.index)].append(Share(index: Int32(flow), cost: share.cost))
      }
    }
    self.users = Lists(users)
    self.sharers = Lists(sharers)
  }

  /// Chooses each resource's scale so that what all its flows may demand at once fits an `Int64`.
  private mutating func setScales() {
    var most = [Double](repeating: 0, count: resourceCount)
    for flow in network.flows.indices {
      for use in uses[flow] { most[Int(use.resource)] += rates[flow] * use.cost + 1 }
      // No elastic flow takes more than a whole resource.
      for share in shares[flow] { most[Int(share.index)] += 2 }
    }
    for resource in most.indices {
      while most[resource] * scales[resource] > 0x1p61 { scales[resource] /= 2 }
    }
  }
}

/// Lists of plain values one after the other in one array.
struct Lists<Element: BitwiseCopyable & Sendable>: Sendable {
  private(set) var elements: [Element] = []
  private var starts: [Int32] = [0]

  /// No list.
  init() {}

  /// Those lists.
  init(_ lists: [[Element]]) { for list in lists { append(list) } }

  /// How many lists there are.
  var count: Int { starts.count - 1 }

  /// Adds a list.
  mutating func append(_ list: [Element]) {
    elements += list
    starts.append(Int32(elements.count))
  }

  /// The positions in `elements` of the list of that number.
  @inline(__always)
  func range(_ list: Int) -> Range<Int> { Int(starts[list])..<Int(starts[list + 1]) }

  /// The list of that number.
  subscript(list: Int) -> ArraySlice<Element> { elements[range(list)] }
}
