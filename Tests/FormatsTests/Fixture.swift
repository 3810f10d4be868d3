import FoundationEssentials
@testable import Formats

/// The files of `fixtures`, and folders of a test's own.
enum Fixture {
  /// The absolute path of the repository's folder `fixtures`.
  static let folder =
    #filePath.split(separator: "/").dropLast(3).reduce(into: "") { $0 += "/" + $1 } + "/fixtures"

  /// The paths of the files in a folder of `fixtures`, relative to `fixtures`, sorted.
  static func files(in name: String, suffix: String) -> [String] {
    let all = (try? FileManager.default.subpathsOfDirectory(atPath: "\(folder)/\(name)")) ?? []
    return all.filter { $0.hasSuffix(suffix) }.map { "\(name)/\($0)" }.sorted()
  }

  /// The text of a file, by its path relative to `fixtures`.
  static func text(_ path: String) throws(InputError) -> String {
    try TextFile.read("\(folder)/\(path)")
  }

  /// Runs `body` with the path of a new folder that is deleted afterwards.
  static func withFolder<Value>(_ body: (String) throws -> Value) throws -> Value {
    let path = FileManager.default.temporaryDirectory.path + "/hypertwin-\(UUID().uuidString)"
    try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(atPath: path) }
    return try body(path)
  }

  /// The error that reading a scenario's text gives; nil if it is a valid scenario.
  static func problems(
    in text: String, overrides: [(path: String, value: String)] = []
  ) -> InputError? {
    do {
      _ = try ScenarioFile.read(text, file: "s.yaml", overrides: overrides)
      return nil
    } catch {
      return error
    }
  }

  /// A valid scenario with a line for each thing, for tests that break one of them.
  static let scenario = """
    hypertwin: 1
    name: small
    hosts:
      - name: a
        processor: {cores_per_socket: 2, clock: 2 GHz, cache: 1 MiB}
        memory: {size: 1 GiB, bandwidth: 10 GB/s}
        nics:
          - name: eth0
            model: physical
            address: 198.18.0.1/24
      - name: b
        processor: {cores_per_socket: 2, clock: 2 GHz, cache: 1 MiB}
        memory: {size: 1 GiB, bandwidth: 10 GB/s}
        nics:
          - name: eth0
            model: physical
            address: 198.18.0.2/24
    links:
      - ends: [a.eth0, b.eth0]
        rate: 1 Gbit/s
    workloads:
      - name: tx
        kind: flow
        from: a
        to: b
        load: constant_rate
        rate: 10 Mbit/s
        frame: 512 B
    run:
      duration: 10 ms
    """ + "\n"

  /// `scenario` with one line replaced.
  static func scenario(_ line: String, becomes other: String) -> String {
    scenario.replacing(line, with: other, maxReplacements: 1)
  }
}
