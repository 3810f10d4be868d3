import Model

/// Small fixed values to report on.
enum Samples {
  /// Two cells of table 1 and three of table 2: one of each verdict, basis and remark.
  static let reproduction = Reproduction(
    reading: "directional", provenance: provenance,
    cells: [
      cell(1, "native", "stream", "MB/s", (5309, 0.3), (5303.003, 0.3098), .fitted, 1),
      cell(
        1, "xen", "pi", "s", (323, 4.6), (325.421, 3.4327), .fitted, 3, "anomaly_xen_pi_2013"),
      cell(2, "native", "tx", "Mbit/s", (939, 0.1), (941.529, 0.0939), .predicted, 0),
      cell(2, "kvm_standard", "rx", "Mbit/s", (139, 0.2), (140.435, 0.6762), .fitted, 4),
      cell(2, "my_platform", "rx", "Mbit/s", (553, 6.9), (551.41, 0), .fitted, 3),
    ],
    priorCells: [
      prior(1, "native", "stream", "MB/s", (5309, 0.3), 5118.7, (3842.3, 6093.0), nil),
      prior(
        1, "xen", "pi", "s", (323, 4.6), 54.51, (28.30, 103.2),
        "platform anomaly (anomaly_xen_pi_2013): no mechanism explains it"),
      prior(
        2, "native", "tx", "Mbit/s", (939, 0.1), 941.5012, (941.3378, 941.6402),
        "-0.2 % beyond the interval: mechanism and priors do not reach it"),
    ],
    breakdown: [
      .init(platform: "native", stages: stages(flow: "tx")),
      .init(platform: "xen", stages: stages(flow: "rx")),
    ],
    notes: [
      "Tx and Rx are two TCP flows, one in each direction through the router, run one after the "
        + "other.",
      "Nothing else is known.",
    ], mechanism: "priors and published-sets", mechanismHash: String(repeating: "3c", count: 32))

  /// Results of a simulation of one flow and one job.
  static let results = Results(
    scenario: "two-hosts",
    provenance: Provenance(
      kind: .simulated, version: "1.2.3", seed: 7, replications: 3, calibration: "priors",
      calibrationHash: nil, scenarioHash: String(repeating: "ab", count: 32)),
    metrics: [
      Metric(
        name: "tx.goodput", unit: "Mbit/s", mean: 941.513, ci95: 0.25,
        samples: [941.4, 941.5, 941.6]),
      Metric(name: "tx.loss", unit: "1", mean: 0.00123, ci95: 0.0004, samples: [0, 0.001, 0.003]),
      Metric(
        name: "tx.latency", unit: "us", mean: 1234.5, ci95: 21.7, samples: [1234, 1235, 1236]),
      Metric(name: "pi.time", unit: "s", mean: 74.04, ci95: nil, samples: [74.04]),
    ],
    breakdown: stages(flow: "tx"),
    threads: [
      ThreadTime(
        thread: "router softirq eth0", core: "router core 0", utilisation: 0.5,
        steal: 0.0123, notifications: 12_345.6),
      ThreadTime(
        thread: "router/vm vCPU 0", core: "router core 1", utilisation: 0.876, steal: 0,
        notifications: 0.4),
    ],
    notes: ["Uncalibrated: every cost is a prior; see fixtures/priors for their ranges."])

  /// The same values with text that would do harm where it is taken for markup or commands.
  static let hostileText =
    #"</script><img src=x onerror="document.title='owned'">&'\"# + "\u{1B}[31m"

  /// Results in which everything that a file names is hostile.
  static var hostileResults: Results {
    var results = results
    results.scenario = hostileText
    results.notes = [hostileText]
    results.provenance.calibration = hostileText
    results.metrics = results.metrics.map { metric in
      Metric(
        name: "\(hostileText).goodput", unit: hostileText, mean: metric.mean, ci95: metric.ci95,
        samples: metric.samples)
    }
    results.threads = results.threads?.map { time in
      var time = time
      time.workload = hostileText
      time.thread = hostileText
      time.core = hostileText
      return time
    }
    results.breakdown = results.breakdown.map { time in
      var time = time
      time.flow = hostileText
      time.stage = hostileText
      time.thread = hostileText
      return time
    }
    return results
  }

  /// A reproduction in which everything that a file names is hostile.
  static var hostileReproduction: Reproduction {
    var reproduction = reproduction
    reproduction.reading = hostileText
    reproduction.notes = [hostileText]
    reproduction.mechanism = hostileText
    reproduction.cells[0].platform = hostileText
    reproduction.cells[0].metric = hostileText
    reproduction.cells[0].unit = hostileText
    reproduction.cells[0].anomaly = hostileText
    reproduction.priorCells[0].platform = hostileText
    reproduction.priorCells[0].remark = hostileText
    reproduction.breakdown[0].platform = hostileText
    reproduction.breakdown[0].stages = hostileResults.breakdown
    return reproduction
  }

  private static let provenance = Provenance(
    kind: .simulated, version: "1.2.3", seed: 2013, replications: 15,
    calibration: "paper-2013-directional", calibrationHash: String(repeating: "8a", count: 32),
    scenarioHash: nil)

  private static func cell(
    _ table: Int, _ platform: String, _ metric: String, _ unit: String,
    _ published: (Double, Double), _ predicted: (Double, Double), _ basis: Reproduction.Basis,
    _ parameters: Int, _ anomaly: String? = nil
  ) -> Reproduction.Cell {
    Reproduction.Cell(
      table: table, platform: platform, metric: metric, unit: unit,
      published: .init(mean: published.0, ci95: published.1),
      predicted: .init(mean: predicted.0, ci95: predicted.1), basis: basis,
      freeParameters: parameters, anomaly: anomaly)
  }

  private static func prior(
    _ table: Int, _ platform: String, _ metric: String, _ unit: String,
    _ published: (Double, Double), _ typical: Double, _ range: (Double, Double), _ remark: String?
  ) -> Reproduction.PriorCell {
    Reproduction.PriorCell(
      table: table, platform: platform, metric: metric, unit: unit,
      published: .init(mean: published.0, ci95: published.1), typical: typical, low: range.0,
      high: range.1, remark: remark)
  }

  private static func stages(flow: String) -> [StageTime] {
    [
      StageTime(
        flow: flow, stage: "generator transmit", thread: "generator sender", waiting: 1.9e-6,
        service: 2.2e-6, utilisation: 0.18, dropped: 0),
      StageTime(
        flow: flow, stage: "generator.eth0 → router.eth0", thread: "wire", waiting: 5.3e-6,
        service: 12.8e-6, utilisation: 0.99, dropped: 0),
      StageTime(
        flow: flow, stage: "router/vm backend receive eth0", thread: "router/vm QEMU",
        waiting: 325.7e-6, service: 3.1e-6, utilisation: 0.07, dropped: 0),
      StageTime(
        flow: flow, stage: "router/vm vCPU forward eth0 eth1", thread: "router/vm vCPU 0",
        waiting: 772.3e-6, service: 41.9e-6, utilisation: 0.933, dropped: 0.00218),
    ]
  }
}
