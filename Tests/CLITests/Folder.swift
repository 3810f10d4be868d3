import Foundation

/// A new folder that is deleted when nobody needs it any more.
final class Folder: Sendable {
  /// Its absolute path.
  let path: String

  init() throws {
    path = FileManager.default.temporaryDirectory.path + "/hypertwin-\(UUID().uuidString)"
    try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
  }

  deinit { try? FileManager.default.removeItem(atPath: path) }

  /// A folder with the scenario `tiny.yaml`, and other files by their names.
  convenience init(_ files: [String: String]) throws {
    try self.init()
    try write(Self.tiny, to: "tiny.yaml")
    for (name, text) in files { try write(text, to: name) }
  }

  /// Writes a file.
  func write(_ text: String, to name: String) throws {
    try text.write(toFile: "\(path)/\(name)", atomically: false, encoding: .utf8)
  }

  /// The text of a file.
  func text(_ name: String) throws -> String {
    try String(contentsOfFile: "\(path)/\(name)", encoding: .utf8)
  }

  /// A new file to write to.
  func handle(_ name: String) throws -> FileHandle {
    try write("", to: name)
    return try FileHandle(forWritingTo: URL(filePath: "\(path)/\(name)"))
  }

  /// The names of the files, sorted.
  var names: [String] {
    ((try? FileManager.default.contentsOfDirectory(atPath: path)) ?? []).sorted()
  }

  /// A path in the repository's folder `fixtures`.
  static func fixture(_ path: String) -> String {
    #filePath.split(separator: "/").dropLast(3).reduce(into: "") { $0 += "/" + $1 }
      + "/fixtures/\(path)"
  }

  /// A scenario that takes milliseconds: two hosts, a UDP flow and a STREAM job.
  static let tiny = """
    hypertwin: 1
    name: tiny
    hosts:
      - name: a
        processor: {cores_per_socket: 2, clock: 2 GHz, cache: 1 MiB}
        memory: {size: 1 GiB, bandwidth: 10 GB/s}
        nics: [{name: eth0, model: physical, address: 198.18.0.1/24}]
      - name: b
        processor: {cores_per_socket: 2, clock: 2 GHz, cache: 1 MiB}
        memory: {size: 1 GiB, bandwidth: 10 GB/s}
        nics: [{name: eth0, model: physical, address: 198.18.0.2/24}]
    links:
      - {ends: [a.eth0, b.eth0], rate: 1 Gbit/s}
    workloads:
      - {name: tx, kind: flow, from: a, to: b, load: constant_rate, rate: 50 Mbit/s, frame: 512 B}
      - {name: stream, kind: stream, on: b, array_size: 64 MiB}
    run: {replications: 3, seed: 7, duration: 5 ms, warm_up: 1 ms}
    """ + "\n"
}
