/// The parts of a network that need no events (`FeedForward` says which).
extension NetworkRun {
  /// Packets that a source without feedback makes ahead of the clock in one go: enough to make the
  /// event that lets it go on cheap, and few enough to stay in the nearest cache.
  private static let block = 64

  /// Marks the steps, stages and flows that need no events. Call it before the run begins.
  mutating func elide() {
    guard !hostsFail else { return }  // what waits in a queue has to be there to be lost
    let parts = FeedForward(plan: plan)
    for index in plan.stages.indices where parts.stages[index] != .events {
      stages[index].isTimed = parts.stages[index] == .timed
      threads[plan.stages[index].thread].isElided = true
    }
    for index in 0..<table.steps.count {
      let object = Int(steps[index].index)
      switch steps[index].kind {
      case .stage where parts.stages[object] != .events: steps[index].kind = .computedStage
      case .wire where parts.wires[object]: steps[index].kind = .passingWire
      default: break
      }
    }
    for index in plan.flows.indices { flows[index].isAhead = parts.flows[index] }
  }

  /// Makes the next packets of a flow without feedback, none of them after the end of the run.
  mutating func sendAhead(flow index: Int) {
    var time = now
    for _ in 0..<Self.block {
      emit(flow: index, at: time)
      guard flows[index].sentPackets < flows[index].mostPackets else { return }
      time = nextSend(flow: index, after: time)
      if time > windowEnd || time >= flows[index].stop { return }
    }
    schedule(at: time, kind: Kind.send, index: UInt32(index))
  }

  /// Computes the service of a packet that comes to a stage at `time`.
  ///
  /// Returns when it ends, if the packet is to be handed on now; nil if the queue was full or an
  /// event will hand it on.
  @inline(__always)
  mutating func serveAhead(_ packet: Packet, stage index: Int, at time: Int64) -> Int64? {
    let stage = stages + index
    let isLimited = stage.pointee.queueLimit < .max
    if isLimited {
      while stage.pointee.starts.count > 0 && stage.pointee.starts[0] <= time {
        _ = stage.pointee.starts.removeFirst()
      }
      guard stage.pointee.starts.count < stage.pointee.queueLimit else {
        if isObserved(time) { tallies[Int(packet.step)].dropped += 1 }
        return nil
      }
    }
    var start = stage.pointee.free
    var extra = 0.0
    if time >= start {
      let thread = threads + Int(stage.pointee.threads[0])
      start = time + thread.pointee.moderation + thread.pointee.wakeDelay
      if isObserved(time) {
        thread.pointee.notifications += 1
        stage.pointee.wakes += 1
      }
      stage.pointee.batchLeft = 0
    }
    if stage.pointee.batchLeft == 0 {
      extra = stage.pointee.batch
      stage.pointee.batchLeft = stage.pointee.batchLimit
      stage.pointee.joined = 0
      if isObserved(start) { stage.pointee.batches += 1 }
    }
    stage.pointee.batchLeft -= 1
    let duration = Int64(cost(of: packet, stage: index) + extra)
    let end = start + duration
    stage.pointee.free = end
    stage.pointee.busy += observed(from: start, to: end)
    if isObserved(start) {
      tallies[Int(packet.step)].record(waited: start - time, served: duration)
    }
    if isLimited && start > time { stage.pointee.starts.append(start) }
    guard stage.pointee.isTimed else { return end }
    var moved = packet
    moved.arrived = end
    stage.pointee.queue.append(moved)
    if stage.pointee.queue.count == 1 {
      schedule(at: end, kind: Kind.served, index: UInt32(stage.pointee.threads[0]))
    }
    return nil
  }

  /// Hands on the packet whose computed service ends now.
  mutating func handOn(thread index: Int) {
    let stage = stages + Int(threads[index].stages[0])
    var packet = stage.pointee.queue.removeFirst()
    if stage.pointee.queue.count > 0 {
      schedule(
        at: stage.pointee.queue[0].arrived, kind: Kind.served, index: UInt32(index))
    }
    packet.step += 1
    _ = enter(packet, at: now)  // what follows a computed stage gives nothing back
  }

  /// Whether a wire's queue has room for a frame that comes at `time`; if not, it is dropped.
  @inline(__always)
  func hasRoom(for packet: Packet, wire index: Int, at time: Int64) -> Bool {
    let wire = wires + index
    while wire.pointee.departures.count > 0 && wire.pointee.departures[0] <= time {
      _ = wire.pointee.departures.removeFirst()
    }
    if wire.pointee.departures.count < wire.pointee.limit { return true }
    if isObserved(time) { tallies[Int(packet.step)].dropped += 1 }
    return false
  }

  /// The arrival at the far end of a frame that enters a wire at `time` and is to be handed on now;
  /// nil if the wire's queue was full.
  @inline(__always)
  mutating func pass(_ packet: Packet, wire index: Int, at time: Int64) -> Int64? {
    let wire = wires + index
    if wire.pointee.fails { return cross(packet, failingWire: index, at: time) }
    let isLimited = wire.pointee.limit < .max
    if isLimited, !hasRoom(for: packet, wire: index, at: time) { return nil }
    let start = max(time, wire.pointee.free)
    let departure = start + wire.pointee.time(bytes: packet.bytes)
    wire.pointee.free = departure
    if isLimited { wire.pointee.departures.append(departure) }
    wire.pointee.busy += observed(from: start, to: departure)
    let arrival = departure + wire.pointee.delay
    if isObserved(time) {
      tallies[Int(packet.step)].record(waited: start - time, served: arrival - start)
    }
    return arrival
  }
}
