import FoundationEssentials
import Model
import Testing

@testable import Formats

/// Results in JSON and CSV have the documented keys and lose nothing.
@Suite struct ResultsEncodingTests {
  private static let provenance = Provenance(
    kind: .simulated, version: "0.1.0", seed: .max, replications: 15, calibration: "c",
    calibrationHash: "ab", scenarioHash: nil)

  private static let results = Results(
    scenario: "s", provenance: provenance,
    metrics: [
      Metric(
        name: "tx.goodput", unit: "Mbit/s", mean: 0.1, ci95: 1e-300, samples: [0.1, 0.3],
        converged: false),
      Metric(name: "pi.time, \"wall\"", unit: "s", mean: 1e22, ci95: nil, samples: []),
    ],
    breakdown: [
      StageTime(
        flow: "tx", stage: "a/b", thread: "t", waiting: 1e-9, service: 2e-9, utilisation: 1,
        dropped: 0)
    ],
    analysis: OutputAnalysis(
      precision: 0.05, floor: 15, limit: 300, truncated: 1e-3, converged: false),
    notes: ["é/\""])

  private static let reproduction = Reproduction(
    reading: "directional", provenance: provenance,
    cells: [
      Reproduction.Cell(
        table: 2, platform: "xen", metric: "tx", unit: "Mbit/s",
        published: .init(mean: 880, ci95: 1.1), predicted: .init(mean: 879.5, ci95: 1),
        basis: .fitted, freeParameters: 3, anomaly: nil)
    ],
    priorCells: [
      Reproduction.PriorCell(
        table: 1, platform: "xen", metric: "pi", unit: "s", published: .init(mean: 323, ci95: 4.6),
        typical: 90, low: 80, high: 100, remark: "anomaly")
    ],
    breakdown: [.init(platform: "xen", stages: results.breakdown)], notes: ["n"],
    mechanism: "priors", mechanismHash: "cd")

  @Test func jsonLosesNothing() throws {
    let text = try ResultsEncoding.json(Self.results)
    #expect(try ResultsEncoding.results(fromJSON: text) == Self.results)
    let reproduction = try ResultsEncoding.json(Self.reproduction)
    #expect(try ResultsEncoding.reproduction(fromJSON: reproduction) == Self.reproduction)
    #expect(text.hasSuffix("}\n") && !text.contains("\\/"))
  }

  /// The keys that others read; one that is renamed breaks them.
  @Test func cellsHaveTheDocumentedKeys() throws {
    let text = try ResultsEncoding.json(Self.reproduction)
    let document = try JSONDecoder().decode([String: Anything].self, from: Data(text.utf8))
    #expect(
      document.keys.sorted() == [
        "breakdown", "cells", "mechanism", "mechanism_hash", "notes", "prior_cells", "provenance",
        "reading", "schema",
      ])
    let cell = try #require(document["cells"]?.elements.first?.members)
    #expect(
      cell.keys.sorted() == [
        "basis", "error_pct", "free_parameters", "inside", "metric", "platform", "predicted",
        "published", "table", "unit",
      ])
    for key in ["published", "predicted"] {
      #expect(cell[key]?.members.keys.sorted() == ["ci95", "mean"])
    }
    #expect(
      document["provenance"]?.members.keys.sorted() == [
        "calibration", "calibration_hash", "kind", "replications", "seed", "version",
      ])
  }

  @Test func aNumberThatJSONCannotCarryIsAnError() {
    var results = Self.results
    results.metrics[0].mean = .nan
    #expect(throws: EncodingError.self) { try ResultsEncoding.json(results) }
  }

  @Test(arguments: ["", "{}", "[]", "{\"schema\": 1}", "not JSON"])
  func otherTextsAreNoResults(text: String) {
    #expect(throws: (any Error).self) { try ResultsEncoding.results(fromJSON: text) }
  }

  @Test func csvHasARecordForEachMetric() {
    let records = CSV.records(ResultsEncoding.csv(Self.results)).map(\.fields)
    #expect(
      records == [
        ["metric", "unit", "mean", "ci95", "n", "converged"],
        ["tx.goodput", "Mbit/s", "0.1", "1e-300", "2", "false"],
        ["pi.time, \"wall\"", "s", "1e+22", "", "0", ""],
      ])
  }

  @Test func csvHasARecordForEachCell() {
    let records = CSV.records(ResultsEncoding.csv(Self.reproduction)).map(\.fields)
    #expect(records.count == 3)
    #expect(Set(records.map(\.count)) == [14])
    #expect(records.map { $0[0] } == ["basis", "fitted", "priors"])
    #expect(records[1][12] == "true" && records[2][12] == "false")
  }
}

/// Any JSON value, of which only the structure is looked at.
private enum Anything: Decodable {
  case object([String: Anything])
  case array([Anything])
  case scalar

  init(from decoder: any Decoder) throws {
    if let members = try? [String: Anything](from: decoder) {
      self = .object(members)
    } else if let elements = try? [Anything](from: decoder) {
      self = .array(elements)
    } else {
      self = .scalar
    }
  }

  /// The members of an object; none of anything else.
  var members: [String: Anything] {
    guard case .object(let members) = self else { return [:] }
    return members
  }

  /// The elements of an array; none of anything else.
  var elements: [Anything] {
    guard case .array(let elements) = self else { return [] }
    return elements
  }
}
