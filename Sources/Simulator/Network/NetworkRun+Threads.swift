extension NetworkRun {
  /// Adds a packet to a stage's queue; returns what the giver spends to wake the stage's thread.
  @inline(__always)
  mutating func join(_ packet: Packet, stage index: Int) -> Int64 {
    let stage = stages + index
    if stage.pointee.isDown {
      lose(packet)
      return 0
    }
    let waiting = stage.pointee.queue.count
    guard waiting < stage.pointee.queueLimit || (waiting == 0 && canStartAtOnce(stage: index))
    else {
      if isObserved(now) { tallies[Int(packet.step)].dropped += 1 }
      return 0
    }
    var moved = packet
    moved.arrived = now
    stage.pointee.queue.append(moved)
    return wake(stage: index)
  }

  /// Wakes the first idle thread of a stage, if there is one.
  @inline(__always)
  private mutating func wake(stage index: Int) -> Int64 {
    let stage = stages + index
    for position in 0..<stage.pointee.threads.count {
      let number = stage.pointee.threads[position]
      let thread = threads + Int(number)
      guard thread.pointee.phase == .idle else { continue }
      thread.pointee.phase = .ready
      if isObserved(now) {
        thread.pointee.notifications += 1
        stage.pointee.wakes += 1
      }
      if thread.pointee.moderation > 0 {
        thread.pointee.interruptTime = now + thread.pointee.moderation
        schedule(
          at: now + thread.pointee.moderation, kind: Kind.interrupt, index: UInt32(number))
      } else {
        ready(thread: Int(number))
      }
      return Int64(stage.pointee.notify)
    }
    return 0
  }

  /// Whether a packet would not wait at all: then a stage without room for waiting takes it too.
  private func canStartAtOnce(stage index: Int) -> Bool {
    for number in stages[index].threads where threads[Int(number)].phase == .idle {
      let thread = threads + Int(number)
      let executor = executors + Int(thread.pointee.executor)
      return executor.pointee.running < 0 && !executor.pointee.isWaking
        && executor.pointee.wait(now: now) == 0 && thread.pointee.wakeDelay == 0
        && thread.pointee.moderation == 0
    }
    return false
  }

  /// A thread wants to run: at once if its executor is free and awake, else behind the others.
  @inline(__always)
  mutating func ready(thread index: Int) {
    let executor = executors + Int(threads[index].executor)
    let isIdle = executor.pointee.running < 0 && !executor.pointee.isWaking
    guard isIdle else {
      threads[index].readySince = now
      executor.pointee.waiting.append(Int32(index))
      return
    }
    let wait = executor.pointee.wait(now: now)
    threads[index].stolen += observed(from: now, to: now + wait)
    threads[index].stolenUntil = now + wait
    let delay = threads[index].wakeDelay + wait
    if delay == 0 {
      executor.pointee.sideBegan = now
      _ = begin(thread: index)
      return
    }
    executor.pointee.waiting.append(Int32(index))
    executor.pointee.isWaking = true
    executor.pointee.wakeTime = now + delay
    schedule(
      at: now + delay, kind: Kind.wake, index: UInt32(threads[index].executor))
  }

  /// An executor has woken.
  @inline(__always)
  mutating func wake(executor index: Int) {
    if hostsFail && !isDue(wakeOf: index) { return }
    executors[index].isWaking = false
    executors[index].sideBegan = now
    runNext(on: index)
  }

  /// Lets the jobs on an executor have their slices if the packets' threads have used up theirs, or
  /// want nothing; returns whether the jobs run.
  @inline(__always)
  private mutating func yield(on index: Int) -> Bool {
    let executor = executors + index
    guard let hog = executor.pointee.hog else { return false }
    if executor.pointee.waiting.count > 0 {
      guard now - executor.pointee.sideBegan >= hog.slice else { return false }
      executor.pointee.isWaking = true
      let share = hog.weight ?? Double(hog.jobs)
      executor.pointee.wakeTime = now + Int64(share * Double(hog.slice))
      schedule(
        at: executor.pointee.wakeTime, kind: Kind.wake, index: UInt32(index))
    }
    executor.pointee.sideBegan = now
    return true
  }

  /// Lets an executor run the first thread that waits and has work.
  @inline(__always)
  private mutating func runNext(on index: Int) {
    while executors[index].waiting.count > 0 {
      if begin(thread: Int(executors[index].waiting.removeFirst())) { break }
    }
  }

  /// Starts a batch from the thread's next stage that has packets.
  ///
  /// Returns whether there was one: another thread of the stage may have been quicker.
  private mutating func begin(thread index: Int) -> Bool {
    let thread = threads + index
    if thread.pointee.readySince >= 0 {
      thread.pointee.stolen += observed(from: thread.pointee.readySince, to: now)
      thread.pointee.readySince = -1
    }
    if let end = thread.pointee.parkedUntil(now: now) {
      thread.pointee.phase = .ready
      thread.pointee.stolen += observed(from: now, to: end)
      thread.pointee.stolenUntil = end
      thread.pointee.interruptTime = end
      schedule(at: end, kind: Kind.interrupt, index: UInt32(index))
      return false
    }
    let count = thread.pointee.stages.count
    var turn = thread.pointee.turn
    for _ in 0..<count {
      let stage = Int(thread.pointee.stages[turn])
      turn = turn + 1 == count ? 0 : turn + 1
      if stages[stage].queue.count > 0 {
        executors[Int(thread.pointee.executor)].running = Int32(index)
        thread.pointee.phase = .running
        thread.pointee.turn = turn
        thread.pointee.current = Int32(stage)
        thread.pointee.batchLeft = stages[stage].batchLimit
        stages[stage].joined = 0
        if isObserved(now) { stages[stage].batches += 1 }
        serve(thread: index, extra: stages[stage].batch)
        return true
      }
    }
    thread.pointee.phase = .idle
    return false
  }

  /// Starts the service of the first packet in the thread's current stage.
  @inline(__always)
  private mutating func serve(thread index: Int, extra: Double) {
    let thread = threads + index
    let stage = stages + Int(thread.pointee.current)
    let packet = stage.pointee.queue.removeFirst()
    note(packet, .begin, at: now)
    let cost = cost(of: packet, stage: Int(thread.pointee.current))
    let executor = executors + Int(thread.pointee.executor)
    var time = Int64(cost + extra) + thread.pointee.debt
    if executor.pointee.sibling >= 0 && executors[Int(executor.pointee.sibling)].isBusy {
      time = Int64(Double(time) * executor.pointee.slowdown)
    }
    thread.pointee.debt = 0
    thread.pointee.inService = packet
    thread.pointee.serviceBegan = now
    thread.pointee.serviceEnd = now + time
    thread.pointee.busy += time
    thread.pointee.used += time
    executor.pointee.busy += time
    if isObserved(now) {
      tallies[Int(packet.step)].record(waited: now - packet.arrived, served: time)
    }
    if isLogged {
      log?.serve(
        thread: index, stage: thread.pointee.current, from: now, to: now + time,
        beginsBatch: thread.pointee.batchLeft == stage.pointee.batchLimit)
    }
    schedule(at: now + time, kind: Kind.served, index: UInt32(index))
  }

  /// Whether a segment goes on a packet that the stage has begun in this batch (TSO, GRO): it
  /// follows one of the same flow and direction, and carries data.
  @inline(__always)
  private mutating func joins(_ packet: Packet, stage index: Int) -> Bool {
    let stage = stages + index
    let flow = flows + Int(steps[Int(packet.step)].flow)
    guard case .elastic = flow.pointee.load, packet.step < flow.pointee.firstBackwardStep else {
      stage.pointee.joined = 0
      return false
    }
    let bytes = Int(packet.bytes)
    if stage.pointee.joined > 0 && stage.pointee.joinedStep == packet.step
      && stage.pointee.joined + bytes <= stage.pointee.mergeLimit
    {
      stage.pointee.joined += bytes
      return true
    }
    stage.pointee.joined = bytes
    stage.pointee.joinedStep = packet.step
    return false
  }

  /// Picoseconds that a stage takes for a packet, the batch's part left out.
  @inline(__always)
  mutating func cost(of packet: Packet, stage index: Int) -> Double {
    let stage = stages + index
    var own = stage.pointee.packet
    if stage.pointee.mergeLimit > 0 && joins(packet, stage: index) { own = stage.pointee.merge }
    var cost = own + stage.pointee.byte * Double(packet.bytes)
    if stage.pointee.scalesWithFlow { cost *= flows[Int(steps[Int(packet.step)].flow)].costFactor }
    switch stage.pointee.law {
    case .spread(let share):
      if share > 0 { cost *= 1 + share * (2 * stage.pointee.stream.uniform() - 1) }
    case .exponential: cost = stage.pointee.stream.exponential(mean: cost)
    }
    return cost
  }

  /// The service of a packet ends: it moves on, and the thread takes the next one or yields.
  @inline(__always)
  mutating func finish(thread index: Int) {
    let thread = threads + index
    if thread.pointee.isElided {
      handOn(thread: index)
      return
    }
    if hostsFail && !isDue(serviceOf: index) { return }
    var packet = thread.pointee.inService
    note(packet, .end, at: now)
    packet.step += 1
    thread.pointee.debt += enter(packet, at: now)
    thread.pointee.batchLeft -= 1
    let stage = stages + Int(thread.pointee.current)
    if thread.pointee.batchLeft > 0 && stage.pointee.queue.count > 0 {
      serve(thread: index, extra: 0)
      return
    }
    let executor = executors + Int(thread.pointee.executor)
    executor.pointee.running = -1
    if hasWork(thread: index) {
      thread.pointee.phase = .ready
      thread.pointee.readySince = now
      executor.pointee.waiting.append(Int32(index))
    } else {
      thread.pointee.phase = .idle
    }
    if yield(on: Int(thread.pointee.executor)) { return }
    runNext(on: Int(thread.pointee.executor))
  }

  @inline(__always)
  private func hasWork(thread index: Int) -> Bool {
    for position in 0..<threads[index].stages.count {
      if stages[Int(threads[index].stages[position])].queue.count > 0 { return true }
    }
    return false
  }
}
