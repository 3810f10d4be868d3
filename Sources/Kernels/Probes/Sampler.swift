internal import CMachine

/// Takes samples of a cost until its time is over.
struct Sampler: Sendable {
  /// The fewest samples, whatever time they take.
  static let fewest = 8
  /// The most samples; more would not make an interval any truer.
  static let most = 2000
  /// Nanoseconds that a batch should last: thousands of times what it takes to read the time.
  static let batch = 100_000.0

  /// The most operations in a batch.
  static let mostOperations = 1 << 24

  /// What it measures with.
  let base: TimeBase
  /// Nanoseconds that it may take.
  let budget: Int64

  /// The sampler for one of `count` equal parts of the time.
  func share(of count: Int) -> Sampler { Sampler(base: base, budget: budget / Int64(count)) }

  /// Samples the mean time of an operation over batches; `work` does that many.
  ///
  /// - Parameter bytes: the bytes of an operation where the cost is one of bytes, else 0.
  func batches(
    _ name: String, _ summary: String, per bytes: Int = 0,
    _ work: (Int) throws(MachineError) -> Void
  ) throws(MachineError) -> ProbeFigure {
    let operations = try batchSize(work)
    return try samples(name, summary, operations: operations, per: bytes) {
      () throws(MachineError) in
      let start = base.now()
      try work(operations)
      return base.nanoseconds(base.now() - start)
    }
  }

  /// How many operations make a batch that lasts long enough. Finding it also warms up.
  func batchSize(_ work: (Int) throws(MachineError) -> Void) throws(MachineError) -> Int {
    var operations = 1
    while true {
      let start = base.now()
      try work(operations)
      let elapsed = base.nanoseconds(base.now() - start)
      if elapsed >= Self.batch || operations >= Self.mostOperations { return operations }
      operations *= 2
    }
  }

  /// Samples of a cost that `one` times itself, in nanoseconds for `operations` operations.
  func samples(
    _ name: String, _ summary: String, operations: Int, per bytes: Int = 0,
    _ one: () throws(MachineError) -> Double
  ) throws(MachineError) -> ProbeFigure {
    let before = hypertwin_preemptions()
    var values: [Double] = []
    try whileTimeLasts { () throws(MachineError) in values.append(try one() / Double(operations)) }
    return figure(
      name, summary, operations: operations, per: bytes, nanoseconds: values,
      preemptions: hypertwin_preemptions() - before)
  }

  /// Takes samples with `one` until the time is over, but neither too few nor too many.
  func whileTimeLasts(_ one: () throws(MachineError) -> Void) throws(MachineError) {
    let end = MonotonicClock.now() + budget
    var count = 0
    while count < Self.fewest || (count < Self.most && MonotonicClock.now() < end) {
      try one()
      count += 1
    }
  }

  /// The figure of samples in nanoseconds, and in cycles where there is a counter.
  func figure(
    _ name: String, _ summary: String, operations: Int, per bytes: Int = 0, nanoseconds: [Double],
    preemptions: Int
  ) -> ProbeFigure {
    let scale = bytes == 0 ? 1 : 1 / Double(bytes)
    let suffix = bytes == 0 ? "" : "/B"
    var measures = [ProbeFigure.Measure(unit: "ns" + suffix, nanoseconds, scale: scale)]
    if let cycles = base.cyclesPerNanosecond {
      measures.append(.init(unit: "cycles" + suffix, nanoseconds, scale: scale * cycles))
    }
    return ProbeFigure(
      name: name, summary: summary, samples: nanoseconds.count, operations: operations,
      preemptions: preemptions, measures: measures)
  }
}
