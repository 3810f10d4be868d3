/// A client of a flow of requests: what it waits for.
struct RequestClient: BitwiseCopyable {
  let flow: Int32
  /// The number of the transmission that it awaits an answer to; 0 while it thinks.
  var awaited: Int64 = 0
  /// When the request was sent for the first and for the last time.
  var begun: Int64 = 0
  var sent: Int64 = 0
  /// Frames of the answer that have come.
  var received = 0
  /// When it sends again, and whether an event is scheduled for that or an earlier deadline.
  var deadline = Int64.max
  var hasTimer = false
  /// How often this request has been sent again.
  var repeats = 0
  /// The transmission that the server answers next, and when.
  var answered: Int64 = 0
  var due: Int64 = -1

  init(flow: Int32) { self.flow = flow }
}

extension NetworkPlan {
  /// The flow of each client, in the order of the flows.
  func clientFlows() -> [Int32] {
    flows.enumerated().flatMap { index, flow -> [Int32] in
      guard case .requests(let pattern) = flow.load else { return [] }
      return Array(repeating: Int32(index), count: pattern.clients)
    }
  }
}

/// Requests and their answers. A packet's `cause` is the client, its `order` the number of the
/// request's transmission.
extension NetworkRun {
  /// Lets every client of a flow send its first request, after a time of thinking.
  mutating func startClients(flow index: Int, _ pattern: NetworkPlan.Requests) {
    let first = Int(flows[index].firstClient)
    for client in first..<first + pattern.clients {
      schedule(
        at: now + thinkTime(flow: index, pattern), kind: Kind.request, index: UInt32(client))
    }
  }

  private mutating func thinkTime(flow index: Int, _ pattern: NetworkPlan.Requests) -> Int64 {
    pattern.think == 0 ? 0 : Int64(flows[index].stream.exponential(mean: pattern.think))
  }

  /// A client has thought, and sends its next request.
  mutating func beginRequest(client index: Int) {
    clients[index].begun = now
    clients[index].repeats = 0
    _ = transmit(client: index)
  }

  /// Sends a client's request, for the first time or again.
  private mutating func transmit(client index: Int) -> Int64 {
    let client = clients + index
    let flow = flows + Int(client.pointee.flow)
    guard now < flow.pointee.stop else {
      client.pointee.awaited = 0
      return 0
    }
    flow.pointee.sentPackets += 1
    client.pointee.awaited = flow.pointee.sentPackets
    client.pointee.received = 0
    client.pointee.sent = now
    client.pointee.deadline =
      now + flow.pointee.timeout.length(after: client.pointee.repeats)
    if !client.pointee.hasTimer {
      client.pointee.hasTimer = true
      schedule(at: client.pointee.deadline, kind: Kind.retry, index: UInt32(index))
    }
    if isObserved(now) {
      flow.pointee.tally.sent += 1
      if client.pointee.repeats > 0 { flow.pointee.tally.retransmitted += 1 }
    }
    return enter(
      Packet(
        step: flow.pointee.firstStep, bytes: flow.pointee.frame, sequence: 0,
        order: client.pointee.awaited, cause: Int64(index), sent: now, arrived: now), at: now)
  }

  /// A client's timer has run out; the answer may have come since it was set.
  mutating func retry(client index: Int) {
    let client = clients + index
    client.pointee.hasTimer = false
    guard client.pointee.awaited > 0 else { return }
    if now >= client.pointee.deadline {
      client.pointee.repeats += 1
      _ = transmit(client: index)
    } else {
      client.pointee.hasTimer = true
      schedule(at: client.pointee.deadline, kind: Kind.retry, index: UInt32(index))
    }
  }

  /// A request reaches the server, which answers it at once or after its service.
  ///
  /// Returns the time that the receiving thread spends on notifications, in picoseconds.
  mutating func serve(_ packet: Packet, _ pattern: NetworkPlan.Requests) -> Int64 {
    let client = clients + Int(packet.cause)
    client.pointee.answered = packet.order
    client.pointee.due = now + pattern.service
    if pattern.service == 0 { return answer(client: Int(packet.cause), pattern) }
    schedule(at: client.pointee.due, kind: Kind.answer, index: UInt32(packet.cause))
    return 0
  }

  /// The server has finished a request; one that came again since is still under way.
  mutating func answerNow(client index: Int) {
    guard clients[index].due == now,
      case .requests(let pattern) = flows[Int(clients[index].flow)].load
    else { return }
    _ = answer(client: index, pattern)
  }

  private mutating func answer(client index: Int, _ pattern: NetworkPlan.Requests) -> Int64 {
    let flow = flows + Int(clients[index].flow)
    let order = clients[index].answered
    var spent: Int64 = 0
    for number in 1...pattern.frames {
      let bytes = number == pattern.frames ? Int32(pattern.lastFrame) : flow.pointee.frame
      spent += enter(
        Packet(
          step: flow.pointee.firstBackwardStep, bytes: bytes, sequence: Int64(number),
          order: order, cause: Int64(index), sent: now, arrived: now), at: now)
    }
    return spent
  }

  /// A frame of an answer reaches its client, which goes on when it has all of them.
  ///
  /// Returns the time that the receiving thread spends on notifications, in picoseconds.
  mutating func takeAnswer(_ packet: Packet, _ pattern: NetworkPlan.Requests) -> Int64 {
    let index = Int(packet.cause)
    let client = clients + index
    // What answers an earlier transmission comes too late.
    guard packet.order == client.pointee.awaited else { return 0 }
    client.pointee.received += 1
    guard client.pointee.received == pattern.frames else { return 0 }
    let flow = flows + Int(client.pointee.flow)
    flow.pointee.timeout.measure(roundTrip: now - client.pointee.sent)
    if isObserved(now) {
      flow.pointee.tally.arrived += 1
      flow.pointee.tally.delivered += 1
      let latency = now - client.pointee.begun
      flow.pointee.latencies.record(latency)
      if isSampled { series?.add(flow: Int(client.pointee.flow), at: now, latency: latency) }
    }
    client.pointee.awaited = 0
    let think = thinkTime(flow: Int(client.pointee.flow), pattern)
    if think > 0 {
      schedule(at: now + think, kind: Kind.request, index: UInt32(index))
      return 0
    }
    client.pointee.begun = now
    client.pointee.repeats = 0
    return transmit(client: index)
  }
}
