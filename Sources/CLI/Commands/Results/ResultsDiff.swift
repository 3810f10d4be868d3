import ArgumentParser
import Formats
import Hardware
import Model
import Report
import Store

/// `hypertwin results diff`.
struct ResultsDiff: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "diff",
    abstract: "Compare two campaigns, or a campaign with a prediction.",
    discussion: """
      The first is a campaign or the JSON file of a simulation, the second a campaign. The interval
      of a difference is approximate (the delta method on the two 95 % intervals).

      EXAMPLES
        hypertwin simulate xen.yaml --format json --output xen.json
        hypertwin results diff xen.json latest --cell xen/pv
        hypertwin results diff before after
      """)

  @Argument(help: "What to compare with: a campaign, or a JSON file of results.")
  var first: String

  @Argument(help: "The campaign.")
  var second = "latest"

  @Option(name: .long, help: "The cell to compare; needed where a prediction meets several.")
  var cell: String?

  @Flag(name: .long, help: "Compare what was measured on different kinds of machine.")
  var mix = false

  /// One side of a comparison.
  private struct Side {
    var title: String
    var label: String?
    var isSimulated: Bool
    var cells: [(key: String?, metrics: [Metric])]
  }

  func run() async throws {
    try await reportingFailures {
      let store = try Measured.store()
      let measured = try side(campaign: second, store)
      let reference =
        first.hasSuffix(".json") ? try side(file: first) : try side(campaign: first, store)
      var notes: [String] = []
      if reference.label != measured.label {
        let text =
          "\(reference.title) is \(reference.label ?? "real"), \(measured.title) is "
          + "\(measured.label ?? "real")"
        if !reference.isSimulated && !mix {
          throw Failure.input(
            "\(text): their speeds cannot be compared; --mix compares them all the same")
        }
        notes.append(
          reference.isSimulated
            ? "The measurement is \(measured.label ?? "real") and the prediction is of hardware: "
              + "the error is not the model's alone."
            : text + ": ratios say little.")
      }
      if reference.isSimulated && measured.cells.count > 1 {
        throw Failure.input(
          "\(second) has several cells: choose one with --cell: "
            + measured.cells.compactMap(\.key).joined(separator: ", "))
      }
      try Terminal.write(
        text(reference, measured, notes, width: Terminal.width, color: Terminal.hasColor))
    }
  }

  private func side(file: String) throws(Failure) -> Side {
    let results: Results
    do {
      results = try ResultsEncoding.results(fromJSON: try TextFile.read(file))
    } catch let error as InputError {
      throw .input(error.description)
    } catch {
      throw .input("\(file): this is not the JSON of results, as simulate writes it: \(error)")
    }
    let isSimulated = results.provenance.kind == .simulated
    return Side(
      title: results.scenario, label: results.provenance.label, isSimulated: isSimulated,
      cells: [(nil, results.metrics)])
  }

  private func side(campaign: String, _ store: ResultStore) throws(Failure) -> Side {
    let summary = try Measured.summary(of: campaign, in: store)
    var keys = summary.cells.map(\.cell.key)
    if let cell {
      guard keys.contains(cell) else {
        throw .input(
          "--cell \(cell): campaign \(campaign) has no such cell; it has "
            + keys.joined(separator: ", "))
      }
      keys = [cell]
    }
    let label = summary.campaign.label
    return Side(
      title: summary.campaign.name, label: label == .real ? nil : label.rawValue,
      isSimulated: false,
      cells: keys.map { ($0, summary.results(ofCell: $0)?.metrics ?? []) })
  }

  private func text(
    _ reference: Side, _ measured: Side, _ notes: [String], width: Int, color: Bool
  ) -> String {
    let words =
      reference.isSimulated
      ? ("predicted", "measured", "error %") : (reference.title, measured.title, "change %")
    var notes = notes
    var table = PlainTable(
      [
        ("", .left), (words.0, .estimate), (words.1, .estimate), ("unit", .left),
        (words.2, .estimate),
      ])
    for cell in measured.cells {
      let other = reference.cells.first { $0.key == nil || $0.key == cell.key }
      table.addGroup(cell.key ?? measured.title)
      for metric in cell.metrics {
        guard
          let match = other?.metrics.first(where: {
            $0.name == metric.name && $0.unit == metric.unit
          })
        else {
          notes.append("\(cell.key ?? ""), \(metric.name): \(reference.title) has no such figure.")
          continue
        }
        table.addRow([
          metric.name, PlainTable.estimate(match.mean, match.ci95),
          PlainTable.estimate(metric.mean, metric.ci95), metric.unit,
          reference.isSimulated
            ? difference(of: match, from: metric) : difference(of: metric, from: match),
        ])
      }
    }
    return table.text(
      heading: "\(reference.title) and \(measured.title)", notes: notes, width: width,
      color: color)
  }

  /// How far one mean is from another in percent of it, with its approximate 95 % interval.
  private func difference(of value: Metric, from base: Metric) -> String {
    guard base.mean != 0 else { return "–" }
    let ratio = value.mean / base.mean
    guard let half = value.ci95, let baseHalf = base.ci95, value.mean != 0 else {
      return PlainTable.percent((ratio - 1) * 100)
    }
    let (one, other) = (half / value.mean, baseHalf / base.mean)
    return PlainTable.estimate(
      (ratio - 1) * 100, (ratio * (one * one + other * other).squareRoot() * 100).magnitude)
  }
}
