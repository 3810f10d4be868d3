import Testing

/// Every module imports what the table of ARCHITECTURE.md allows it, and nothing else.
@Suite
struct ImportTests {
  /// The C library by its names on the platforms, for logarithms, threads and system calls.
  private static let libc: Set<String> = ["Glibc", "Musl", "Darwin"]

  /// What each folder below Sources may import beyond the standard library. This is the table of
  /// ARCHITECTURE.md; change both together.
  static let allowed: [String: Set<String>] = [
    "Model": [],
    "Statistics": libc.union(["Model"]),
    "LoadSearch": libc,
    "Formats": libc.union(["Model", "Yams", "FoundationEssentials"]),
    "Simulator": libc.union(["Model"]),
    "Calibration": libc.union(["Model", "Statistics"]),
    "Experiments": libc.union([
      "Model", "Calibration", "LoadSearch", "Simulator", "Statistics", "Synchronization",
      "Dispatch", "FoundationEssentials",
    ]),
    "Kernels": libc.union([
      "Model", "Statistics", "Synchronization", "Dispatch", "CProcessor", "PiParameters",
      "PiVector", "PiVectorAVX2", "PiVectorAVX512", "CPacketRing", "Histogram", "CMachine",
      "StreamLoops", "StreamLoopsAVX2", "StreamLoopsAVX512",
    ]),
    "StreamLoops": ["CMachine"],
    "StreamLoopsAVX2": ["CMachine"],
    "StreamLoopsAVX512": ["CMachine"],
    "PiParameters": [],
    "PiVector": ["PiParameters", "CLanes"],
    "PiVectorAVX2": ["PiParameters", "CLanes"],
    "PiVectorAVX512": ["PiParameters", "CLanes"],
    "PacketCapture": libc.union(["Kernels", "CPcap"]),
    "Spawn": libc.union(["CMachine"]),
    "Console": libc.union(["Spawn"]),
    "Libvirt": libc.union(["CLibvirt", "Synchronization"]),
    "Appliance": libc.union(["Model"]),
    "Rack": libc.union(["Appliance", "CMachine", "Model", "Spawn"]),
    "Store": libc.union(["Model", "Statistics", "GRDB", "FoundationEssentials"]),
    "Hardware": libc.union([
      "Appliance", "CMachine", "Console", "Libvirt", "LoadSearch", "Model", "Spawn", "Statistics",
      "Store", "FoundationEssentials", "Synchronization",
    ]),
    "Report": ["Model", "FoundationEssentials"],
    "CLI": libc.union([
      "Model", "Statistics", "Formats", "Simulator", "Calibration", "Experiments", "Kernels",
      "Fixtures", "Appliance", "Hardware", "Libvirt", "LoadSearch", "Rack", "RackScenarios",
      "Store", "PacketCapture", "Report", "ArgumentParser", "Console", "Foundation",
      "FoundationEssentials", "Dispatch", "Synchronization",
    ]),
    "Guest": libc.union(["CInit", "CMachine", "Console", "Kernels", "Model", "Spawn"]),
  ]

  @Test
  func modulesImportOnlyWhatTheTableAllows() throws {
    expectNone(try SourceTree.current.swiftFiles().flatMap(Self.forbiddenImports))
  }

  @Test
  func everyModuleIsInTheTable() throws {
    let modules = try Set(SourceTree.current.swiftFiles().compactMap(\.module))
    for module in modules.sorted() where Self.allowed[module] == nil {
      Issue.record(
        """
        Sources/\(module) is not in the table of imports: add a row here and in ARCHITECTURE.md, \
        and say why in docs/decisions if it is a new layer
        """)
    }
  }

  /// A module of the table that has come to exist must be described to readers too.
  @Test
  func architectureDescribesEveryModule() throws {
    let page = try SourceTree.current.text(of: "ARCHITECTURE.md")
    let modules = try Set(SourceTree.current.swiftFiles().compactMap(\.module))
    for module in modules.sorted() {
      #expect(
        page.contains("`\(module)`"),
        "ARCHITECTURE.md says nothing about `\(module)`: add it to its module table")
    }
  }

  @Test(arguments: [
    ("import Glibc", ["Glibc"]), ("public import struct Yams.Node", ["Yams"]),
    ("  internal import CLibvirt // why", ["CLibvirt"]), ("@testable import Model", ["Model"]),
    ("let important = 1", []), ("// import Foundation", []),
    ("import Model; import Glibc", ["Model"]),
  ])
  func readsImports(line: String, expected: [String]) {
    let file = SwiftFile(path: "Sources/M/F.swift", text: line)
    #expect(Self.imports(of: file).map(\.module) == expected)
  }

  private static func forbiddenImports(in file: SwiftFile) -> [Violation] {
    guard let module = file.module, let permitted = allowed[module] else { return [] }
    return imports(of: file).filter { !permitted.contains($0.module) }.map {
      file.violation(
        at: $0.index,
        "\(module) may not import \($0.module), only "
          + (permitted.isEmpty
            ? "the standard library" : permitted.sorted().joined(separator: ", "))
          + "; move the code to a module that may")
    }
  }

  /// The modules that a file imports, and on which lines; submodules count as their module.
  private static func imports(of file: SwiftFile) -> [(index: Int, module: String)] {
    let kinds: Set<Substring> = [
      "struct", "class", "enum", "protocol", "typealias", "func", "let", "var",
    ]
    return file.code.enumerated().compactMap { index, line in
      let words = line.words
      guard let keyword = words.firstIndex(of: "import"),
        words[..<keyword].allSatisfy({
          [
            "public", "internal", "package", "private", "fileprivate",
            "testable", "preconcurrency", "_exported", "_implementationOnly",
          ].contains($0)
        }),
        let name = words[(keyword + 1)...].first(where: { !kinds.contains($0) })
      else { return nil }
      return (index, String(name))
    }
  }
}
