import FoundationEssentials
import Testing

/// What did not converge is said in every format, and a precision brings as many replications as it
/// takes.
@Suite struct ConvergenceTests {
  /// A scenario whose latency is random, and the options that ask for more than it can give.
  private static let random = ["tiny.yaml": Folder.tiny.replacing("constant_rate", with: "poisson")]
  private static let hopeless = [
    "simulate", "tiny.yaml", "--precision", "0.001%", "--most", "4", "--format",
  ]

  private struct Found: Decodable {
    struct Analysis: Decodable {
      var precision: Double
      var floor: Int
      var limit: Int
      var truncated_s: Double
      var converged: Bool
    }

    struct Metric: Decodable {
      var name: String
      var samples: [Double]
      var mean: Double
      var ci95: Double?
      var converged: Bool?
    }

    var analysis: Analysis
    var metrics: [Metric]
    var notes: [String]
  }

  private func found(_ arguments: [String]) async throws -> Found {
    let outcome = try await Program.run(arguments, in: try Folder(Self.random))
    #expect(outcome.status == 0, "\(outcome.errors)")
    return try JSONDecoder().decode(Found.self, from: Data(outcome.output.utf8))
  }

  @Test func everyFormatSaysWhatDidNotConverge() async throws {
    let json = try await found(Self.hopeless + ["json"])
    #expect(!json.analysis.converged && json.analysis.floor == 3 && json.analysis.limit == 4)
    #expect(json.metrics.contains { $0.name == "tx.latency" && $0.converged == false })
    #expect(json.metrics.allSatisfy { $0.samples.count == 4 })
    #expect(json.notes.contains { $0.contains("Did not converge") && $0.contains("tx.latency") })
    let folder = try Folder(Self.random)
    let csv = try await Program.run(Self.hopeless + ["csv"], in: folder)
    let line = csv.output.split(separator: "\r\n").first { $0.hasPrefix("tx.latency,") }
    #expect(line?.hasSuffix(",4,false") == true)
    #expect(csv.errors.contains("Did not converge"))
    let table = try await Program.run(
      Self.hopeless + ["table", "--report", "report.html"], in: folder)
    #expect(table.output.contains("4, not converged") && table.output.contains("Did not converge"))
    let page = try folder.text("report.html")
    #expect(page.contains("4, not converged") && page.contains("Did not converge"))
  }

  @Test func replicationsFollowUntilThePrecisionIsReached() async throws {
    let wide = try await found(["simulate", "tiny.yaml", "--format", "json"])
    #expect(wide.analysis.floor == 3 && wide.analysis.limit == 3 && wide.analysis.precision == 0.05)
    let json = try await found([
      "simulate", "tiny.yaml", "--format", "json", "--precision", "1 %", "--most", "2000",
    ])
    #expect(json.analysis.precision == 0.01 && json.analysis.limit == 2000)
    let counts = Set(json.metrics.map(\.samples.count))
    #expect(counts.count == 1 && (counts.first ?? 0) > 3)
    #expect(json.analysis.converged)
    for metric in json.metrics where metric.name == "tx.latency" {
      #expect((metric.ci95 ?? .infinity) <= 0.01 * metric.mean)
    }
  }

  @Test func aSingleReplicationHasIntervalsByBatchMeans() async throws {
    let json = try await found([
      "simulate", "tiny.yaml", "--replications", "1", "--format", "json",
    ])
    let latency = json.metrics.first { $0.name == "tx.latency" }
    #expect((latency?.ci95 ?? 0) > 0)
    #expect(json.metrics.first { $0.name == "stream.copy" }?.ci95 == nil)
  }

  @Test(arguments: [
    ["--precision", "0%"], ["--precision", "101%"], ["--precision", "much"], ["--most", "10"],
    ["--precision", "5%", "--most", "2"],
  ])
  func optionsThatMakeNoSenseAreRefused(options: [String]) async throws {
    let outcome = try await Program.run(
      ["simulate", "tiny.yaml"] + options, in: try Folder([:]))
    #expect(outcome.status != 0 && outcome.output == "" && !outcome.hasTrace, "\(outcome)")
    #expect(outcome.errors.contains(options[0]) || outcome.errors.contains("--most"))
  }

  @Test func queueLengthsAreWrittenAsCSV() async throws {
    let folder = try Folder([:])
    let outcome = try await Program.run(
      ["simulate", "tiny.yaml", "--queues", "queues.csv", "--queue-samples", "50"], in: folder)
    #expect(outcome.status == 0 && outcome.errors == "")
    let lines = try folder.text("queues.csv").split(separator: "\r\n")
    #expect(lines.count == 51)
    #expect(lines[0].hasPrefix("time_s,") && lines[0].contains("a.eth0 → b.eth0"))
    #expect(Set(lines.map { $0.split(separator: ",").count }).count == 1)
    #expect(lines.last?.hasPrefix("0.006,") == true)
  }
}
