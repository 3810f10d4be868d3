/// One replication of a network: packets cross the stages and wires of their flows' paths.
///
/// The plan is copied into plain blocks of memory once; while the clock runs nothing is allocated
/// but by queues that grow, and nothing is retained.
struct NetworkRun: ~Copyable {
  /// What an event is for.
  enum Kind {
    static let wake: UInt32 = 0
    static let served: UInt32 = 1
    static let arrival: UInt32 = 2
    static let send: UInt32 = 3
    static let timer: UInt32 = 4
    static let acknowledge: UInt32 = 5
    static let observe: UInt32 = 6
    static let interrupt: UInt32 = 7
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
  let plan: NetworkPlan
  var stream: RandomStream
  /// Events that have happened.
  var eventCount = 0
  /// Whether the warm-up is over and figures are gathered.
  var observing = false

  /// A run of `plan` that has not begun; every random draw comes from `stream`.
  init(plan: NetworkPlan, stream: RandomStream) {
    self.plan = plan
    self.stream = stream
    table = PathTable(plan: plan)
    executors = .allocate(capacity: plan.executors.count)
    for index in plan.executors.indices { (executors + index).initialize(to: ExecutorState()) }
    threads = .allocate(capacity: plan.threads.count)
    for (index, thread) in plan.threads.enumerated() {
      (threads + index).initialize(to: ThreadState(thread, stages: plan.stages(of: index)))
    }
    stages = .allocate(capacity: plan.stages.count)
    for (index, stage) in plan.stages.enumerated() {
      (stages + index).initialize(to: StageState(stage))
    }
    wires = .allocate(capacity: plan.wires.count)
    for (index, wire) in plan.wires.enumerated() {
      (wires + index).initialize(to: WireState(wire))
    }
    flows = .allocate(capacity: plan.flows.count)
    for (index, flow) in plan.flows.enumerated() {
      (flows + index).initialize(to: FlowState(flow, entry: table.entries[index]))
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
  }

  /// Runs the warm-up and then the time of observation, both in picoseconds.
  mutating func run(warmUp: Int64, duration: Int64) {
    for index in plan.flows.indices {
      var start = plan.flows[index].start
      if case .constant(let interval) = plan.flows[index].load {
        start += Int64(stream.uniform() * interval)  // a random phase against all other sources
      }
      events.schedule(at: start, kind: Kind.send, index: UInt32(index))
    }
    events.schedule(at: warmUp, kind: Kind.observe, index: 0)
    let end = warmUp + duration
    while let event = events.next(), event.time <= end {
      now = event.time
      eventCount += 1
      handle(kind: event.kind, index: Int(event.index))
    }
    now = end
  }

  @inline(__always)
  private mutating func handle(kind: UInt32, index: Int) {
    switch kind {
    case Kind.arrival: arrive(from: index)
    case Kind.served: finish(thread: index)
    case Kind.wake: wake(executor: index)
    case Kind.interrupt: ready(thread: index)
    case Kind.send: send(flow: index)
    case Kind.timer: timeOut(flow: index)
    case Kind.acknowledge: acknowledgeHeld(flow: index)
    default: beginObservation()
    }
  }

  private mutating func beginObservation() {
    observing = true
    for index in 0..<plan.executors.count { executors[index].busy = 0 }
    for index in 0..<plan.threads.count { threads[index].busy = 0 }
    for index in 0..<table.steps.count { tallies[index] = StepTally() }
    for index in 0..<plan.flows.count { flows[index].tally = FlowTally() }
  }

  /// Hands a packet to the step of its path that `packet.step` names.
  ///
  /// Returns the time that the giver spends on a notification, in picoseconds.
  @inline(__always)
  mutating func enter(_ packet: Packet) -> Int64 {
    let step = steps[Int(packet.step)]
    switch step.kind {
    case .stage: return join(packet, stage: Int(step.index))
    case .wire: transmit(packet, wire: Int(step.index))
    case .deliverData: deliver(packet, flow: Int(step.index))
    case .deliverAcknowledgement: acknowledge(packet, flow: Int(step.index))
    }
    return 0
  }

  @inline(__always)
  private mutating func transmit(_ packet: Packet, wire index: Int) {
    let wire = wires + index
    guard wire.pointee.queue.count < wire.pointee.limit else {
      tallies[Int(packet.step)].dropped += 1
      return
    }
    let start = max(now, wire.pointee.free)
    let size = Double(Int(packet.bytes) + wire.pointee.overhead)
    let departure = start + Int64(size * wire.pointee.byte)
    wire.pointee.free = departure
    let arrival = departure + wire.pointee.delay
    tallies[Int(packet.step)].record(waited: start - now, served: arrival - start)
    var moved = packet
    moved.arrived = arrival
    wire.pointee.queue.append(moved)
    if wire.pointee.queue.count == 1 {
      events.schedule(at: arrival, kind: Kind.arrival, index: UInt32(index))
    }
  }

  @inline(__always)
  private mutating func arrive(from index: Int) {
    var packet = wires[index].queue.removeFirst()
    if wires[index].queue.count > 0 {
      events.schedule(
        at: wires[index].queue[0].arrived, kind: Kind.arrival, index: UInt32(index))
    }
    packet.step += 1
    _ = enter(packet)  // a device gives the notification: no thread pays for it
  }
}
