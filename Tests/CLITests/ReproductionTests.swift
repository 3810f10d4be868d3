import FoundationEssentials
import Testing

/// `reproduce` and `calibrate` do their work from what is built in and from files.
@Suite struct ReproductionTests {
  /// The cheapest reading with few runs: the shape is looked at here, and not the numbers.
  @Test func reproduceTellsEveryCellInJSON() async throws {
    let outcome = try await Program.run(
      [
        "reproduce", "--reading", "offered-delivered", "--replications", "2", "--format", "json",
      ], in: try Folder([:]))
    #expect(outcome.status == 0 && outcome.errors == "", "\(outcome.errors)")
    let reproduction = try JSONDecoder().decode(Reproduced.self, from: Data(outcome.output.utf8))
    #expect(reproduction.cells.count == 14)
    #expect(reproduction.cells.filter { $0.table == 1 }.count == 6)
    #expect(Set(reproduction.cells.map(\.metric)) == ["pi", "stream", "tx", "rx"])
    #expect(reproduction.cells.allSatisfy { ["fitted", "predicted"].contains($0.basis) })
    for cell in reproduction.cells {
      let error = (cell.predicted.mean / cell.published.mean - 1) * 100
      #expect((cell.error_pct - error).magnitude < 1e-9)
      let distance = (cell.predicted.mean - cell.published.mean).magnitude
      #expect(cell.inside == (distance <= cell.published.ci95))
    }
    #expect(reproduction.prior_cells.count == 14)
    #expect(reproduction.prior_cells.allSatisfy { $0.low <= $0.typical && $0.typical <= $0.high })
  }

  private static let plan = """
    hypertwin_plan: 1
    name: tiny
    observations:
      - {id: set.stream, scenario: below/../tiny.yaml, workloads: [stream], figure: stream.copy,
         unit: MB/s, mean: 4000, ci95: 10, runs: 5}
    free:
      - {parameter: stream_efficiency, low: 0.1, high: 0.67, prior: true}
    """ + "\n"

  @Test func aTinyPlanIsFittedAndItsCalibrationUsed() async throws {
    let folder = try Folder(["plan.yaml": Self.plan])
    let outcome = try await Program.run(["calibrate", "plan.yaml", "-o", "c.yaml"], in: folder)
    #expect(outcome.status == 0 && outcome.output == "", "\(outcome)")
    #expect(folder.names == ["c.yaml", "plan.yaml", "tiny.yaml"])
    let direct = try await Program.run(["calibrate", "plan.yaml", "--threads", "1"], in: folder)
    #expect(try direct.output == folder.text("c.yaml"))
    let simulated = try await Program.run(
      [
        "simulate", "tiny.yaml", "--calibration", "c.yaml", "--workload", "stream", "--format",
        "csv",
      ],
      in: folder)
    let fields = simulated.output.split(separator: "\r\n").last?.split(separator: ",") ?? []
    let mean = try #require(fields.count > 2 ? Double(fields[2]) : nil, "\(simulated)")
    #expect((mean / 4000 - 1).magnitude < 0.01, "\(mean) MB/s")
    try folder.write(try folder.text("c.yaml").replacing("name:", with: "nome:"), to: "c.yaml")
    let damaged = try await Program.run(
      ["simulate", "tiny.yaml", "--calibration", "c.yaml"], in: folder)
    #expect(damaged.status == 65 && damaged.errors.hasPrefix("c.yaml:"), "\(damaged)")
  }

  @Test(arguments: [
    ("scenario: below/../tiny.yaml", "scenario: absent.yaml", 65, "absent.yaml: cannot be opened"),
    ("low: 0.1", "low: 1", 65, "a range must be positive and rise"),
    ("mean: 4000", "mean: -4000", 65, "a mean must be above 0"),
    ("mean: 4000", "mean: nan", 65, "not a finite number"),
    ("workloads: [stream]", "workloads: [none]", 1, "none"),
    ("parameter: stream_efficiency", "parameter: no_such_cost", 1, "no_such_cost"),
    ("figure: stream.copy", "figure: stream.nonsense", 1, "nonsense"),
  ])
  func wrongPlansAreRefused(
    old: String, new: String, status: Int32, message: String
  ) async throws {
    let folder = try Folder(["plan.yaml": Self.plan.replacing(old, with: new)])
    let outcome = try await Program.run(["calibrate", "plan.yaml", "-o", "c.yaml"], in: folder)
    #expect(outcome.status == status, "\(outcome)")
    #expect(outcome.errors.contains(message) && !outcome.hasTrace, "\(outcome.errors)")
    #expect(folder.names == ["plan.yaml", "tiny.yaml"])
  }
}

/// What others read of the reproduction's JSON.
private struct Reproduced: Decodable {
  struct Estimate: Decodable {
    var mean: Double
    var ci95: Double
  }

  struct Cell: Decodable {
    var table: Int
    var platform: String
    var metric: String
    var unit: String
    var published: Estimate
    var predicted: Estimate
    var error_pct: Double
    var inside: Bool
    var basis: String
    var free_parameters: Int
  }

  struct PriorCell: Decodable {
    var typical: Double
    var low: Double
    var high: Double
  }

  var cells: [Cell]
  var prior_cells: [PriorCell]
}
