import Foundation
import Model
import Testing

@testable import Report

/// The file of a trace is the JSON that Perfetto and Chrome read.
@Suite struct TraceFileTests {
  private static let hostile = "a \"core\" \\ </script>\u{1B}"

  private static let trace = WorkTrace(
    threads: [
      .init(name: "host softirq eth0", core: "host core 0"),
      .init(name: "host/vm QEMU", core: hostile), .init(name: "host sender", core: "host core 0"),
    ], stages: ["host bridge eth0", "host/vm backend receive eth0"],
    slices: [
      .init(
        thread: 0, stage: 0, begin: .zero, end: SimTime(picoseconds: 1_000_001), packets: 2),
      .init(
        thread: 1, stage: 1, begin: SimTime(picoseconds: 7),
        end: SimTime(picoseconds: 12_345_678_901_234), packets: 64),
    ], missed: 1)

  /// The events of the kind `phase`.
  private func events(_ phase: String) throws -> [[String: Any]] {
    let text = TraceFile.text(Self.trace)
    let file = try JSONSerialization.jsonObject(with: Data(text.utf8)) as? [String: Any]
    let events = try #require(file?["traceEvents"] as? [[String: Any]])
    return events.filter { $0["ph"] as? String == phase }
  }

  @Test func everyBatchIsACompleteEventInMicroseconds() throws {
    let slices = try events("X")
    #expect(slices.map { $0["name"] as? String } == Self.trace.stages)
    #expect(slices.map { $0["ts"] as? Double } == [0, 0.000007])
    #expect(slices.map { $0["dur"] as? Double } == [1.000001, 12_345_678.901227])
    #expect(slices.map { $0["tid"] as? Int } == [1, 2])
    #expect(slices.map { $0["pid"] as? Int } == [1, 2])
    #expect(slices.map { ($0["args"] as? [String: Int])?["packets"] } == [2, 64])
  }

  @Test func coresAreProcessesAndThreadsTheirThreads() throws {
    let names = try events("M")
    func named(_ kind: String) -> [String] {
      names.filter { $0["name"] as? String == kind }.map {
        let name = ($0["args"] as? [String: String])?["name"] ?? ""
        return "\($0["pid"] as? Int ?? -1).\($0["tid"] as? Int ?? -1) \(name)"
      }
    }
    #expect(named("process_name") == ["1.0 host core 0", "2.0 \(Self.hostile)"])
    #expect(
      named("thread_name") == ["1.1 host softirq eth0", "2.2 host/vm QEMU", "1.3 host sender"])
  }
}
