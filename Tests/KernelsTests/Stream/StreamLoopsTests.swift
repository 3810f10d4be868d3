import Foundation
import Testing

/// A linker that finds two functions of one name keeps one of them. If that came from a module with
/// AVX-512, the narrow modules would call it on processors without.
@Suite
struct StreamLoopsTests {
  private static let wide = ["StreamLoopsAVX2", "StreamLoopsAVX512"]

  /// The object files of a module beside the tests that run; empty where they were built elsewhere.
  private static func objects(_ module: String) -> [String] {
    let root = #filePath.split(separator: "/").dropLast(4).reduce(into: "") { $0 += "/" + $1 }
    let folder = "\(root)/.build/debug/\(module).build"
    let files = (try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? []
    return files.filter { $0.hasPrefix("Line") && $0.hasSuffix(".o") }.map { "\(folder)/\($0)" }
  }

  private static let nm = "/usr/bin/nm"

  @Test(
    .enabled(
      if: FileManager.default.isExecutableFile(atPath: nm) && !objects(wide[0]).isEmpty,
      "needs nm of binutils, and objects in .build/debug"),
    arguments: wide)
  func wideModulesDefineNoFunctionThatAnotherModuleCouldHave(module: String) throws {
    for object in Self.objects(module) {
      let process = Process()
      let output = Pipe()
      process.executableURL = URL(fileURLWithPath: Self.nm)
      process.arguments = ["--defined-only", "--extern-only", object]
      process.standardOutput = output
      try process.run()
      let text = String(
        decoding: output.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
      process.waitUntilExit()
      #expect(process.terminationStatus == 0)
      let symbols = text.split(separator: "\n").map { $0.split(separator: " ") }
      // Code, and weak symbols that may be code.
      let functions = symbols.filter { $0.count == 3 && "TtWwuV".contains($0[1]) }.map { $0[2] }
      #expect(!functions.isEmpty)
      for function in functions where function != "__swift_reflection_version" {
        // A version of a symbol name's length stands before the name.
        #expect(function.contains(module), "\(object): \(function)")
      }
    }
  }
}
