/// One replication of a network: packets cross the stages and wires of their flows' paths.
///
/// The plan is copied into plain blocks of memory once; while the clock runs nothing is allocated
/// but by queues that grow, and nothing is retained.
struct NetworkRun: ~Copyable {
  /// What an event is for.
  ///
  /// At one time, the end of the warm-up comes first, then failures and repairs, then what threads
  /// and executors do, then what comes to them from outside: a place that becomes free is free for
  /// a packet that comes then.
  enum Kind {
    static let wake: UInt32 = 0
    static let served: UInt32 = 1
    static let arrival: UInt32 = 2
    static let send: UInt32 = 3
    static let timer: UInt32 = 4
    static let acknowledge: UInt32 = 5
    static let observe: UInt32 = 6
    static let interrupt: UInt32 = 7
    static let request: UInt32 = 8
    static let retry: UInt32 = 9
    static let answer: UInt32 = 10
    static let fail: UInt32 = 11
    static let repair: UInt32 = 12

    /// The priority of an event of that kind.
    @inline(__always)
    static func priority(_ kind: UInt32) -> UInt8 {
      switch kind {
      case observe, fail, repair: return 0
      case wake, served, interrupt: return 1
      default: return 2
      }
    }
  }

  var events = FutureEventSet(capacity: 4096)
  var now: Int64 = 0
  let table: PathTable
  let executors: UnsafeMutablePointer<ExecutorState>
  let threads: UnsafeMutablePointer<ThreadState>
  let stages: UnsafeMutablePointer<StageState>
  let wires: UnsafeMutablePointer<WireState>
  let flows: UnsafeMutablePointer<FlowState>
  let steps: UnsafeMutablePointer<PathTable.Step>
  let tallies: UnsafeMutablePointer<StepTally>
  /// The clients of all flows of requests.
  let clients: UnsafeMutablePointer<RequestClient>
  let plan: NetworkPlan
  /// Events that have happened.
  var eventCount = 0
  /// What happens from here on is counted.
  private(set) var windowStart: Int64 = 0
  /// What happens after this is not counted; known beforehand if `run` runs it all.
  private(set) var windowEnd = Int64.max
  /// A hash of the time, kind and object of every event, if `takesFingerprint`: two runs that agree
  /// in it did the same things at the same times.
  private(set) var fingerprint = Fingerprint()
  /// Whether `fingerprint` is kept up to date.
  var takesFingerprint = false
  /// Whether `run` does without the events that no result depends on. A run that takes its
  /// fingerprint does not, because that is one of all events.
  var elidesEvents = true
  /// The packets that pass certain steps, and whether anybody watches them.
  var watch: FrameWatch?
  var isWatched = false
  /// Whether a host fails at some time, so that events may have become void.
  let hostsFail: Bool
  /// What the threads did, and whether anybody wants to know.
  var log: WorkLog?
  var isLogged = false
  /// What arrived when, and whether anybody wants to know.
  var series: RunSeries?
  var isSampled = false

  /// A run of `plan` that has not begun.
  ///
  /// Every stage and every flow draws from a stream of its own, named after it and taken from
  /// `stream`, so that plans that differ in one of them share the randomness of all others.
  init(plan: NetworkPlan, stream: RandomStream) {
    self.plan = plan
    hostsFail = !plan.hostOutages.isEmpty
    var streams = NamedStreams(parent: stream)
    let stagesByThread = plan.stagesByThread()
    table = PathTable(plan: plan)
    executors = .allocate(capacity: plan.executors.count)
    for (index, executor) in plan.executors.enumerated() {
      (executors + index).initialize(to: ExecutorState(executor))
    }
    threads = .allocate(capacity: plan.threads.count)
    for (index, thread) in plan.threads.enumerated() {
      (threads + index).initialize(to: ThreadState(thread, stages: stagesByThread[index]))
    }
    stages = .allocate(capacity: plan.stages.count)
    for (index, stage) in plan.stages.enumerated() {
      let own = streams.next("stage \(stage.name)")
      (stages + index).initialize(to: StageState(stage, stream: own))
    }
    wires = .allocate(capacity: plan.wires.count)
    for (index, wire) in plan.wires.enumerated() {
      (wires + index).initialize(to: WireState(wire))
    }
    flows = .allocate(capacity: plan.flows.count)
    for (index, flow) in plan.flows.enumerated() {
      let own = streams.next("flow \(flow.name)")
      (flows + index).initialize(
        to: FlowState(flow, entry: table.entries[index], stream: own))
    }
    let numbers = plan.clientFlows()
    clients = .allocate(capacity: numbers.count)
    for (index, flow) in numbers.enumerated() {
      (clients + index).initialize(to: RequestClient(flow: flow))
      if flows[Int(flow)].firstClient < 0 { flows[Int(flow)].firstClient = Int32(index) }
    }
    steps = .allocate(capacity: table.steps.count)
    steps.initialize(from: table.steps, count: table.steps.count)
    tallies = .allocate(capacity: table.steps.count)
    tallies.initialize(repeating: StepTally(), count: table.steps.count)
  }

  deinit {
    executors.deinitialize(count: plan.executors.count).deallocate()
    threads.deinitialize(count: plan.threads.count).deallocate()
    stages.deinitialize(count: plan.stages.count).deallocate()
    wires.deinitialize(count: plan.wires.count).deallocate()
    flows.deinitialize(count: plan.flows.count).deallocate()
    steps.deallocate()
    tallies.deallocate()
    clients.deallocate()
  }

  /// Runs the warm-up and then the time of observation, both in picoseconds.
  mutating func run(warmUp: Int64, duration: Int64) {
    windowEnd = warmUp + duration
    if elidesEvents && !takesFingerprint { elide() }
    start(warmUp: warmUp)
    while step(until: warmUp + duration) {}
    stop(at: warmUp + duration)
  }

  /// Runs the warm-up and then as long as a flow that ends at `sent` needs until all of its packets
  /// have arrived or were dropped, but no longer than `longest` picoseconds after the warm-up.
  ///
  /// Returns when the last packet began to leave its sender: at `sent`, or later where the sender's
  /// own stage fell behind.
  mutating func run(warmUp: Int64, flow index: Int, sent: Int64, longest: Int64) -> Int64 {
    windowEnd = warmUp + longest
    if elidesEvents { elide() }
    start(warmUp: warmUp)
    while step(until: sent) {}
    var left = sent
    while hasPacketsInside(flow: index) && step(until: windowEnd) {
      if hasPacketsAtSender(flow: index) { left = now }
    }
    let first = steps[Int(table.entries[index].forward)]
    if first.kind == .computedStage { left = max(left, stages[Int(first.index)].free) }
    stop(at: max(now, sent))
    return left
  }

  /// Schedules the beginning of observation and every flow's first packet.
  mutating func start(warmUp: Int64) {
    windowStart = warmUp
    schedule(at: warmUp, kind: Kind.observe, index: 0)
    scheduleFailures()
    for index in plan.flows.indices {
      schedule(at: firstSend(flow: index), kind: Kind.send, index: UInt32(index))
    }
  }

  @inline(__always)
  mutating func schedule(at time: Int64, kind: UInt32, index: UInt32) {
    events.schedule(at: time, priority: Kind.priority(kind), kind: kind, index: index)
  }

  /// Whether what happens at that time is counted.
  @inline(__always)
  func isObserved(_ time: Int64) -> Bool { time >= windowStart && time <= windowEnd }

  /// Picoseconds of a span of time that are counted.
  @inline(__always)
  func observed(from start: Int64, to end: Int64) -> Int64 {
    max(min(end, windowEnd) - max(start, windowStart), 0)
  }

  /// Lets the next event happen; false if none is left up to that time.
  @inline(__always)
  mutating func step(until end: Int64) -> Bool {
    guard let time = events.nextTime, time <= end, let event = events.next() else { return false }
    now = time
    eventCount += 1
    if takesFingerprint {
      fingerprint.add(time: time, kind: event.kind, index: event.index)
    }
    handle(kind: event.kind, index: Int(event.index))
    return true
  }

  /// Ends the run: what is busy beyond `end` does not count.
  mutating func stop(at end: Int64) {
    now = end
    for index in 0..<plan.threads.count {
      let thread = threads + index
      let executor = executors + Int(thread.pointee.executor)
      if thread.pointee.isElided {
        thread.pointee.busy = stages[Int(thread.pointee.stages[0])].busy
        executor.pointee.busy = thread.pointee.busy
      } else if thread.pointee.phase == .running {
        let beyond = thread.pointee.serviceEnd - end
        thread.pointee.busy -= beyond
        executor.pointee.busy -= beyond
      } else if thread.pointee.readySince >= 0 {
        thread.pointee.stolen += observed(from: thread.pointee.readySince, to: end)
      }
    }
    guard windowEnd == .max else { return }
    for index in 0..<plan.wires.count {
      wires[index].busy -= max(wires[index].occupiedUntil - end, 0)
    }
  }

  @inline(__always)
  private mutating func handle(kind: UInt32, index: Int) {
    switch kind {
    case Kind.arrival: arrive(from: index)
    case Kind.served: finish(thread: index)
    case Kind.wake: wake(executor: index)
    case Kind.interrupt: if !hostsFail || isDue(interruptOf: index) { ready(thread: index) }
    case Kind.send: send(flow: index)
    case Kind.timer: timeOut(flow: index)
    case Kind.acknowledge: acknowledgeHeld(flow: index)
    case Kind.request: beginRequest(client: index)
    case Kind.retry: retry(client: index)
    case Kind.answer: answerNow(client: index)
    case Kind.fail: fail(host: index)
    case Kind.repair: repair(host: index)
    default: beginObservation()
    }
  }

  /// Counts and times are only taken from here on; the work under way is split.
  private mutating func beginObservation() {
    for index in 0..<plan.executors.count { executors[index].busy = 0 }
    for index in 0..<plan.threads.count {
      let isRunning = threads[index].phase == .running
      threads[index].busy = isRunning ? threads[index].serviceEnd - now : 0
      executors[Int(threads[index].executor)].busy += threads[index].busy
    }
  }

  /// Hands a packet to the step of its path that `packet.step` names, and on from there as far as
  /// no event is needed.
  ///
  /// `time` is now, or ahead of the clock where the step allows that. Returns the time that the
  /// giver spends on a notification, in picoseconds.
  @inline(__always)
  mutating func enter(_ packet: Packet, at time: Int64) -> Int64 {
    var packet = packet
    var time = time
    while true {
      let step = steps[Int(packet.step)]
      let next: Int64?
      switch step.kind {
      case .stage: return join(packet, stage: Int(step.index))
      case .wire:
        transmit(packet, wire: Int(step.index), at: time)
        return 0
      case .computedStage: next = serveAhead(packet, stage: Int(step.index), at: time)
      case .passingWire: next = pass(packet, wire: Int(step.index), at: time)
      case .deliverData: return deliver(packet, flow: Int(step.index), at: time)
      case .deliverAcknowledgement: return acknowledge(packet, flow: Int(step.index))
      }
      guard let next else { return 0 }
      time = next
      packet.step += 1
    }
  }

  @inline(__always)
  private mutating func transmit(_ packet: Packet, wire index: Int, at time: Int64) {
    let wire = wires + index
    if wire.pointee.fails {
      guard let arrival = cross(packet, failingWire: index, at: time) else { return }
      append(packet, to: index, arriving: arrival)
      return
    }
    guard !wire.pointee.isFull(now: time) else {
      if isObserved(time) { tallies[Int(packet.step)].dropped += 1 }
      return
    }
    let start = max(time, wire.pointee.free)
    let departure = start + wire.pointee.time(bytes: packet.bytes)
    wire.pointee.free = departure
    wire.pointee.busy += observed(from: start, to: departure)
    let arrival = departure + wire.pointee.delay
    if isObserved(time) {
      tallies[Int(packet.step)].record(waited: start - time, served: arrival - start)
    }
    note(packet, .begin, at: start)
    append(packet, to: index, arriving: arrival)
  }

  /// Puts a packet on a wire.
  @inline(__always)
  private mutating func append(_ packet: Packet, to index: Int, arriving arrival: Int64) {
    var moved = packet
    moved.arrived = arrival
    wires[index].queue.append(moved)
    if wires[index].queue.count == 1 {
      schedule(at: arrival, kind: Kind.arrival, index: UInt32(index))
    }
  }

  @inline(__always)
  private mutating func arrive(from index: Int) {
    var packet = wires[index].removeFirst()
    if wires[index].queue.count > 0 {
      schedule(at: wires[index].queue[0].arrived, kind: Kind.arrival, index: UInt32(index))
    }
    note(packet, .end, at: now)
    packet.step += 1
    _ = enter(packet, at: now)  // a device gives the notification: no thread pays for it
  }
}
