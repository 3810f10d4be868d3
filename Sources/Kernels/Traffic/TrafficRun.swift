/// Sends a load on one interface and receives it on another, in one process.
public struct TrafficRun: Sendable {
  /// An interface, and the network namespace it is in.
  public struct Place: Hashable, Sendable {
    /// The interface's name.
    public var interface: String
    /// The namespace as `ip netns` names it; nil for the process's own.
    public var namespace: String?

    /// That interface.
    public init(interface: String, namespace: String? = nil) {
      self.interface = interface
      self.namespace = namespace
    }

    /// Reads `interface`, or `namespace/interface`.
    public init(parsing text: String) {
      let parts = text.split(separator: "/", maxSplits: 1)
      interface = String(parts.last ?? "")
      namespace = parts.count == 2 ? String(parts[0]) : nil
    }
  }

  /// How frames are handed to the kernel.
  public enum Batching: String, Hashable, Sendable, CaseIterable {
    /// One by one, each its own frame, many with one system call.
    case frames
    /// Joined into one of up to a burst that the kernel or the device cuts into frames (UDP
    /// segmentation offload); many times cheaper, where the interface does cut them.
    case segments
    /// Made by a program in the kernel, past its stack (XDP live frames); the cheapest for frames
    /// that have nothing in common, where the interface sends what such programs make.
    case program
    /// Made by a program likewise, but received by the interface, as if its driver had just taken
    /// them from the wire, instead of sent: a load for who listens there, cheaper still.
    case arrival

    /// The most frames that are handed over at once unless a load says otherwise: what it costs to
    /// hand over a burst is shared by so many frames that it matters little.
    public var usualBurst: Int { self == .program || self == .arrival ? 1024 : 32 }
  }

  /// What is sent.
  public var load: TrafficLoad
  /// Where it is sent.
  public var sendingOn: Place
  /// How it is handed over.
  public var batching = Batching.frames
  /// How the sender's ring is made.
  public var transmitSettings = TransmitRing.Settings()
  /// Where it is received.
  public var receivingOn: Place
  /// How the receiver's ring is made.
  public var receiveSettings = ReceiveRing.Settings()
  /// How long to wait for stragglers after the end, in nanoseconds.
  public var settling: UInt64 = 200_000_000

  /// That load from one interface to the other.
  public init(load: TrafficLoad, sendingOn: Place, receivingOn: Place) {
    self.load = load
    self.sendingOn = sendingOn
    self.receivingOn = receivingOn
  }

  /// Does it, and blocks the thread until it is done or `stop` is raised.
  ///
  /// - Throws: `TrafficError`: the load, an interface or a namespace.
  public func run(stop: StopFlag) throws(TrafficError) -> TrafficReport {
    let ring = Parcel(try Self.receiver(on: receivingOn, settings: receiveSettings))
    var settings = TrafficReceiver<SystemClock>.Settings()
    settings.stream = load.stream
    settings.port = load.addresses.destinationPort
    settings.settling = settling
    // The sender ends first; this only bounds the wait if it cannot.
    settings.nanoseconds = UInt64(load.duration.seconds * 2e9) + 10_000_000_000 + settling
    let senderIsDone = StopFlag()
    let receiver = try WorkerThread<ReceiveReport>.start { [settings] () throws(TrafficError) in
      // An interrupted run still waits for what is on the way, so `stop` is only the sender's.
      try TrafficReceiver(settings: settings, clock: SystemClock(), stop: StopFlag())
        .run(on: &ring.content, senderIsDone: senderIsDone)
    }
    let sent = Result { () throws(TrafficError) in
      try Self.send(
        load, on: sendingOn, batching: batching, settings: transmitSettings, stop: stop)
    }
    senderIsDone.raise()
    let received = try receiver.join()
    return TrafficReport(send: try sent.get(), receive: received)
  }

  /// Only sends, and blocks the thread until it is done or `stop` is raised.
  public static func send(
    _ load: TrafficLoad, on place: Place, batching: Batching,
    settings: TransmitRing.Settings = .init(), stop: StopFlag
  ) throws(TrafficError) -> SendReport {
    func sender() -> TrafficSender<SystemClock> {
      TrafficSender(load: load, clock: SystemClock(), stop: stop)
    }
    switch batching {
    case .frames:
      var ring = try within(place) {
        try TransmitRing(interface: place.interface, settings: settings)
      }
      return try sender().run(on: &ring)
    case .segments:
      var ring = try within(place) {
        try SegmentingRing(interface: place.interface, burst: load.burst)
      }
      return try sender().run(on: &ring)
    case .program, .arrival:
      var settings = LiveFrameRing.Settings()
      settings.direction = batching == .arrival ? .arriving : .leaving
      while settings.slots < load.burst { settings.slots *= 2 }
      if let size = load.mix.pattern.max() { settings.longest = size - Ethernet.checkBytes }
      // The thread stays in the interface's namespace: it is there that the kernel looks for it.
      return try within(place) {
        var ring = try LiveFrameRing(interface: place.interface, settings: settings)
        return try sender().run(on: &ring)
      }
    }
  }

  /// Only sends trains of frames, and blocks the thread until the last was sent or `stop` is
  /// raised.
  public static func send(
    _ plan: TrainPlan, on place: Place, stop: StopFlag
  ) throws(TrafficError) -> SendReport {
    var ring = try within(place) { try TransmitRing(interface: place.interface) }
    return try TrainSender(plan: plan, clock: SystemClock(), stop: stop).run(on: &ring)
  }

  /// Only receives, and blocks the thread until the stream ends, the time is over or `stop` is
  /// raised.
  ///
  /// - Parameter onListening: Called once frames are caught, so that a sender may begin.
  public static func receive(
    on place: Place, _ settings: TrafficReceiver<SystemClock>.Settings,
    ring ringSettings: ReceiveRing.Settings = .init(), stop: StopFlag,
    onListening: () -> Void = {}
  ) throws(TrafficError) -> ReceiveReport {
    var ring = try receiver(on: place, settings: ringSettings)
    onListening()
    return try TrafficReceiver(settings: settings, clock: SystemClock(), stop: stop)
      .run(on: &ring)
  }

  private static func receiver(
    on place: Place, settings: ReceiveRing.Settings
  ) throws(TrafficError) -> ReceiveRing {
    try within(place) { try ReceiveRing(interface: place.interface, settings: settings) }
  }

  /// Does `work` in the place's namespace.
  private static func within<Value: ~Copyable>(
    _ place: Place, _ work: () throws -> Value
  ) throws(TrafficError) -> Value {
    do {
      return try NetworkNamespace.within(place.namespace, work)
    } catch let error as TrafficError {
      throw error
    } catch let error as PacketRingError {
      throw .ring(error)
    } catch {
      throw .run("\(error)")
    }
  }
}
