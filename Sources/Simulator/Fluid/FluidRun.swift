import Model

/// One replication of a network at the fluid level: rates that are constant between events.
///
/// At each event what flows offer, what works and what jobs leave changes; `settle` then computes
/// again what that reaches, and no more. Sums of demands are whole numbers, so that they neither
/// depend on the order of events nor drift.
struct FluidRun: ~Copyable {
  /// What an event is for; of those of one time, lower ones come first.
  enum Kind {
    static let observe: UInt32 = 0
    static let failure: UInt32 = 1
    static let phase: UInt32 = 2
    static let resume: UInt32 = 3
    static let job: UInt32 = 4
  }

  /// What changes about a flow.
  struct FlowState {
    /// Whether it sends, or would if its path worked.
    var isOn = false
    /// When its burst or pause ends, if it has them.
    var phaseEnd = Int64.max
    /// How long the next burst is.
    var nextBurst: Int64 = 0
    /// How many resources of an elastic flow's paths are down, since when it gets no answer, and
    /// when its sender's timer lets it go on after the last repair; −1 where that is not awaited.
    var blocked = 0
    var blockedSince: Int64 = 0
    var resumeTime: Int64 = -1
    /// Packets per second that it offers and that arrive now, and since when.
    var offered = 0.0
    var delivered = 0.0
    var since: Int64 = 0
    /// The resource that holds an elastic flow back; −1 where its window does or it does not send.
    var bottleneck: Int32 = -1
    /// Whether it stands among those that send.
    var isListed = false
    /// Packets offered and delivered since observation began.
    var offeredTotal = 0.0
    var deliveredTotal = 0.0
    /// What an on–off flow's times are drawn from.
    var stream: RandomStream
  }

  /// What changes about a use of a resource by a flow without feedback.
  struct UseState {
    /// The demand, in the resource's units, that has come this far.
    var demand: Int64 = 0
    /// Packets per second that come this far, in whole numbers of 2^-16.
    var packets: Int64 = 0
    /// Packets per second that are dropped here, or lost because the resource is down.
    var dropping = 0.0
    var losing = 0.0
    var dropped = 0.0
    var lost = 0.0
  }

  /// What changes about a resource.
  struct ResourceState {
    /// The share of it that flows may have.
    var capacity = 1.0
    /// What flows without feedback demand, before the resource's own losses, and what elastic ones
    /// take, in its units.
    var demand: Int64 = 0
    var elastic: Int64 = 0
    /// How many elastic flows send here.
    var senders = 0
    /// The share of the demand that passes, were the resource not down.
    var passing = 1.0
    var down = 0
    /// The share of it that is used now, and since when.
    var used = 0.0
    var since: Int64 = 0
    /// Seconds of use since observation began.
    var busy = 0.0
  }

  let plan: FluidPlan
  var events = FutureEventSet(capacity: 1024)
  var now: Int64 = 0
  var eventCount = 0
  var windowStart: Int64 = 0
  let windowEnd: Int64
  var flows: [FlowState]
  var uses: [UseState]
  var resources: [ResourceState]
  /// Packets per second at each stage, in whole numbers of 2^-16.
  var stagePackets: [Int64]
  var failures: [FluidFailure] = []
  var hosts: [FluidHost] = []
  /// The host whose jobs an executor runs; −1 for none. How many of them still run there.
  var hostOfExecutor: [Int32]
  var jobsOnExecutor: [Int]
  /// Resources whose demand or capacity has changed since the last settling.
  var touched: Marks
  /// Resources whose losses may have to change.
  var dirty: Marks
  /// Elastic flows to be given a rate again.
  var changed: Marks
  var dirtyHosts: Marks
  /// Whether some losses were still changing when they had been computed often enough.
  var isUnsettled = false
  var filling: FillingState
  var sharers: SharerLists

  /// Units of packet rates.
  static let packetUnit = 0x1p16

  /// A run of `plan` from 0 to `end`, which has not begun.
  ///
  /// Flows draw from streams of the same names as at the packet level, so that bursts are the same.
  init(plan: FluidPlan, end: Int64, stream: RandomStream) {
    self.plan = plan
    windowEnd = end
    var streams = NamedStreams(parent: stream)
    flows = plan.network.flows.map { FlowState(stream: streams.next("flow \($0.name)")) }
    uses = Array(repeating: UseState(), count: plan.uses.elements.count)
    resources = Array(repeating: ResourceState(), count: plan.resourceCount)
    stagePackets = Array(repeating: 0, count: plan.stages.count)
    hostOfExecutor = Array(repeating: -1, count: plan.network.executors.count)
    jobsOnExecutor = Array(repeating: 0, count: plan.network.executors.count)
    touched = Marks(count: plan.resourceCount)
    dirty = Marks(count: plan.resourceCount)
    changed = Marks(count: plan.network.flows.count)
    dirtyHosts = Marks(count: 0)
    sharers = SharerLists(plan)
    filling = FillingState(flows: plan.network.flows.count, resources: plan.resourceCount)
  }

  /// Runs the warm-up and then the time of observation, both in picoseconds.
  mutating func run(warmUp: Int64) {
    windowStart = warmUp
    schedule(at: warmUp, Kind.observe, 0)
    scheduleFailures()
    for (index, flow) in plan.network.flows.enumerated() {
      schedule(at: flow.start, Kind.phase, index)
      if flow.stop < .max { schedule(at: flow.stop, Kind.phase, index) }
    }
    for index in hosts.indices { dirtyHosts.insert(index) }
    settle()
    while let time = events.nextTime, time < windowEnd {
      now = time
      while events.nextTime == time, let event = events.next() {
        eventCount += 1
        handle(event.kind, Int(event.index))
      }
      settle()
    }
    now = windowEnd
    integrateAll()
  }

  mutating func schedule(at time: Int64, _ kind: UInt32, _ index: Int) {
    guard time < windowEnd else { return }
    events.schedule(at: time, priority: UInt8(kind), kind: kind, index: UInt32(index))
  }

  private mutating func handle(_ kind: UInt32, _ index: Int) {
    switch kind {
    case Kind.observe: beginObservation()
    case Kind.failure: changeFailure(index)
    case Kind.phase: changePhase(flow: index)
    case Kind.resume: resume(flow: index)
    default: if hosts[index].due == now { dirtyHosts.insert(index) }
    }
  }

  /// A flow starts, stops, or passes from a burst to a pause or back.
  private mutating func changePhase(flow index: Int) {
    let flow = plan.network.flows[index]
    if now >= flow.stop {
      setOn(false, flow: index)
      return
    }
    guard case .onOff(let interval, let burst, let pause) = flow.load else {
      setOn(true, flow: index)
      return
    }
    // The same numbers are drawn in the same order as at the packet level.
    if now == flow.start && flows[index].phaseEnd == .max {
      let isOn = flows[index].stream.uniform() < burst / (burst + pause)
      let wait = isOn ? 0 : Int64(flows[index].stream.exponential(mean: pause))
      let end = now + wait + Int64(flows[index].stream.exponential(mean: burst))
      if isOn { _ = flows[index].stream.uniform() * interval }  // its first packet's phase
      setOn(isOn, flow: index)
      flows[index].phaseEnd = isOn ? end : now + wait
      if !isOn { flows[index].nextBurst = end - now - wait }
    } else if flows[index].isOn {
      setOn(false, flow: index)
      flows[index].phaseEnd = now + Int64(flows[index].stream.exponential(mean: pause))
      flows[index].nextBurst = Int64(flows[index].stream.exponential(mean: burst))
    } else {
      setOn(true, flow: index)
      flows[index].phaseEnd = now + flows[index].nextBurst
    }
    schedule(at: flows[index].phaseEnd, Kind.phase, index)
  }

  private mutating func setOn(_ isOn: Bool, flow index: Int) {
    flows[index].isOn = isOn
    if case .elastic = plan.network.flows[index].load {
      if flows[index].blocked > 0 { flows[index].blockedSince = now }
      changed.insert(index)
    } else {
      place(flow: index)
    }
  }

  /// Counts from here on.
  private mutating func beginObservation() {
    integrateAll()
    for index in flows.indices {
      flows[index].offeredTotal = 0
      flows[index].deliveredTotal = 0
    }
    for index in uses.indices {
      uses[index].dropped = 0
      uses[index].lost = 0
    }
    for index in resources.indices { resources[index].busy = 0 }
  }

  private mutating func integrateAll() {
    for index in flows.indices { integrate(flow: index) }
    for index in resources.indices { integrate(resource: index) }
    for index in hosts.indices { advance(host: index) }
  }

  /// Counts what a flow has done since its rates last changed.
  mutating func integrate(flow index: Int) {
    let time = Double(now - flows[index].since) * 1e-12
    guard time > 0 else { return }
    flows[index].since = now
    flows[index].offeredTotal += flows[index].offered * time
    flows[index].deliveredTotal += flows[index].delivered * time
    guard flows[index].delivered < flows[index].offered else { return }
    for use in plan.uses.range(index) {
      uses[use].dropped += uses[use].dropping * time
      uses[use].lost += uses[use].losing * time
    }
  }

  private mutating func integrate(resource index: Int) {
    let time = Double(now - resources[index].since) * 1e-12
    resources[index].since = now
    resources[index].busy += resources[index].used * time
  }

  /// Computes again what the changes since the last time reach.
  private mutating func settle() {
    repeat {
      settleLosses()
      fillAgain()
      for position in 0..<touched.list.count {
        let index = Int(touched.list[position])
        integrate(resource: index)
        resources[index].used = utilisation(of: index)
        let executor = index - plan.firstExecutor
        if executor >= 0, hostOfExecutor[executor] >= 0 {
          dirtyHosts.insert(Int(hostOfExecutor[executor]))
        }
      }
      touched.removeAll()
      // A job that ends gives packets a larger share of its core.
      settleHosts()
    } while !dirty.list.isEmpty || !touched.list.isEmpty
  }

  /// The share of a resource that is used: of an executor with the batches that form at this load.
  ///
  /// A batch begins when a packet finds its thread idle, which packets that come at random do with
  /// the probability that the executor is; more come while the thread wakes. So U = D + Σ n·c with
  /// n = λ(1 − U) / (1 + λw), but at least as with full batches. Packets that come evenly find it
  /// so each time: n = λ / (1 + λw).
  private func utilisation(of index: Int) -> Double {
    let resource = resources[index]
    let full = min(load(of: index), 1)
    guard index >= plan.firstExecutor else { return full }
    var demand = load(of: index)
    var batches = 0.0
    for position in plan.stagesOfExecutor.range(index - plan.firstExecutor) {
      let number = Int(plan.stagesOfExecutor.elements[position])
      guard stagePackets[number] > 0 else { continue }
      let stage = plan.stages[number]
      let rate = Double(stagePackets[number]) / Self.packetUnit
      demand -= rate * stage.batch / stage.batchLimit
      let each = rate * stage.batch / (1 + rate * stage.wake)
      if stage.isPaced { demand += each } else { batches += each }
    }
    guard resource.down == 0 else { return 0 }
    return min(max((demand + batches) / (1 + batches), full), 1)
  }

  /// The share of a resource that what passes takes with full batches.
  func load(of index: Int) -> Double {
    let resource = resources[index]
    guard resource.down == 0 else { return 0 }
    let units = Double(resource.demand) * resource.passing + Double(resource.elastic)
    return units / plan.scales[index]
  }
}

/// A set of small numbers in the order in which they came, which costs O(1) to add to and nothing
/// to empty.
struct Marks {
  private(set) var list: [Int32] = []
  private var isIn: [Bool]

  /// An empty set of numbers below `count`.
  init(count: Int) { isIn = Array(repeating: false, count: count) }

  /// Adds a number.
  @inline(__always)
  mutating func insert(_ number: Int) {
    guard !isIn[number] else { return }
    isIn[number] = true
    list.append(Int32(number))
  }

  /// Whether the number is in the set.
  @inline(__always)
  func contains(_ number: Int) -> Bool { isIn[number] }

  /// Empties the set.
  mutating func removeAll() {
    for number in list { isIn[Int(number)] = false }
    list.removeAll(keepingCapacity: true)
  }

  /// Takes out all numbers, in the order in which they came.
  mutating func takeAll() -> [Int32] {
    let taken = list
    removeAll()
    return taken
  }
}
