import Statistics

/// What a benchmark of the forwarder measured, for people and programs.
public struct ForwardingBenchmarkFigures: Encodable, Sendable {
  /// How long one look-up or packet took.
  public struct Time: Encodable, Sendable {
    /// Nanoseconds of CPU time for one, the mean of the rounds.
    public var nanoseconds: Double
    /// Half the width of the mean's 95 % interval; nil for one round.
    public var ci95: Double?
    /// How many a second.
    public var perSecond: Double
    /// Nanoseconds in each round.
    public var rounds: [Double]
  }

  /// Routes of IPv4.
  public var routesIpv4: Int
  /// Routes of IPv6.
  public var routesIpv6: Int
  /// Seconds to build the trie of IPv4.
  public var buildSeconds: Double
  /// Nanoseconds to take a route out or put it in, on average.
  public var updateNanoseconds: Double
  /// Bytes that look-ups of IPv4 may touch.
  public var lookupBytes: Int
  /// Bytes that look-ups of IPv6 may touch.
  public var lookupBytesIpv6: Int
  /// Bytes of the tree of IPv4 routes that changes need.
  public var routeBytes: Int
  /// The times by task; see `ForwardingBenchmark.Task`.
  public var times: [String: Time]
  /// Look-ups and packets that were checked.
  public var checked: Int
  /// Those of them that were wrong; with any, the figures are void.
  public var wrong: Int

  /// The figures of a report.
  public init(_ report: ForwardingBenchmark.Report) {
    routesIpv4 = report.routes.ipv4
    routesIpv6 = report.routes.ipv6
    buildSeconds = report.buildNanoseconds / 1e9
    updateNanoseconds = report.updateNanoseconds
    lookupBytes = report.bytes.lookup
    lookupBytesIpv6 = report.bytesIPv6
    routeBytes = report.bytes.routes
    times = [:]
    for (task, rounds) in report.nanoseconds {
      let sample = Sample(rounds)
      times[task.rawValue] = Time(
        nanoseconds: sample.mean, ci95: sample.halfWidth(level: 0.95),
        perSecond: 1e9 / sample.mean, rounds: rounds)
    }
    checked = report.checked
    wrong = report.wrong
  }
}
