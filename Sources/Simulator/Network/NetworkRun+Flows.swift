import Model

extension NetworkRun {
  /// The moment for a flow to send has come.
  mutating func send(flow index: Int) {
    let flow = flows + index
    guard now < flow.pointee.stop else { return }
    switch flow.pointee.load {
    case .elastic: _ = pump(flow: index)
    case .requests(let pattern): startClients(flow: index, pattern)
    case .constant, .poisson, .onOff:
      if flow.pointee.isAhead {
        sendAhead(flow: index)
      } else {
        emit(flow: index, at: now)
        guard flow.pointee.sentPackets < flow.pointee.mostPackets else { return }
        schedule(
          at: nextSend(flow: index, after: now), kind: Kind.send, index: UInt32(index))
      }
    }
  }

  /// When a flow without feedback that has just sent a packet at `time` sends the next.
  @inline(__always)
  mutating func nextSend(flow index: Int, after time: Int64) -> Int64 {
    let flow = flows + index
    switch flow.pointee.load {
    case .constant(let interval):
      // The exact time of the n-th packet, so that rounding does not change the rate.
      if flow.pointee.firstSend < 0 { flow.pointee.firstSend = time }
      return flow.pointee.firstSend + Int64(Double(flow.pointee.sentPackets) * interval)
    case .poisson(let interval):
      return time + Int64(flow.pointee.stream.exponential(mean: interval))
    case .onOff(let interval, let burst, let pause):
      let next = time + Int64(interval)
      if next <= flow.pointee.burstEnd { return next }
      let start = flow.pointee.burstEnd + Int64(flow.pointee.stream.exponential(mean: pause))
      flow.pointee.burstEnd = start + Int64(flow.pointee.stream.exponential(mean: burst))
      return start
    case .elastic, .requests: return .max
    }
  }

  /// Sends one packet that nothing acknowledges.
  @inline(__always)
  mutating func emit(flow index: Int, at time: Int64) {
    let flow = flows + index
    var bytes = flow.pointee.frame
    if flow.pointee.sizes.count > 0 {
      bytes = flow.pointee.sizes[Int(flow.pointee.sentPackets) % flow.pointee.sizes.count]
    }
    let packet = Packet(
      step: flow.pointee.firstStep, bytes: bytes, sequence: flow.pointee.sentPackets, order: 0,
      cause: 0, sent: time, arrived: time)
    flow.pointee.sentPackets += 1
    if isObserved(time) {
      flow.pointee.tally.sent += 1
      flow.pointee.tally.sentBytes += Int(bytes)
    }
    _ = enter(packet, at: time)
  }

  /// When a flow sends for the first time: an open flow at a random phase against all others.
  func firstSend(flow index: Int) -> Int64 {
    let flow = flows + index
    switch flow.pointee.load {
    case .elastic, .requests: return plan.flows[index].start
    case .onOff(let interval, let burst, let pause):
      // As if it had gone on for ever: what is left of an exponential time is distributed as the
      // whole of one.
      let start = plan.flows[index].start
      let isOn = flow.pointee.stream.uniform() < burst / (burst + pause)
      let begin =
        isOn ? start : start + Int64(flow.pointee.stream.exponential(mean: pause))
      flow.pointee.burstEnd = begin + Int64(flow.pointee.stream.exponential(mean: burst))
      return isOn ? begin + Int64(flow.pointee.stream.uniform() * interval) : begin
    case .constant(let interval):
      return plan.flows[index].start + Int64(flow.pointee.stream.uniform() * interval)
    case .poisson(let interval):
      return plan.flows[index].start + Int64(flow.pointee.stream.exponential(mean: interval))
    }
  }

  /// Sends what the congestion window of an elastic flow allows.
  ///
  /// Returns the time that the sending thread spends on notifications, in picoseconds.
  private mutating func pump(flow index: Int) -> Int64 {
    let flow = flows + index
    var spent: Int64 = 0
    guard now < flow.pointee.stop else { return 0 }
    while let next = flow.pointee.sender.nextTransmission(now: now) {
      if isObserved(now) {
        flow.pointee.tally.sent += 1
        if next.isRepeat { flow.pointee.tally.retransmitted += 1 }
      }
      spent += enter(
        Packet(
          step: flow.pointee.firstStep, bytes: flow.pointee.frame, sequence: next.segment,
          order: next.order, cause: 0, sent: now, arrived: now), at: now)
    }
    let deadline = flow.pointee.sender.deadline
    if deadline < flow.pointee.timer {
      flow.pointee.timer = deadline
      schedule(at: deadline, kind: Kind.timer, index: UInt32(index))
    }
    return spent
  }

  /// The timer's event has come; the deadline may have moved on since it was scheduled, and an
  /// earlier event may have taken its place.
  mutating func timeOut(flow index: Int) {
    let flow = flows + index
    guard now == flow.pointee.timer else { return }
    flow.pointee.timer = .max
    if now >= flow.pointee.sender.deadline { flow.pointee.sender.timeOut(now: now) }
    _ = pump(flow: index)
  }

  /// A data packet reaches its receiver.
  ///
  /// Returns the time that the receiving thread spends on notifications, in picoseconds.
  @inline(__always)
  mutating func deliver(_ packet: Packet, flow index: Int, at time: Int64) -> Int64 {
    let flow = flows + index
    if case .requests(let pattern) = flow.pointee.load { return serve(packet, pattern) }
    if isObserved(time) {
      flow.pointee.tally.arrived += 1
      flow.pointee.latencies.record(time - packet.sent)
      if isSampled { series?.add(flow: index, at: time, latency: time - packet.sent) }
    }
    if case .elastic = flow.pointee.load { return receive(packet, flow: index) }
    if isObserved(time) {
      flow.pointee.tally.delivered += 1
      flow.pointee.tally.deliveredBytes += Int(packet.bytes)
    }
    return 0
  }

  /// The receiving end of an elastic flow takes in a segment, and acknowledges it or holds that
  /// back.
  ///
  /// Returns the time that the receiving thread spends on notifications, in picoseconds.
  private mutating func receive(_ packet: Packet, flow index: Int) -> Int64 {
    let flow = flows + index
    let (advanced, acknowledge) = flow.pointee.receiver.receive(
      segment: packet.sequence, order: packet.order, now: now)
    if isObserved(now) { flow.pointee.tally.delivered += advanced }
    if acknowledge {
      return sendAcknowledgement(flow: index, cause: packet.sequence, order: packet.order)
    }
    if !flow.pointee.heldScheduled, let held = flow.pointee.receiver.held {
      flow.pointee.heldScheduled = true
      schedule(at: held.deadline, kind: Kind.acknowledge, index: UInt32(index))
    }
    return 0
  }

  /// The delayed-acknowledgement event has come; what was held may have been covered since.
  mutating func acknowledgeHeld(flow index: Int) {
    let flow = flows + index
    flow.pointee.heldScheduled = false
    guard let held = flow.pointee.receiver.held else { return }
    if now >= held.deadline {
      _ = sendAcknowledgement(flow: index, cause: held.cause, order: held.order)
    } else {
      flow.pointee.heldScheduled = true
      schedule(at: held.deadline, kind: Kind.acknowledge, index: UInt32(index))
    }
  }

  private mutating func sendAcknowledgement(
    flow index: Int, cause: Int64, order: Int64
  ) -> Int64 {
    let flow = flows + index
    flow.pointee.receiver.didAcknowledge()
    return enter(
      Packet(
        step: flow.pointee.firstBackwardStep, bytes: Int32(FrameLayout.acknowledgement),
        sequence: flow.pointee.receiver.expected, order: order, cause: cause, sent: now,
        arrived: now), at: now)
  }

  /// An acknowledgement, or a frame of an answer, reaches the sender.
  ///
  /// Returns the time that the sending thread spends on notifications, in picoseconds.
  mutating func acknowledge(_ packet: Packet, flow index: Int) -> Int64 {
    if case .requests(let pattern) = flows[index].load { return takeAnswer(packet, pattern) }
    flows[index].sender.receive(
      expected: packet.sequence, cause: packet.cause, order: packet.order, now: now)
    if let time = flows[index].sender.lastRoundTrip, isObserved(now) {
      flows[index].roundTrips.record(time)
    }
    return pump(flow: index)
  }
}
