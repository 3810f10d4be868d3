import FoundationEssentials

/// The repository that these tests were compiled from.
struct SourceTree {
  /// The absolute path of the repository, without a trailing slash.
  let root: String

  /// The tree that holds this very file: three levels up from it.
  static let current = SourceTree(
    root: #filePath.split(separator: "/").dropLast(3).reduce(into: "") { $0 += "/" + $1 })

  /// The paths of all files under `folder`, relative to the root, sorted; build products excepted.
  func files(under folder: String) throws -> [String] {
    try FileManager.default.subpathsOfDirectory(atPath: "\(root)/\(folder)")
      .filter { path in !path.split(separator: "/").contains { $0.hasPrefix(".build") } }
      .map { "\(folder)/\($0)" }
      .filter { !isFolder($0) }
      .sorted()
  }

  /// Every Swift file that people write: sources, tests, benchmarks and the package manifest.
  func swiftFiles() throws -> [SwiftFile] {
    let folders = ["Sources", "Tests", "Benchmarks"].filter(isFolder)
    let paths = try folders.flatMap(files(under:)).filter { $0.hasSuffix(".swift") }
    return try (["Package.swift"] + paths).map { SwiftFile(path: $0, text: try text(of: $0)) }
  }

  /// Every page for readers: those at the top, in docs and in Benchmarks.
  func pages() throws -> [String] {
    let top = try FileManager.default.contentsOfDirectory(atPath: root).sorted()
    let below = try ["docs", "Benchmarks"].filter(isFolder).flatMap(files(under:))
    return (top + below).filter { $0.hasSuffix(".md") }
  }

  /// The contents of the file at `path`, relative to the root.
  func text(of path: String) throws -> String {
    try String(contentsOfFile: "\(root)/\(path)", encoding: .utf8)
  }

  /// Whether there is a file or folder at `path`, relative to the root.
  func exists(_ path: String) -> Bool { FileManager.default.fileExists(atPath: "\(root)/\(path)") }

  /// Whether there is a folder at `path`, relative to the root.
  func isFolder(_ path: String) -> Bool {
    var folder = false
    return FileManager.default.fileExists(atPath: "\(root)/\(path)", isDirectory: &folder)
      && folder
  }

  /// Whether the file at `path` may be executed.
  func isExecutable(_ path: String) -> Bool {
    FileManager.default.isExecutableFile(atPath: "\(root)/\(path)")
  }
}
