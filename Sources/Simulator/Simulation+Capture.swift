import Model

extension Simulation {
  /// What a capture at an interface saw.
  public struct Capture: Hashable, Sendable {
    /// The frames in the order in which they passed.
    public var frames: [PassingFrame]
    /// Frames that passed when the capture was full.
    public var missed: Int
  }

  /// Runs one replication and returns the first `limit` frames that pass an interface, warm-up
  /// included.
  ///
  /// A physical NIC's frames are seen when they begin to be sent and when they have arrived, a VM's
  /// when the guest has sent them and when it takes them from its queue. Frames that were dropped
  /// before are not seen.
  ///
  /// - Throws: `SimulationError.invalid` where no flow passes that interface.
  public func capture(
    at interface: Interface, limit: Int, replication: Int, seed: UInt64
  ) throws(SimulationError) -> Capture {
    let varied = Costs(costs, seed: seed, replication: replication)
    let plan = try network(varied).plan
    let moments = plan.moments(of: interface)
    guard moments.contains(where: { !$0.isEmpty }) else {
      throw .invalid(
        "no flow passes \(interface); name HOST.NIC or HOST/VM.NIC on the path of one, which "
          + "`hypertwin check` prints")
    }
    var run = NetworkRun(
      plan: plan, stream: RandomStream(seed: seed, replication: replication, name: "network"))
    run.keep(FrameWatch(moments: moments, limit: limit))
    run.run(warmUp: scenario.run.warmUp.picoseconds, duration: scenario.run.duration.picoseconds)
    guard let watch = run.watch else { return Capture(frames: [], missed: 0) }
    let table = run.table
    // A wire's frames are noted when it takes them, before it begins to send them.
    let frames = watch.sightings.enumerated().sorted {
      ($0.element.time, $0.offset) < ($1.element.time, $1.offset)
    }.map { passing($0.element, of: plan, table: table) }
    return Capture(frames: frames, missed: watch.missed)
  }

  private func passing(
    _ sighting: FrameWatch.Sighting, of plan: NetworkPlan, table: PathTable
  ) -> PassingFrame {
    let packet = sighting.packet
    let index = Int(table.steps[Int(packet.step)].flow)
    let flow = plan.flows[index]
    let isForward = packet.step < table.entries[index].backward
    let content: PassingFrame.Content
    switch (flow.load, isForward) {
    case (.elastic, true): content = .segment(packet.sequence)
    case (.elastic, false): content = .acknowledgement(packet.sequence)
    case (.requests, true): content = .request(client: Int(packet.cause))
    case (.requests, false):
      content = .answer(client: Int(packet.cause), part: Int(packet.sequence))
    case (.constant, _), (.poisson, _), (.onOff, _): content = .datagram(packet.sequence)
    }
    return PassingFrame(
      time: SimTime(picoseconds: sighting.time), workload: Workload.ID(flow.name),
      content: content, bytes: Int(packet.bytes))
  }
}

extension NetworkPlan {
  /// The moments of each step of the plan's `PathTable` at which a packet passes an interface.
  fileprivate func moments(of interface: Interface) -> [FrameWatch.Moments] {
    let table = PathTable(plan: self)
    return table.steps.map { step in
      let from: Interface?
      let to: Interface?
      switch step.kind {
      case .wire, .passingWire:
        from = wires[Int(step.index)].from
        to = wires[Int(step.index)].to
      case .stage, .computedStage:
        // What a guest's stage takes came in by one interface, and goes out by the other.
        from = stages[Int(step.index)].incoming
        to = stages[Int(step.index)].outgoing
      case .deliverData, .deliverAcknowledgement: return []
      }
      var moments: FrameWatch.Moments = []
      if from == interface { moments.insert(.begin) }
      if to == interface { moments.insert(.end) }
      return moments
    }
  }
}
