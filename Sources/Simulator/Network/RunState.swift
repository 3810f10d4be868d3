import Model

/// What changes about an executor while a run goes on.
struct ExecutorState: ~Copyable {
  /// The thread that it executes; −1 while it is idle.
  var running: Int32 = -1
  /// Whether it is on its way from idle to running.
  var isWaking = false
  /// When it wakes, if it is on its way to that.
  var wakeTime: Int64 = -1
  /// The threads that want to run, first come, first served.
  var waiting = Ring<Int32>()
  /// Picoseconds of work since observation began, to the end of the service under way.
  var busy: Int64 = 0
  /// The jobs that take the CPU whenever no packet's thread runs; nil for none.
  let hog: NetworkPlan.Hog?
  /// When the side that runs, jobs or packets' threads, began to.
  var sideBegan: Int64 = 0

  /// The other hardware thread of the core, −1 for none, and how many times as long a service takes
  /// that begins while that computes.
  let sibling: Int32
  let slowdown: Double

  init(_ executor: NetworkPlan.Executor) {
    hog = executor.hog
    sibling = executor.sibling.map { Int32($0) } ?? -1
    slowdown = executor.slowdown
  }

  /// Whether it computes anything: a packet's thread, or a job.
  var isBusy: Bool { running >= 0 || hog != nil }

  /// Picoseconds that a woken thread waits for the job that runs; 0 where there is none.
  @inline(__always)
  func wait(now: Int64) -> Int64 {
    guard let hog else { return 0 }
    let left = (hog.isPreempted ? hog.grace : hog.slice) - (now - sideBegan)
    return max(left, 0)
  }
}

/// What changes about a thread while a run goes on, beside the plan's constants.
struct ThreadState: ~Copyable {
  /// What a thread is doing.
  enum Phase: BitwiseCopyable {
    /// It has nothing to do.
    case idle
    /// It was notified and waits for its device, its executor or its turn.
    case ready
    /// Its executor runs it.
    case running
  }

  let executor: Int32
  let wakeDelay: Int64
  let moderation: Int64
  /// Its stages, in the order in which it looks at them.
  let stages: UnsafeBufferPointer<Int32>
  var phase = Phase.idle
  /// The position in `stages` that it looks at next.
  var turn = 0
  /// The stage whose batch it serves.
  var current: Int32 = 0
  var batchLeft = 0
  var inService = Packet(
    step: 0, bytes: 0, sequence: 0, order: 0, cause: 0, sent: 0, arrived: 0)
  /// When the service under way began and ends.
  var serviceBegan: Int64 = 0
  var serviceEnd: Int64 = 0
  /// Picoseconds spent on notifications that the next service carries.
  var debt: Int64 = 0
  /// Picoseconds of work since observation began, to the end of the service under way.
  var busy: Int64 = 0
  /// How often it was woken since observation began.
  var notifications = 0
  /// Since when it wants to run while its executor runs something else; −1 while it does not.
  var readySince: Int64 = -1
  /// Picoseconds since observation began in which it did.
  var stolen: Int64 = 0
  /// Until when that is counted, where it is in advance.
  var stolenUntil: Int64 = 0
  /// When its device notifies it, if that was held back.
  var interruptTime: Int64 = -1
  /// The time that it may run in each period, what it has used of it, and the period that that is
  /// about.
  let cap: NetworkPlan.Cap?
  var used: Int64 = 0
  var period: Int64 = 0
  /// Whether the services of its one stage are computed on arrival (`FeedForward`).
  var isElided = false

  init(_ thread: NetworkPlan.Thread, stages: [Int32]) {
    executor = Int32(thread.executor)
    wakeDelay = thread.wakeDelay
    moderation = thread.moderation
    cap = thread.cap
    let copy = UnsafeMutableBufferPointer<Int32>.allocate(capacity: stages.count)
    _ = copy.initialize(from: stages)
    self.stages = UnsafeBufferPointer(copy)
  }

  /// When it may run again if it has used up its budget; nil if it may run now.
  mutating func parkedUntil(now: Int64) -> Int64? {
    guard let cap else { return nil }
    let current = now / cap.period
    used = max(used - (current - period) * cap.budget, 0)
    period = current
    // What it ran too long is paid back in as many periods as that takes.
    return used < cap.budget ? nil : (current + used / cap.budget) * cap.period
  }

  deinit { stages.deallocate() }
}

/// What changes about a stage while a run goes on, beside the plan's constants.
struct StageState: ~Copyable {
  /// The threads that serve it; the first that is idle is woken.
  let threads: UnsafeBufferPointer<Int32>
  let batch: Double
  let packet: Double
  let byte: Double
  let batchLimit: Int
  let queueLimit: Int
  let notify: Double
  let scalesWithFlow: Bool
  let law: NetworkPlan.ServiceLaw
  var queue = Ring<Packet>(capacity: 64)
  /// Whether its host is down.
  var isDown = false
  /// How often packets that came to it woke a thread, and batches that began, since observation
  /// began.
  var wakes = 0
  var batches = 0
  /// The bytes that the last packet of the batch has been joined from, and the step that they are
  /// at; 0 at the beginning of a batch.
  var joined = 0
  var joinedStep: Int32 = -1
  let mergeLimit: Int
  let merge: Double
  /// What its service times are drawn from.
  var stream: RandomStream
  /// Where services are computed on arrival (`FeedForward`): whether an event hands packets on,
  /// when the last service ends, how many more its batch may have, when those that wait begin, and
  /// picoseconds of work since observation began.
  var isTimed = false
  var free = Int64.min
  var batchLeft = 0
  var starts = Ring<Int64>()
  var busy: Int64 = 0

  init(_ stage: NetworkPlan.Stage, stream: RandomStream) {
    let copy = UnsafeMutableBufferPointer<Int32>.allocate(capacity: 1 + stage.helpers.count)
    _ = copy.initialize(from: ([stage.thread] + stage.helpers).map { Int32($0) })
    threads = UnsafeBufferPointer(copy)
    self.stream = stream
    batch = stage.batch
    packet = stage.packet
    byte = stage.byte
    batchLimit = stage.batchLimit
    queueLimit = stage.queueLimit
    notify = stage.notify
    mergeLimit = stage.mergeLimit
    merge = stage.merge
    scalesWithFlow = stage.scalesWithFlow
    law = stage.law
  }

  deinit { threads.deallocate() }
}

/// What changes about a wire while a run goes on, beside the plan's constants.
struct WireState: ~Copyable {
  let byte: Double
  let overhead: Int
  let delay: Int64
  let limit: Int
  /// When the last frame's last bit has left.
  var free: Int64 = 0
  /// Picoseconds of sending since observation began, to the time `free`.
  var busy: Int64 = 0
  /// The frames on it, each with the time of its arrival at the far end.
  var queue = Ring<Packet>(capacity: 64)
  /// How many of them have left, as far as anybody has looked.
  private var departed = 0
  /// When the frames that wait or are being sent leave, where frames are handed on at once.
  var departures = Ring<Int64>()
  /// When it is down, and the first of these that is not over as far as anybody has looked.
  let outages: UnsafeBufferPointer<Outage>
  var nextOutage = 0

  init(_ wire: NetworkPlan.Wire) {
    byte = wire.byte
    overhead = wire.overhead
    delay = wire.delay
    limit = wire.queueLimit
    let copy = UnsafeMutableBufferPointer<Outage>.allocate(capacity: wire.outages.count)
    _ = copy.initialize(from: wire.outages)
    outages = UnsafeBufferPointer(copy)
  }

  deinit { outages.deallocate() }

  /// When the last frame has left that was counted as sent, or the wire fails before.
  var occupiedUntil: Int64 {
    nextOutage < outages.count ? min(free, outages[nextOutage].from) : free
  }

  /// Whether it fails at any time.
  @inline(__always)
  var fails: Bool { outages.count > 0 }

  /// Picoseconds that a frame takes to be sent.
  @inline(__always)
  func time(bytes: Int32) -> Int64 { Int64(Double(Int(bytes) + overhead) * byte) }

  /// Whether as many frames wait or are being sent as may. O(1) amortised.
  @inline(__always)
  mutating func isFull(now: Int64) -> Bool {
    guard queue.count - departed >= limit else { return false }
    while departed < queue.count && queue[departed].arrived - delay <= now { departed += 1 }
    return queue.count - departed >= limit
  }

  /// Takes out the frame that arrives.
  ///
  /// - Precondition: one does.
  @inline(__always)
  mutating func removeFirst() -> Packet {
    departed = max(departed - 1, 0)
    return queue.removeFirst()
  }
}

/// What changes about a flow while a run goes on, beside the plan's constants.
struct FlowState: ~Copyable {
  let load: NetworkPlan.Load
  let firstStep: Int32
  let firstBackwardStep: Int32
  let frame: Int32
  let costFactor: Double
  let mostPackets: Int64
  let stop: Int64
  var sender: TransportSender
  var receiver: TransportReceiver
  /// When the event of the retransmission timer comes that has not been superseded.
  var timer = Int64.max
  var heldScheduled = false
  /// What its packets' times are drawn from.
  var stream: RandomStream
  var sentPackets: Int64 = 0
  /// Whether its packets are made ahead of the clock (`FeedForward`).
  var isAhead = false
  var firstSend: Int64 = -1
  /// The sizes of successive frames; empty if all are as `frame` says.
  let sizes: UnsafeBufferPointer<Int32>
  /// When the burst of an on–off flow ends.
  var burstEnd: Int64 = 0
  /// Requests: the first of the flow's clients, and their timeout.
  var firstClient: Int32 = -1
  var timeout = RetransmissionTimeout()
  /// The one-way latencies of data packets, or the response times of requests.
  var latencies = LatencyHistogram()
  /// An elastic flow's times from a segment to its acknowledgement.
  var roundTrips = LatencyHistogram()
  var tally = FlowTally()

  init(_ flow: NetworkPlan.Flow, entry: PathTable.Entry, stream: RandomStream) {
    load = flow.load
    self.stream = stream
    firstStep = entry.forward
    firstBackwardStep = entry.backward
    frame = Int32(flow.frame)
    costFactor = flow.costFactor
    mostPackets = flow.mostPackets
    stop = flow.stop
    var window = 1
    if case .elastic(let segments) = flow.load { window = segments }
    sender = TransportSender(
      window: min(window, flow.sendLimit), congestionControl: flow.congestionControl)
    receiver = TransportReceiver(window: window)
    let copy = UnsafeMutableBufferPointer<Int32>.allocate(capacity: flow.sizes.count)
    _ = copy.initialize(from: flow.sizes.map { Int32($0) })
    sizes = UnsafeBufferPointer(copy)
  }

  deinit { sizes.deallocate() }
}

/// What a flow did since observation began, in packets and picoseconds.
struct FlowTally: BitwiseCopyable {
  /// Packets sent, retransmissions included.
  var sent = 0
  /// Bytes of the frames sent and delivered, where the flow does not react to what becomes of them.
  var sentBytes = 0
  var deliveredBytes = 0
  /// Packets that were sent again.
  var retransmitted = 0
  /// Packets that reached the receiver.
  var arrived = 0
  /// Packets handed to the receiving application: each once and, if elastic, in order.
  var delivered = 0
}

/// What packets met at one step of their path since observation began.
struct StepTally: BitwiseCopyable {
  var packets = 0
  var dropped = 0
  /// Packets lost because the wire or the host was down.
  var lost = 0
  var waiting: Int64 = 0
  var service: Int64 = 0

  @inline(__always)
  mutating func record(waited: Int64, served: Int64) {
    packets += 1
    waiting += waited
    service += served
  }
}
