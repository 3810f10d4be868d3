import Foundation
import Testing

/// What keeps one program running on every machine of its architecture.
@Suite
struct SymbolTests {
  private static let nm = "/usr/bin/nm"
  private static let wideModules = ["PiVectorAVX2", "PiVectorAVX512"]

  /// The folder that the package was built into: the test program lies in it.
  private static let products = URL(fileURLWithPath: CommandLine.arguments[0])
    .resolvingSymlinksInPath().deletingLastPathComponent()

  private static func objects(of module: String) -> [String] {
    let folder = products.appendingPathComponent("\(module).build").path
    let files = (try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? []
    return files.filter { $0.hasSuffix(".o") }.map { "\(folder)/\($0)" }.sorted()
  }

  private static let canLook =
    FileManager.default.isExecutableFile(atPath: nm)
    && wideModules.allSatisfy { !objects(of: $0).isEmpty }

  /// The linker keeps one of several functions of the same name. If a module compiled for wide
  /// vectors defines a function that others define too, such as a generic one of the standard
  /// library, then the whole program may come to use that one, and stops on older machines.
  @Test(
    .enabled(if: canLook, "there is no nm, or the object files are not beside the tests"),
    arguments: wideModules)
  func wideModulesDefineNoFunctionOfOthers(module: String) throws {
    var functions = 0
    for object in Self.objects(of: module) {
      for line in try Self.run(Self.nm, ["--defined-only", object]).split(separator: "\n") {
        let fields = line.split(separator: " ")
        guard fields.count == 3, ["T", "W", "i", "u"].contains(fields[1]) else { continue }
        functions += 1
        #expect(
          fields[2].contains(module),
          "\(object) defines \(fields[2]): inline it, or use a type of the module's own")
      }
    }
    #expect(functions > 0, "nm lists no function of \(module)")
  }

  private static func run(_ program: String, _ arguments: [String]) throws -> String {
    let process = Process()
    process.executableURL = URL(fileURLWithPath: program)
    process.arguments = arguments
    let output = Pipe()
    process.standardOutput = output
    try process.run()
    let data = output.fileHandleForReading.readDataToEndOfFile()
    process.waitUntilExit()
    #expect(process.terminationStatus == 0, "\(program) \(arguments.joined(separator: " "))")
    return String(decoding: data, as: UTF8.self)
  }
}
