/// Takes samples of a cost until its time is over.
struct Sampler: Sendable {
  /// The fewest samples, whatever time they take.
  static let fewest = 8
  /// The most samples; more would not make an interval any truer.
  static let most = 2000
  /// Nanoseconds that a batch should last: thousands of times what it takes to read the time.
  static let batch = 100_000.0

  /// What it measures with.
  let base: TimeBase
  /// Nanoseconds that it may take.
  let budget: Int64

  /// The sampler for one of `count` equal parts of the time.
  func share(of count: Int) -> Sampler { Sampler(base: base, budget: budget / Int64(count)) }

  /// Samples the mean time of an operation over batches; `work` does that many.
  ///
  /// The size of a batch is doubled until it lasts long enough; those runs only warm up.
  func batches(
    _ name: String, _ summary: String, per bytes: Int = 0, most: Int = 1 << 24,
    _ work: (Int) throws(MachineError) -> Void
  ) throws(MachineError) -> ProbeFigure {
    var operations = 1
    while true {
      let start = base.now()
      try work(operations)
      if base.nanoseconds(base.now() - start) >= Self.batch || operations >= most { break }
      operations *= 2
    }
    return try samples(name, summary, operations: operations, per: bytes) {
      () throws(MachineError) in
      let start = base.now()
      try work(operations)
      return base.now() - start
    }
  }

  /// Samples of a cost that `one` times itself, in units of `base`, for `operations` operations.
  ///
  /// - Parameter bytes: the bytes of an operation where the cost is one of bytes, else 0.
  func samples(
    _ name: String, _ summary: String, operations: Int, per bytes: Int = 0,
    _ one: () throws(MachineError) -> Int64
  ) throws(MachineError) -> ProbeFigure {
    let end = MonotonicClock.now() + budget
    var values: [Double] = []
    while values.count < Self.fewest || (values.count < Self.most && MonotonicClock.now() < end) {
      values.append(base.nanoseconds(try one()) / Double(operations))
    }
    return figure(name, summary, operations: operations, per: bytes, nanoseconds: values)
  }

  /// The figure of samples in nanoseconds, and in cycles where there is a counter.
  func figure(
    _ name: String, _ summary: String, operations: Int, per bytes: Int = 0, nanoseconds: [Double]
  ) -> ProbeFigure {
    let scale = bytes == 0 ? 1 : 1 / Double(bytes)
    let suffix = bytes == 0 ? "" : "/B"
    var measures = [ProbeFigure.Measure(unit: "ns" + suffix, nanoseconds, scale: scale)]
    if let cycles = base.cyclesPerNanosecond {
      measures.append(.init(unit: "cycles" + suffix, nanoseconds, scale: scale * cycles))
    }
    return ProbeFigure(
      name: name, summary: summary, samples: nanoseconds.count, operations: operations,
      measures: measures)
  }
}
