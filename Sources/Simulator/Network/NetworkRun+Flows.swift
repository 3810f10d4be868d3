extension NetworkRun {
  /// The moment for a flow to send has come.
  mutating func send(flow index: Int) {
    let flow = flows + index
    switch flow.pointee.load {
    case .elastic: pump(flow: index)
    case .constant(let interval):
      emit(flow: index)
      // The exact time of the n-th packet, so that rounding does not change the rate.
      let next = Int64(Double(flow.pointee.sentPackets) * interval)
      if flow.pointee.firstSend < 0 { flow.pointee.firstSend = now }
      events.schedule(
        at: flow.pointee.firstSend + next, kind: Kind.send, index: UInt32(index))
    case .poisson(let interval):
      emit(flow: index)
      let gap = Int64(stream.exponential(mean: interval))
      events.schedule(at: now + gap, kind: Kind.send, index: UInt32(index))
    }
  }

  /// Sends one packet that nothing acknowledges.
  private mutating func emit(flow index: Int) {
    let flow = flows + index
    let packet = Packet(
      step: flow.pointee.firstStep, bytes: flow.pointee.frame,
      sequence: flow.pointee.sentPackets, order: 0, cause: 0, sent: now, arrived: now)
    flow.pointee.sentPackets += 1
    flow.pointee.tally.sent += 1
    _ = enter(packet)
  }

  /// Sends what the congestion window of an elastic flow allows.
  private mutating func pump(flow index: Int) {
    let flow = flows + index
    while let next = flow.pointee.sender.nextTransmission(now: now) {
      flow.pointee.tally.sent += 1
      _ = enter(
        Packet(
          step: flow.pointee.firstStep, bytes: flow.pointee.frame, sequence: next.segment,
          order: next.order, cause: 0, sent: now, arrived: now))
    }
    if !flow.pointee.timerScheduled && flow.pointee.sender.deadline < .max {
      flow.pointee.timerScheduled = true
      events.schedule(
        at: flow.pointee.sender.deadline, kind: Kind.timer, index: UInt32(index))
    }
  }

  /// The timer's event has come; the deadline may have moved on since it was scheduled.
  mutating func timeOut(flow index: Int) {
    let flow = flows + index
    flow.pointee.timerScheduled = false
    if now >= flow.pointee.sender.deadline { flow.pointee.sender.timeOut(now: now) }
    pump(flow: index)
  }

  /// A data packet reaches its receiver.
  mutating func deliver(_ packet: Packet, flow index: Int) {
    let flow = flows + index
    flow.pointee.tally.arrived += 1
    flow.pointee.tally.latency += now - packet.sent
    guard case .elastic = flow.pointee.load else {
      flow.pointee.tally.delivered += 1
      return
    }
    let (advanced, acknowledge) = flow.pointee.receiver.receive(
      segment: packet.sequence, order: packet.order, now: now)
    flow.pointee.tally.delivered += advanced
    if acknowledge {
      sendAcknowledgement(flow: index, cause: packet.sequence, order: packet.order)
    } else if !flow.pointee.heldScheduled, let held = flow.pointee.receiver.held {
      flow.pointee.heldScheduled = true
      events.schedule(at: held.deadline, kind: Kind.acknowledge, index: UInt32(index))
    }
  }

  /// The delayed-acknowledgement event has come; what was held may have been covered since.
  mutating func acknowledgeHeld(flow index: Int) {
    let flow = flows + index
    flow.pointee.heldScheduled = false
    guard let held = flow.pointee.receiver.held else { return }
    if now >= held.deadline {
      sendAcknowledgement(flow: index, cause: held.cause, order: held.order)
    } else {
      flow.pointee.heldScheduled = true
      events.schedule(at: held.deadline, kind: Kind.acknowledge, index: UInt32(index))
    }
  }

  private mutating func sendAcknowledgement(flow index: Int, cause: Int64, order: Int64) {
    let flow = flows + index
    flow.pointee.receiver.didAcknowledge()
    _ = enter(
      Packet(
        step: flow.pointee.firstBackwardStep, bytes: Int32(FrameLayout.acknowledgement),
        sequence: flow.pointee.receiver.expected, order: order, cause: cause, sent: now,
        arrived: now))
  }

  /// An acknowledgement reaches the sender.
  mutating func acknowledge(_ packet: Packet, flow index: Int) {
    flows[index].sender.receive(
      expected: packet.sequence, cause: packet.cause, order: packet.order, now: now)
    pump(flow: index)
  }
}
