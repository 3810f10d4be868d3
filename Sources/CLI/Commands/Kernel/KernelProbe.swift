import ArgumentParser
import Formats
import Kernels
import Model

/// `hypertwin kernel probe`: costs of this machine, measured in place.
struct KernelProbe: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "probe",
    abstract: "Measure what exits, system calls, page faults, switches and loads cost here.",
    discussion: """
      Every figure is a sample with a 95 % interval of its mean; outliers stay in. Whether this is \
      a guest is reported, because the same instruction then costs something else. The format \
      priors is a table for `hypertwin calibrate --priors`, with the cost model's parameters that \
      a probe measures itself, and why the others are missing.

      PROBES
      \(Probe.allCases.map { "  \($0.rawValue): \($0.summary)" }.joined(separator: "\n"))

      EXAMPLES
        hypertwin kernel probe
        hypertwin kernel probe --probe system-call --probe page-fault --format json
        hypertwin kernel probe --format priors --output host.csv
      """)

  /// The forms of the result.
  enum Format: String, ExpressibleByArgument, CaseIterable { case table, json, csv, priors }

  @Option(
    name: .long,
    help: ArgumentHelp("A probe to run; may be repeated. Default: all.", valueName: "name"))
  var probe: [Probe] = []

  @Option(name: .long, help: "Seconds for the samples of all probes together, 0.1 to 3600.")
  var seconds: Double = 6

  @Option(
    name: .long,
    help: ArgumentHelp(
      "Largest working set whose latency is measured, as 64MiB. Default: 4 times the cache.",
      valueName: "size"), transform: KernelStream.size)
  var largestSet: ByteCount?

  @Option(name: .long, help: "The form of the result.")
  var format: Format = .table

  @Option(
    name: [.short, .long],
    help: ArgumentHelp(
      "Write the result to this file instead of standard output, whole or not at all.",
      valueName: "file"),
    completion: .file())
  var output: String?

  func run() async throws {
    try await reportingFailures {
      try Output.check([output])
      let plan = ProbePlan(
        probes: probe.isEmpty ? Probe.allCases : probe, seconds: seconds,
        largestWorkingSet: largestSet.map { Int($0.bytes) })
      let report: ProbeReport
      do {
        report = try ProbeRun(plan).run()
      } catch {
        throw Failure.work("kernel probe: \(error)")
      }
      try Output.write(try text(of: report), to: output)
    }
  }

  private func text(of report: ProbeReport) throws(Failure) -> String {
    switch format {
    case .json: return try KernelText.json(report)
    case .table: return ProbeText.table(report)
    case .csv: return ProbeText.csv(report)
    case .priors: return try ProbeText.priors(report)
    }
  }
}

extension Probe: ExpressibleByArgument {}
