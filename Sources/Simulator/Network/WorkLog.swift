/// What threads did, batch by batch, in the order in which batches began; at most so many of the
/// first.
struct WorkLog: Sendable {
  /// A batch that a thread served.
  struct Slice: Sendable {
    var thread: Int32
    var stage: Int32
    /// Picoseconds.
    var begin: Int64
    /// Picoseconds; the end of the last service that had begun when the run ended.
    var end: Int64
    var packets: Int32
  }

  private let limit: Int
  private(set) var slices: [Slice] = []
  /// Batches that were served when there was no more room.
  private(set) var missed = 0
  /// The slice that each thread's batch extends; −1 where there was no room for it.
  private var open: [Int]

  /// A log of so many threads that has room for `limit` batches.
  init(threads: Int, limit: Int) {
    self.limit = limit
    open = Array(repeating: -1, count: threads)
  }

  /// Notes the service of a packet. O(1) amortised.
  mutating func serve(
    thread: Int, stage: Int32, from begin: Int64, to end: Int64, beginsBatch: Bool
  ) {
    guard beginsBatch else {
      if open[thread] >= 0 {
        slices[open[thread]].end = end
        slices[open[thread]].packets += 1
      }
      return
    }
    guard slices.count < limit else {
      open[thread] = -1
      missed += 1
      return
    }
    open[thread] = slices.count
    slices.append(
      Slice(thread: Int32(thread), stage: stage, begin: begin, end: end, packets: 1))
  }
}

extension NetworkRun {
  /// Keeps a log, for which every service needs its event. Call it before the run begins.
  mutating func keep(_ log: WorkLog) {
    self.log = log
    isLogged = true
    elidesEvents = false
  }
}
