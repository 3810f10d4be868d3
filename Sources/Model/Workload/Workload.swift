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
