extension NetworkRun {
  /// Adds a packet to a stage's queue; returns what the giver spends to wake the stage's thread.
  @inline(__always)
  mutating func join(_ packet: Packet, stage index: Int) -> Int64 {
    let stage = stages + index
    guard stage.pointee.queue.count < stage.pointee.queueLimit else {
      tallies[Int(packet.step)].dropped += 1
      return 0
    }
    var moved = packet
    moved.arrived = now
    stage.pointee.queue.append(moved)
    let thread = threads + Int(stage.pointee.thread)
    guard thread.pointee.phase == .idle else { return 0 }
    thread.pointee.phase = .ready
    thread.pointee.notifications += 1
    if thread.pointee.moderation > 0 {
      events.schedule(
        at: now + thread.pointee.moderation, kind: Kind.interrupt,
        index: UInt32(stage.pointee.thread))
    } else {
      ready(thread: Int(stage.pointee.thread))
    }
    return Int64(stage.pointee.notify)
  }

  /// A thread wants to run: behind the others on its executor, which wakes first if it is idle.
  @inline(__always)
  mutating func ready(thread index: Int) {
    let executor = executors + Int(threads[index].executor)
    executor.pointee.waiting.append(Int32(index))
    if executor.pointee.running < 0 && !executor.pointee.isWaking {
      executor.pointee.isWaking = true
      events.schedule(
        at: now + threads[index].wakeDelay, kind: Kind.wake,
        index: UInt32(threads[index].executor))
    }
  }

  /// An executor has woken.
  @inline(__always)
  mutating func wake(executor index: Int) {
    executors[index].isWaking = false
    begin(thread: Int(executors[index].waiting.removeFirst()))
  }

  /// Starts a batch from the thread's next stage that has packets.
  private mutating func begin(thread index: Int) {
    let thread = threads + index
    executors[Int(thread.pointee.executor)].running = Int32(index)
    thread.pointee.phase = .running
    let count = thread.pointee.stages.count
    var turn = thread.pointee.turn
    for _ in 0..<count {
      let stage = Int(thread.pointee.stages[turn])
      turn = turn + 1 == count ? 0 : turn + 1
      if stages[stage].queue.count > 0 {
        thread.pointee.turn = turn
        thread.pointee.current = Int32(stage)
        thread.pointee.batchLeft = stages[stage].batchLimit
        serve(thread: index, extra: stages[stage].batch)
        return
      }
    }
    preconditionFailure("a thread was woken without work")
  }

  /// Starts the service of the first packet in the thread's current stage.
  @inline(__always)
  private mutating func serve(thread index: Int, extra: Double) {
    let thread = threads + index
    let stage = stages + Int(thread.pointee.current)
    let packet = stage.pointee.queue.removeFirst()
    var cost = stage.pointee.packet + stage.pointee.byte * Double(packet.bytes)
    if stage.pointee.scalesWithFlow { cost *= flows[Int(steps[Int(packet.step)].flow)].costFactor }
    switch stage.pointee.law {
    case .spread(let share):
      if share > 0 { cost *= 1 + share * (2 * stream.uniform() - 1) }
    case .exponential: cost = stream.exponential(mean: cost)
    }
    let time = Int64(cost + extra) + thread.pointee.debt
    thread.pointee.debt = 0
    thread.pointee.inService = packet
    thread.pointee.busy += time
    tallies[Int(packet.step)].record(waited: now - packet.arrived, served: time)
    events.schedule(at: now + time, kind: Kind.served, index: UInt32(index))
  }

  /// The service of a packet ends: it moves on, and the thread takes the next one or yields.
  @inline(__always)
  mutating func finish(thread index: Int) {
    let thread = threads + index
    var packet = thread.pointee.inService
    packet.step += 1
    thread.pointee.debt += enter(packet)
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
      executor.pointee.waiting.append(Int32(index))
    } else {
      thread.pointee.phase = .idle
    }
    if executor.pointee.waiting.count > 0 {
      begin(thread: Int(executor.pointee.waiting.removeFirst()))
    }
  }

  @inline(__always)
  private func hasWork(thread index: Int) -> Bool {
    for position in 0..<threads[index].stages.count {
      if stages[Int(threads[index].stages[position])].queue.count > 0 { return true }
    }
    return false
  }
}
