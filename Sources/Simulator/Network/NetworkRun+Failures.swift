import Model

/// Links and hosts that fail.
extension NetworkRun {
  /// Schedules the failures and repairs of hosts; those of wires need no events.
  mutating func scheduleFailures() {
    for (index, host) in plan.hostOutages.enumerated() {
      schedule(at: host.outage.from, kind: Kind.fail, index: UInt32(index))
      if host.outage.to < .max {
        schedule(at: host.outage.to, kind: Kind.repair, index: UInt32(index))
      }
    }
  }

  /// Counts a packet that is lost because something is down.
  @inline(__always)
  mutating func lose(_ packet: Packet) {
    if isObserved(now) { tallies[Int(packet.step)].lost += 1 }
  }

  /// The arrival at the far end of a frame that enters a wire which fails at some time; nil if the
  /// wire's queue is full, or if the wire is down now or before the frame would arrive.
  ///
  /// What will be lost takes its place in the queue until the wire fails, and is counted when it
  /// enters.
  mutating func cross(_ packet: Packet, failingWire index: Int, at time: Int64) -> Int64? {
    let wire = wires + index
    while wire.pointee.nextOutage < wire.pointee.outages.count {
      let outage = wire.pointee.outages[wire.pointee.nextOutage]
      guard outage.from <= time else { break }
      wire.pointee.free = min(wire.pointee.free, outage.from)
      if time < outage.to {
        if isObserved(time) { tallies[Int(packet.step)].lost += 1 }
        return nil
      }
      wire.pointee.nextOutage += 1
    }
    guard hasRoom(for: packet, wire: index, at: time) else { return nil }
    let start = max(time, wire.pointee.free)
    let departure = start + wire.pointee.time(bytes: packet.bytes)
    let arrival = departure + wire.pointee.delay
    wire.pointee.free = departure
    var failure = Int64.max
    if wire.pointee.nextOutage < wire.pointee.outages.count {
      failure = wire.pointee.outages[wire.pointee.nextOutage].from
    }
    let end = min(departure, failure)
    wire.pointee.departures.append(end)
    wire.pointee.busy += observed(from: start, to: end)
    guard arrival <= failure else {
      if isObserved(time) { tallies[Int(packet.step)].lost += 1 }
      return nil
    }
    if isObserved(time) {
      tallies[Int(packet.step)].record(waited: start - time, served: arrival - start)
    }
    note(packet, .begin, at: start)
    return arrival
  }

  /// A host fails: its threads stop, and what waits for them or is being served is lost.
  mutating func fail(host index: Int) {
    for number in plan.hostOutages[index].threads { stop(thread: number) }
    for number in plan.hostOutages[index].stages {
      let stage = stages + number
      stage.pointee.isDown = true
      while stage.pointee.queue.count > 0 { lose(stage.pointee.queue.removeFirst()) }
    }
  }

  private mutating func stop(thread index: Int) {
    let thread = threads + index
    let executor = executors + Int(thread.pointee.executor)
    if thread.pointee.phase == .running {
      let left = thread.pointee.serviceEnd - now
      thread.pointee.busy -= left
      executor.pointee.busy -= left
      if isObserved(thread.pointee.serviceBegan) {
        let tally = tallies + Int(thread.pointee.inService.step)
        tally.pointee.packets -= 1
        tally.pointee.service -= thread.pointee.serviceEnd - thread.pointee.serviceBegan
      }
      lose(thread.pointee.inService)
    }
    if thread.pointee.readySince >= 0 {
      thread.pointee.stolen += observed(from: thread.pointee.readySince, to: now)
      thread.pointee.readySince = -1
    }
    if thread.pointee.stolenUntil > now {
      thread.pointee.stolen -= observed(from: now, to: thread.pointee.stolenUntil)
      thread.pointee.stolenUntil = now
    }
    thread.pointee.phase = .idle
    thread.pointee.debt = 0
    executor.pointee.running = -1
    executor.pointee.isWaking = false
    while executor.pointee.waiting.count > 0 { _ = executor.pointee.waiting.removeFirst() }
  }

  /// A host works again, with empty queues.
  mutating func repair(host index: Int) {
    for number in plan.hostOutages[index].stages { stages[number].isDown = false }
  }

  /// Whether an executor wakes now; an outage makes the event void that was to wake it.
  func isDue(wakeOf executor: Int) -> Bool {
    executors[executor].isWaking && executors[executor].wakeTime == now
  }

  /// Whether a thread's service ends now, likewise.
  func isDue(serviceOf thread: Int) -> Bool {
    threads[thread].phase == .running && threads[thread].serviceEnd == now
  }

  /// Whether a thread's device notifies it now, likewise.
  func isDue(interruptOf thread: Int) -> Bool {
    threads[thread].phase == .ready && threads[thread].interruptTime == now
      && threads[thread].readySince < 0
  }
}

extension NetworkPlan {
  /// Whether anything in it fails at some time.
  var fails: Bool { !hostOutages.isEmpty || wires.contains { !$0.outages.isEmpty } }
}
