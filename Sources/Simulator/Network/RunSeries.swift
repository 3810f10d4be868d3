/// What reached receivers over the time of observation, in bins of equal length.
///
/// A truncation of the warm-up and an interval from a single run are computed from it.
public struct RunSeries: Hashable, Sendable {
  /// The bins of a series: 80 batches of five for MSER-5.
  public static let bins = 400

  /// When observation began, in picoseconds.
  let start: Int64
  /// Picoseconds of a bin.
  public let width: Int64
  /// Picoseconds of the observation.
  public let duration: Int64
  /// Packets, or answered requests, that arrived in each bin: of every flow, or of all together.
  public private(set) var packets: [[Double]]
  /// The sums of their latencies in picoseconds.
  public private(set) var latencies: [[Double]]

  /// An empty series that begins at `start` and lasts `duration` picoseconds, with so many rows.
  init(rows: Int, start: Int64, duration: Int64) {
    self.start = start
    self.duration = duration
    width = max(duration / Int64(Self.bins), 1)
    let empty = [Double](repeating: 0, count: Self.bins)
    packets = Array(repeating: empty, count: rows)
    latencies = packets
  }

  /// Notes an arrival. O(1).
  mutating func add(flow: Int, at time: Int64, latency: Int64) {
    let bin = min(max(Int((time - start) / width), 0), Self.bins - 1)
    let row = packets.count == 1 ? 0 : flow
    packets[row][bin] += 1
    latencies[row][bin] += Double(latency)
  }
}

extension NetworkRun {
  /// Keeps a series: a row for each flow, or one for all. Call it before the run begins.
  mutating func keepSeries(byFlow: Bool, warmUp: Int64, duration: Int64) {
    series = RunSeries(
      rows: byFlow ? max(plan.flows.count, 1) : 1, start: warmUp, duration: duration)
    isSampled = true
  }
}
