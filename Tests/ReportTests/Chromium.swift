import Foundation

/// A headless browser, where one is installed.
enum Chromium {
  /// What a page came to.
  struct Page {
    /// The document after its scripts have run.
    let document: String
    /// What its scripts and the browser said on the console.
    let console: [Substring]
  }

  /// Why the browser did not show a page.
  struct Failure: Error, CustomStringConvertible {
    let description: String
  }

  /// Debian's place for the browser.
  static let path = "/usr/bin/chromium"
  /// Debian's place for Vega.
  static let vega = "/usr/share/javascript/vega"

  /// Whether there are a browser and a charting library to test with.
  static var isInstalled: Bool {
    FileManager.default.isExecutableFile(atPath: path)
      && FileManager.default.fileExists(atPath: "\(vega)/vega-parser.min.js")
  }

  /// Opens a page of that content without any network, for at most three minutes.
  static func open(_ content: String) throws -> Page {
    let folder = FileManager.default.temporaryDirectory
      .appendingPathComponent("hypertwin-report-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    func file(_ name: String) -> URL { folder.appendingPathComponent(name) }
    try content.write(to: file("page.html"), atomically: true, encoding: .utf8)
    for name in ["document", "console"] {
      try Data().write(to: file(name))
    }
    let process = Process()
    process.executableURL = URL(fileURLWithPath: "/usr/bin/timeout")
    process.arguments =
      ["180", path, "--headless", "--disable-gpu"]
      // The browser's sandbox refuses to run for root, as CI does in its container.
      + (getuid() == 0 ? ["--no-sandbox"] : [])
      + [
        "--user-data-dir=\(file("profile").path)", "--no-first-run", "--disable-extensions",
        "--disable-background-networking", "--disable-component-update", "--disable-sync",
        // A proxy that does not exist: whatever asks for the network fails.
        "--proxy-server=127.0.0.1:9", "--enable-logging=stderr", "--v=0",
        "--virtual-time-budget=20000", "--dump-dom", file("page.html").absoluteString,
      ]
    process.standardOutput = try FileHandle(forWritingTo: file("document"))
    process.standardError = try FileHandle(forWritingTo: file("console"))
    try process.run()
    process.waitUntilExit()
    let console = try String(contentsOf: file("console"), encoding: .utf8)
    guard process.terminationStatus == 0 else {
      throw Failure(description: "chromium ended with \(process.terminationStatus): \(console)")
    }
    return Page(
      document: try String(contentsOf: file("document"), encoding: .utf8),
      console: console.split(separator: "\n").filter { $0.contains("CONSOLE") })
  }
}
