import Foundation
import Testing

/// Texts that are kept as files in Tests/ReportTests/Golden and change only on purpose.
enum Golden {
  private static let folder = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
    .appendingPathComponent("Golden")

  /// Compares `text` with the file `name`. With HYPERTWIN_UPDATE_GOLDEN set in the environment, the
  /// file is written instead; read its difference before it is committed.
  static func expect(_ text: String, is name: String) throws {
    let file = folder.appendingPathComponent(name)
    if ProcessInfo.processInfo.environment["HYPERTWIN_UPDATE_GOLDEN"] != nil {
      try text.write(to: file, atomically: true, encoding: .utf8)
      return
    }
    let expected = try String(contentsOf: file, encoding: .utf8)
    #expect(
      text == expected,
      "\(name) differs; if it should, run HYPERTWIN_UPDATE_GOLDEN=1 swift test --filter ReportTests"
    )
  }
}
