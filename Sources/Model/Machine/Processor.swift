/// The CPUs of a host.
public struct Processor: Hashable, Sendable {
  /// How many sockets are filled, at least 1.
  public var sockets: Int
  /// How many NUMA nodes the memory has, at least 1; a multiple or a divisor of the sockets.
  public var numaNodes: Int
  /// Cores of one socket, at least 1.
  public var coresPerSocket: Int
  /// Hardware threads of one core (SMT): 1 or 2.
  public var threadsPerCore: Int
  /// The clock that all cores run at; there is no turbo in the model.
  public var clock: Frequency
  /// The last-level cache of one socket.
  public var cache: ByteCount

  /// All its properties.
  public init(
    sockets: Int, numaNodes: Int, coresPerSocket: Int, threadsPerCore: Int, clock: Frequency,
    cache: ByteCount
  ) {
    self.sockets = sockets
    self.numaNodes = numaNodes
    self.coresPerSocket = coresPerSocket
    self.threadsPerCore = threadsPerCore
    self.clock = clock
    self.cache = cache
  }

  /// The cores of the host. Numbers that no host has count as the nearest that fits an `Int`.
  public var cores: Int { Self.product(sockets, coresPerSocket) }

  /// The hardware threads of the host, likewise.
  public var hardwareThreads: Int { Self.product(cores, threadsPerCore) }

  private static func product(_ left: Int, _ right: Int) -> Int {
    let (product, overflow) = max(left, 0).multipliedReportingOverflow(by: max(right, 0))
    return overflow ? .max : product
  }

  /// The bytes of the last-level caches of all sockets.
  var totalCache: Double { Double(sockets) * Double(cache.bytes) }
}
