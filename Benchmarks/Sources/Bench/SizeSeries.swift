import Formats
import Foundation
import Model
import Simulator

/// How the cost of a day at the fluid level grows with the size of a data centre.
///
/// Each size is generated, read, checked and simulated in this process, some rounds over; the table
/// has the medians of each part's time and processor time, and the exponent b of the processor time
/// ≈ a·n^b, by least squares on logarithms, with what n·log n would have over the same sizes. One
/// thread does all of it.
struct SizeSeries {
  /// Hosts and VMs of each: three decades of VMs.
  private static let sizes = [
    (2, 10), (4, 16), (10, 20), (32, 20), (100, 20), (320, 20), (1000, 20),
  ]

  /// Rounds of each size.
  let rounds: Int

  /// Seconds of the clock and of the processor.
  private struct Time {
    var elapsed: Double
    var processor: Double

    /// Those that `work` takes.
    init(of work: () throws -> Void) rethrows {
      func processor() -> Double {
        var time = timespec()
        clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &time)
        return Double(time.tv_sec) + Double(time.tv_nsec) * 1e-9
      }
      let before = processor()
      let elapsed = try ContinuousClock().measure(work)
      self.processor = processor() - before
      self.elapsed =
        Double(elapsed.components.seconds) + Double(elapsed.components.attoseconds) * 1e-18
    }

    /// The medians of some.
    init(medianOf times: [Time]) {
      func median(_ values: [Double]) -> Double {
        let sorted = values.sorted()
        return (sorted[(sorted.count - 1) / 2] + sorted[sorted.count / 2]) / 2
      }
      elapsed = median(times.map(\.elapsed))
      processor = median(times.map(\.processor))
    }
  }

  /// What one size took.
  private struct Point {
    var vms: Int
    var events: Int
    var bytes: Int
    /// Median seconds, of the clock and of the processor.
    var read: Time
    var simulated: Time
  }

  /// Measures all sizes, prints the table, and writes the figure as SVG if `figure` names a file.
  func run(figure: String?) throws {
    let costs = try Self.costs()
    var points: [Point] = []
    print("VMs,bytes of YAML,events,read and check s,of CPU,simulate a day s,of CPU")
    for (hosts, vms) in Self.sizes {
      let point = try measure(hosts: hosts, vms: vms, costs: costs)
      points.append(point)
      print(
        "\(point.vms),\(point.bytes),\(point.events),"
          + String(
            format: "%.4f,%.4f,%.4f,%.4f", point.read.elapsed, point.read.processor,
            point.simulated.elapsed, point.simulated.processor))
    }
    let sizes = points.map { Double($0.vms) }
    for (name, times) in [
      ("read and check", points.map(\.read.processor)),
      ("simulate", points.map(\.simulated.processor)),
    ] {
      print("exponent of \(name): " + String(format: "%.3f", Self.exponent(sizes, times)))
    }
    print(
      String(format: "exponent of n log n: %.3f", Self.exponent(sizes, sizes.map { $0 * log($0) })))
    guard let figure else { return }
    let series = [
      SizeFigure.Series(name: "read and check", values: points.map(\.read.processor)),
      SizeFigure.Series(name: "simulate a day", values: points.map(\.simulated.processor)),
    ]
    try SizeFigure(sizes: sizes, series: series).svg.write(
      toFile: figure, atomically: true, encoding: .utf8)
  }

  private func measure(hosts: Int, vms: Int, costs: CostModel) throws -> Point {
    let text = DataCentreText.make(hosts: hosts, vmsPerHost: vms, seed: 1)
    var reading: [Time] = []
    var simulating: [Time] = []
    var events = 0
    for _ in 0..<rounds {
      var loaded: LoadedScenario?
      reading.append(
        try Time(of: { loaded = try ScenarioFile.read(text, file: "generated.yaml") }))
      guard let scenario = loaded?.scenario else { throw BenchError("nothing was read") }
      let simulation = Simulation(scenario: scenario, costs: costs, level: .fluid)
      simulating.append(
        try Time(of: { events = try simulation.replicate(0, seed: scenario.run.seed).events }))
    }
    return Point(
      vms: hosts * vms, events: events, bytes: text.utf8.count, read: Time(medianOf: reading),
      simulated: Time(medianOf: simulating))
  }

  /// The slope of log y over log x.
  private static func exponent(_ x: [Double], _ y: [Double]) -> Double {
    let points = zip(x, y).map { (log($0), log($1)) }
    let n = Double(points.count)
    let mean = (points.reduce(0) { $0 + $1.0 } / n, points.reduce(0) { $0 + $1.1 } / n)
    let cross = points.reduce(0) { $0 + ($1.0 - mean.0) * ($1.1 - mean.1) }
    return cross / points.reduce(0) { $0 + ($1.0 - mean.0) * ($1.0 - mean.0) }
  }

  /// The priors of the repository that this was built from.
  private static func costs() throws -> CostModel {
    let folder = #filePath.split(separator: "/").dropLast(4).reduce(into: "") { $0 += "/" + $1 }
    func text(_ name: String) throws -> String {
      try TextFile.read("\(folder)/fixtures/priors/\(name)")
    }
    let (micro, engineering) = ("micro-costs.csv", "engineering.csv")
    return CostModel(
      name: "priors",
      parameters: try PriorsFile.microCosts(text(micro), file: micro)
        + PriorsFile.engineering(text(engineering), file: engineering))
  }
}
