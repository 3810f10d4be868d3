import Formats
import Kernels
import Model

/// How the probes' figures are written.
enum ProbeText {
  /// The machine, a table for each probe, and what is missing.
  static func table(_ report: ProbeReport) -> String {
    let here = report.surroundings
    let cycles = report.cyclesPerSecond.map { "\(KernelText.fixed($0 / 1e6, 3)) MHz" }
    var text = """
      processor        \(here.processor)
      hypervisor       \(here.hypervisor)
      kernel           Linux \(here.kernel), \(here.date)
      clock source     \(here.clockSource)
      cycles           \(cycles ?? "none: there is no time-stamp counter to rely on")
      invariant        \(here.hasInvariantCounter)
      huge pages       \(here.transparentHugePages)
      CPUs             \(report.cpus.map(String.init).joined(separator: ", "))

      """
    for outcome in report.outcomes {
      text += "\n\(outcome.probe.rawValue): \(outcome.probe.summary)\n"
      if !outcome.figures.isEmpty {
        text += KernelText.aligned([heading] + outcome.figures.flatMap(rows))
      }
      for absence in outcome.unavailable {
        text += "  \(absence.name): unavailable: \(absence.reason)\n"
      }
      for note in outcome.notes { text += "  \(note)\n" }
    }
    return text
  }

  private static let heading = [
    "  figure", "unit", "mean", "± 95 %", "median", "min", "max", "samples", "preempted",
  ]

  private static func rows(_ figure: ProbeFigure) -> [[String]] {
    figure.measures.enumerated().map { index, measure in
      let values = [
        measure.mean, measure.ci95, measure.median, measure.minimum, measure.maximum,
      ]
      return ["  " + (index == 0 ? figure.name : ""), measure.unit] + values.map(short)
        + (index == 0 ? ["\(figure.samples) × \(figure.operations)", "\(figure.preemptions)"] : [])
    }
  }

  /// Four significant digits or so.
  private static func short(_ value: Double) -> String {
    let size = value.magnitude
    return KernelText.fixed(
      value, size < 1 ? 4 : size < 10 ? 3 : size < 100 ? 2 : size < 1e3 ? 1 : 0)
  }

  /// A row for each figure and unit, and for each figure that is missing.
  static func csv(_ report: ProbeReport) -> String {
    var text = CSV.line([
      "probe", "figure", "unit", "mean", "ci95", "median", "median_low", "median_high", "min",
      "max",
      "low", "high", "samples", "operations", "preemptions", "unavailable",
    ])
    for outcome in report.outcomes {
      for figure in outcome.figures {
        for measure in figure.measures {
          let values = [
            measure.mean, measure.ci95, measure.median, measure.medianLow, measure.medianHigh,
            measure.minimum, measure.maximum, measure.low, measure.high,
          ]
          text += CSV.line(
            [outcome.probe.rawValue, figure.name, measure.unit] + values.map { "\($0)" }
              + ["\(figure.samples)", "\(figure.operations)", "\(figure.preemptions)", ""])
        }
      }
      for absence in outcome.unavailable {
        text += CSV.line(
          [outcome.probe.rawValue, absence.name] + Array(repeating: "", count: 13)
            + [absence.reason])
      }
    }
    return text
  }

  /// The table for `hypertwin calibrate --priors`.
  ///
  /// - Throws: `Failure` where no cost can be stated in cycles.
  static func priors(_ report: ProbeReport) throws(Failure) -> String {
    guard let rate = report.cyclesPerSecond else {
      throw .work(
        "kernel probe: the cost model counts cycles, and there is no time-stamp counter to rely on "
          + "here; use --format csv")
    }
    let priors = ProbePriors(report)
    let here = report.surroundings
    return PriorsFile.text(
      of: priors.parameters, executor: "CPU \(report.cpus[0])", clock: Frequency(hertz: rate),
      comments: [
        "Measured by hypertwin kernel probe \(Version.current) on \(here.processor), hypervisor "
          + "\(here.hypervisor), Linux \(here.kernel), \(here.date).",
        "Cycles of the time-stamp counter: medians, and quantiles 2.5 % and 97.5 % of the samples.",
      ] + priors.omissions.map { "Left out: \($0.name): \($0.reason)." })
  }
}
