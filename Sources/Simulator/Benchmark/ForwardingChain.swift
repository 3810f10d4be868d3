import Model

/// The three-node scenario by which simulators of networks are compared.
///
/// A source sends frames at a constant rate over a link to a router, whose one thread takes them
/// from a ring and sends them over a second link to a sink. There is no clock here: the benchmark
/// that calls this takes the time.
public enum ForwardingChain {
  /// What one run did.
  public struct Outcome: Hashable, Sendable {
    /// Packets that the source sent.
    public var offered: Int
    /// Packets that reached the sink.
    public var forwarded: Int
    /// Packets that the router's full ring turned away.
    public var dropped: Int
    /// Events that it took.
    public var events: Int
  }

  /// Lets the source send so many frames of `frame` bytes at the line rate of 1 Gbit/s.
  ///
  /// The router has room for `ring` packets and takes `cost` picoseconds for each.
  public static func run(
    packets: Int, frame: Int = 64, ring: Int = 512, cost: Double = 2e6, seed: UInt64 = 1
  ) -> Outcome {
    let byte = 8_000.0  // picoseconds at 1 Gbit/s
    let interval = Double(frame + FrameLayout.wireOverhead) * byte
    var plan = NetworkPlan()
    plan.executors = [.init(name: "core")]
    plan.threads = [.init(name: "softirq", executor: 0, wakeDelay: 0, moderation: 0)]
    plan.stages = [
      .init(
        name: "router", thread: 0, batch: 0, packet: cost, byte: 0, batchLimit: 64,
        queueLimit: ring, notify: 0)
    ]
    plan.wires = ["source to router", "router to sink"].map {
      .init(name: $0, byte: byte, overhead: FrameLayout.wireOverhead, delay: 0, queueLimit: 1_000)
    }
    plan.flows = [
      .init(
        name: "flow", load: .constant(interval: interval), start: 0,
        forward: [.wire(0), .stage(0), .wire(1)], backward: [], frame: frame,
        payload: FrameLayout.udpPayload(frame: frame), costFactor: 1)
    ]
    var run = NetworkRun(
      plan: plan, stream: RandomStream(seed: seed, replication: 0, name: "forwarding"))
    // The n-th packet leaves at the phase plus (n − 1) intervals; the phase is less than one.
    run.run(warmUp: 0, duration: Int64(Double(packets) * interval) - 1)
    return Outcome(
      offered: run.flows[0].tally.sent, forwarded: run.flows[0].tally.arrived,
      dropped: run.tallies[1].dropped, events: run.eventCount)
  }
}
