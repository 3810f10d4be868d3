/// Something that a scenario runs.
public struct Workload: Hashable, Sendable {
  /// The name of a workload, unique in the scenario.
  public typealias ID = Identifier<Workload>

  /// What a workload does.
  public enum Kind: Hashable, Sendable {
    /// Computes decimal digits of pi, one thread.
    case pi(PiJob)
    /// Streams through arrays in memory.
    case stream(StreamJob)
    /// Sends packets from one place to another.
    case flow(Flow)
  }

  /// Its name.
  public var id: ID
  /// What it does.
  public var kind: Kind

  /// The workload of that name.
  public init(id: ID, kind: Kind) {
    self.id = id
    self.kind = kind
  }
}

extension Workload {
  /// The platform anomaly that it is subject to; nil for none.
  public var anomaly: String? {
    switch kind {
    case .pi(let job): return job.anomaly
    case .flow(let flow): return flow.anomaly
    case .stream: return nil
    }
  }
}

/// A computation of pi by Gauss–Legendre, as Super PI does it: bound by the CPU and page faults.
public struct PiJob: Hashable, Sendable {
  /// Where it runs.
  public var place: Place
  /// Decimal digits to compute, 1 to 2^32.
  public var digits: Int
  /// The parameter that multiplies its time for a reason no mechanism explains; nil for none.
  public var anomaly: String?

  /// All its properties.
  public init(place: Place, digits: Int, anomaly: String? = nil) {
    self.place = place
    self.digits = digits
    self.anomaly = anomaly
  }
}

/// A run of STREAM, which is bound by memory bandwidth.
public struct StreamJob: Hashable, Sendable {
  /// Where it runs.
  public var place: Place
  /// The bytes of one of its three arrays.
  public var arraySize: ByteCount
  /// Threads, at least 1 and at most the CPUs of the place.
  public var threads: Int

  /// All its properties.
  public init(place: Place, arraySize: ByteCount, threads: Int) {
    self.place = place
    self.arraySize = arraySize
    self.threads = threads
  }
}

/// A stream of packets from one place to another.
public struct Flow: Hashable, Sendable {
  /// What paces a flow.
  public enum Load: Hashable, Sendable {
    /// TCP: as fast as congestion control and the receiver's window allow.
    case elastic(window: ReceiveWindow)
    /// UDP at a constant rate of UDP payload bits.
    case constantRate(BitRate)
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
  /// When it begins.
  public var start: SimTime
  /// The receiver's delay before it acknowledges; zero where nothing is acknowledged.
  public var receiverDelay: ReceiverDelay
  /// The parameter that multiplies the cost of its packets in an emulated NIC's threads for a
  /// reason no mechanism explains; nil for none.
  public var anomaly: String?
  /// Whether the ends spend time on packets; testers are hosts, not VMs.
  public var endpoints: Endpoints

  /// All its properties.
  public init(
    source: Place, destination: Place, load: Load, frame: ByteCount, start: SimTime = .zero,
    receiverDelay: ReceiverDelay = .time(.zero), anomaly: String? = nil,
    endpoints: Endpoints = .hosts
  ) {
    self.endpoints = endpoints
    self.source = source
    self.destination = destination
    self.load = load
    self.frame = frame
    self.start = start
    self.receiverDelay = receiverDelay
    self.anomaly = anomaly
  }
}
