public import Model

/// What this machine's generator and receiver can do at most.
public struct TrafficSelfTest: Sendable {
  /// The limits, in frames per second.
  public struct Limits: Hashable, Sendable, Encodable {
    /// What the generator writes to memory.
    public var memorySend: Double
    /// What the receiver accounts for from memory, writing included.
    public var memoryReceive: Double
    /// What the generator hands to the interface; nil without interfaces.
    public var send: Double?
    /// What arrives at the receiver meanwhile; nil without interfaces.
    public var receive: Double?
    /// The frames that the receiver itself dropped meanwhile; nil without interfaces.
    public var droppedByReceiver: Int?

    /// The rate up to which a run can be trusted: the least of them all.
    public var trusted: Double {
      [memorySend, memoryReceive, send ?? .infinity, receive ?? .infinity].min() ?? 0
    }

    /// Whether the limits leave the margin that a measurement at that rate needs.
    public func suffices(for packetsPerSecond: Double) -> Bool {
      trusted >= packetsPerSecond * TrafficSelfTest.margin
    }
  }

  /// How far the limits must be above a rate that is to be measured.
  public static let margin = 1.2

  /// The sizes of the frames.
  public var mix: FrameMix
  /// How long to send on the interfaces.
  public var duration: SimTime
  /// How frames are handed over.
  public var batching = TrafficRun.Batching.frames
  /// How many frames are written to and read from memory.
  public var memoryFrames = 1_000_000

  /// A test with frames of those sizes for that time.
  public init(mix: FrameMix, duration: SimTime) {
    self.mix = mix
    self.duration = duration
  }

  /// Finds the limits, and blocks the thread meanwhile.
  ///
  /// - Parameters:
  ///   - sending: Where to send as much as goes; nil to leave the interfaces alone.
  ///   - receiving: Where that arrives.
  /// - Throws: `TrafficError`: an interface, or a duration that no load can have.
  public func run(
    sending: TrafficRun.Place?, receiving: TrafficRun.Place?, stop: StopFlag
  ) throws(TrafficError) -> Limits {
    var load = TrafficLoad(rate: .saturation, mix: mix, duration: duration)
    load.packets = memoryFrames
    load.burst = batching.usualBurst
    var limits = Limits(
      memorySend: try memorySend(load, stop), memoryReceive: try memoryReceive(load, stop))
    guard let sending, let receiving else { return limits }
    load.packets = nil
    var run = TrafficRun(load: load, sendingOn: sending, receivingOn: receiving)
    run.batching = batching
    let report = try run.run(stop: stop)
    limits.send = report.send?.sentRate
    limits.receive = report.receive?.rate
    limits.droppedByReceiver = report.receive?.dropped
    return limits
  }

  private func memorySend(_ load: TrafficLoad, _ stop: StopFlag) throws(TrafficError) -> Double {
    var port = MemoryTransmitter()
    return try TrafficSender(load: load, clock: SystemClock(), stop: stop).run(on: &port).sentRate
  }

  private func memoryReceive(
    _ load: TrafficLoad, _ stop: StopFlag
  ) throws(TrafficError) -> Double {
    var port = MemoryReceiver(load: load)
    var settings = TrafficReceiver<SystemClock>.Settings()
    settings.settling = 0
    let isOver = StopFlag()
    isOver.raise()
    let clock = SystemClock()
    let start = clock.monotonic()
    let report = try TrafficReceiver(settings: settings, clock: clock, stop: stop)
      .run(on: &port, senderIsDone: isOver)
    return SendReport.rate(report.unique, clock.monotonic() - start)
  }
}
