/// A stream of packets from one place to another.
public struct Flow: Hashable, Sendable {
  /// What paces a flow.
  public enum Load: Hashable, Sendable {
    /// TCP: as fast as congestion control and the receiver's window allow.
    case elastic(window: ReceiveWindow)
    /// UDP at a constant rate of UDP payload bits.
    case constantRate(BitRate)
    /// UDP whose packets come at exponentially distributed intervals, with that mean rate of UDP
    /// payload bits.
    case poisson(BitRate)
    /// UDP that sends at a constant rate of UDP payload bits during bursts, and nothing between
    /// them; bursts and pauses last exponentially distributed times of these means.
    case onOff(rate: BitRate, burst: SimTime, pause: SimTime)
    /// Requests, each of which is answered.
    case requests(RequestPattern)
  }

  /// The sizes of a flow's frames.
  public enum FrameSizes: String, Hashable, Sendable, CaseIterable {
    /// All frames have the flow's size.
    case uniform
    /// The simple Internet mix: of 12 frames 7 have 64 bytes, 4 have 570 and 1 has 1518
    /// (`internetMix`).
    case imix
  }

  /// How TCP adapts its congestion window.
  public enum CongestionControl: String, Hashable, Sendable, CaseIterable {
    /// One segment more per round trip, and half of the window after a loss (RFC 5681).
    case reno
    /// A cubic function of the time since the last loss, and seven tenths of the window after one
    /// (RFC 9438): Linux's default.
    case cubic
  }

  /// The receive window of a TCP flow: what may be in flight at most.
  public enum ReceiveWindow: Hashable, Sendable {
    /// That many bytes.
    case size(ByteCount)
    /// The value of a calibrated parameter, in bytes.
    case parameter(String)
  }

  /// How long the receiving host takes from a segment's arrival to its acknowledgement, beyond
  /// what its stages cost: the application, its timers, its scheduling.
  public enum ReceiverDelay: Hashable, Sendable {
    /// That long.
    case time(SimTime)
    /// The value of a calibrated parameter, in seconds.
    case parameter(String)
  }

  /// What stands at the two ends of a flow.
  public enum Endpoints: String, Hashable, Sendable, CaseIterable {
    /// Hosts or VMs whose stacks spend time on every packet.
    case hosts
    /// A tester's ports (RFC 2544, section 6), which send and take frames at no cost.
    case testers
  }

  /// The sender.
  public var source: Place
  /// The receiver.
  public var destination: Place
  /// What paces it.
  public var load: Load
  /// Bytes of a full frame as Ethernet counts them: headers and CRC included, preamble and gap not.
  public var frame: ByteCount
  /// Whether all frames are of that size. Only UDP flows mix sizes, and `frame` is then the
  /// largest.
  public var sizes: FrameSizes
  /// When it begins.
  public var start: SimTime
  /// When it ends; nil where it goes on to the end of the run. A closed connection sends nothing
  /// again.
  public var stop: SimTime?
  /// The receiver's delay before it acknowledges; zero where nothing is acknowledged.
  public var receiverDelay: ReceiverDelay
  /// The parameter that multiplies the cost of its packets in an emulated NIC's threads for a
  /// reason no mechanism explains; nil for none.
  public var anomaly: String?
  /// Whether the ends spend time on packets; testers are hosts, not VMs.
  public var endpoints: Endpoints
  /// How an elastic flow adapts its window.
  public var congestionControl: CongestionControl
  /// What an elastic flow's sender keeps until it is acknowledged at most; nil where that never is
  /// the limit.
  public var sendBuffer: ByteCount?

  /// All its properties.
  public init(
    source: Place, destination: Place, load: Load, frame: ByteCount, start: SimTime = .zero,
    receiverDelay: ReceiverDelay = .time(.zero), anomaly: String? = nil,
    endpoints: Endpoints = .hosts, sizes: FrameSizes = .uniform,
    congestionControl: CongestionControl = .reno, sendBuffer: ByteCount? = nil, stop: SimTime? = nil
  ) {
    self.endpoints = endpoints
    self.sizes = sizes
    self.congestionControl = congestionControl
    self.sendBuffer = sendBuffer
    self.source = source
    self.destination = destination
    self.load = load
    self.frame = frame
    self.start = start
    self.stop = stop
    self.receiverDelay = receiverDelay
    self.anomaly = anomaly
  }
}
