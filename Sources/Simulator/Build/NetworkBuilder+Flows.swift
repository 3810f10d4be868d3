import Model

extension NetworkBuilder {
  /// The largest window of TCP in bytes (RFC 7323, section 2.3).
  private static let largestWindow = Double(1 << 30)

  /// Adds a flow with its paths.
  ///
  /// `addresses` are those of its packets; nil where it has none, which then all go to the first
  /// queue of a NIC.
  mutating func add(
    _ flow: Flow, name: String, addresses: FlowAddresses?
  ) throws(SimulationError) {
    flowHash = addresses?.hash ?? 0
    let forward = try path(
      from: flow.source, to: flow.destination, name: name, endpoints: flow.endpoints)
    let frame = Int(flow.frame.bytes)
    var payload = FrameLayout.udpPayload(frame: frame)
    if case .elastic = flow.load { payload = FrameLayout.tcpPayload(frame: frame) }
    let sizes = flow.sizes == .imix ? Flow.internetMix : []
    var backward: [NetworkPlan.Hop] = []
    if flow.load.reacts {
      flowHash = addresses?.reversed.hash ?? 0
      backward = try [acknowledgementDelay(of: flow, name: name)].compactMap { $0 }
      backward += try path(
        from: flow.destination, to: flow.source, name: name, endpoints: flow.endpoints)
    }
    var planned = NetworkPlan.Flow(
      name: name, load: try load(of: flow, name: name, payload: payload),
      start: flow.start.picoseconds, forward: forward, backward: backward, frame: frame,
      payload: payload,
      costFactor: try flow.anomaly.map { anomaly throws(SimulationError) in
        try costs.value(anomaly, unit: "1")
      } ?? 1,
      sizes: sizes, congestionControl: flow.congestionControl)
    if let buffer = flow.sendBuffer { planned.sendLimit = max(1, Int(buffer.bytes) / payload) }
    if let stop = flow.stop { planned.stop = stop.picoseconds }
    plan.flows.append(planned)
  }

  /// What paces a flow, in picoseconds and packets.
  private func load(
    of flow: Flow, name: String, payload: Int
  ) throws(SimulationError) -> NetworkPlan.Load {
    switch flow.load {
    case .elastic(let window):
      let bytes: Double
      switch window {
      case .size(let size): bytes = Double(size.bytes)
      case .parameter(let parameter): bytes = try costs.value(parameter, unit: "bytes")
      }
      guard bytes <= Self.largestWindow else {
        throw .invalid("workload \(name) has a window of \(bytes) bytes; TCP's largest is 1 GiB")
      }
      return .elastic(window: max(1, Int((bytes / Double(payload)).rounded())))
    case .constantRate(let rate): return .constant(interval: interval(of: flow, rate))
    case .poisson(let rate): return .poisson(interval: interval(of: flow, rate))
    case .onOff(let rate, let burst, let pause):
      return .onOff(
        interval: interval(of: flow, rate), burst: Double(burst.picoseconds),
        pause: Double(pause.picoseconds))
    case .requests(let pattern):
      let answer = Int(pattern.response.bytes)
      let frames = (answer + payload - 1) / payload
      let last = answer - (frames - 1) * payload
      return .requests(
        .init(
          clients: pattern.clients, think: Double(pattern.think.picoseconds),
          service: pattern.service.picoseconds, answer: answer, frames: frames,
          lastFrame: FrameLayout.udpFrame(payload: last)))
    }
  }

  /// Picoseconds between two packets of a flow that sends so many bits of UDP payload.
  private func interval(of flow: Flow, _ rate: BitRate) -> Double {
    let sizes = flow.sizes == .imix ? Flow.internetMix : [Int(flow.frame.bytes)]
    let payloads = sizes.map { FrameLayout.udpPayload(frame: $0) }
    let bits = Double(payloads.reduce(0, +) * 8) / Double(payloads.count)
    return bits / rate.bitsPerSecond * 1e12
  }
}
