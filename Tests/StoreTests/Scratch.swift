import FoundationEssentials
import Testing

@testable import Store

/// A folder that is deleted with the value, and campaigns to put into a store in it.
final class Scratch: Sendable {
  let folder: String

  init() throws {
    folder = FileManager.default.temporaryDirectory.path + "/hypertwin-store-\(UUID().uuidString)"
    try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
  }

  deinit { try? FileManager.default.removeItem(atPath: folder) }

  var path: String { folder + "/results.sqlite" }

  func store() throws -> ResultStore { try ResultStore(path) }

  /// A campaign of two cells.
  static func campaign(_ name: String = "tiny", blocks: Int = 2) -> CampaignRecord {
    CampaignRecord(
      name: name, label: .softwareEmulation, scenario: .init("scenario"),
      testbed: .init("testbed"), planHash: "plan", seed: .max, blocks: blocks,
      created: Timestamp(microseconds: 1_700_000_000_123_456), version: "0.1.0",
      cells: [
        CellRecord(key: "native", platform: "native"),
        CellRecord(key: "kvm/virtio", platform: "kvm", settings: #"{"nic":"virtio"}"#),
      ])
  }

  static func order(_ blocks: Int = 2) -> [[String]] {
    (0..<blocks).map { $0 % 2 == 0 ? ["kvm/virtio", "native"] : ["native", "kvm/virtio"] }
  }

  /// What a sample came to that took `seconds`.
  static func outcome(
    _ verdict: SampleOutcome.Verdict = .finished, value: Double = 1.5, seconds: Int64 = 2
  ) -> SampleOutcome {
    SampleOutcome(
      verdict: verdict, started: Timestamp(microseconds: 1_000_000),
      ended: Timestamp(microseconds: 1_000_000 + seconds * 1_000_000),
      environment: EnvironmentEntry(hash: "abc", record: #"{"kernel":"6.1"}"#),
      circumstances: #"{"steal":0}"#,
      measurements: [
        Measurement(workload: "pi", quantity: "time", unit: "s", value: value),
        Measurement(workload: "tx", quantity: "goodput", unit: "Mbit/s", value: 90),
      ],
      distributions: [
        Distribution(
          workload: "tx", quantity: "latency", unit: "us", count: 1000,
          points: [.init(probability: 0.5, value: 10), .init(probability: 0.99, value: 40)])
      ],
      raw: [RawResult(source: "router", line: #"{"a":1}"#)])
  }
}
