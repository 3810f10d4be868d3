import Foundation
import Testing

/// The program `hypertwin` as it was built beside these tests.
enum Program {
  /// What a run of a program came to.
  struct Outcome: Sendable {
    /// The exit status; nil where a signal ended it.
    var status: Int32?
    /// The signal that ended it; nil where it exited.
    var signal: Int32?
    /// What it wrote to standard output.
    var output: String
    /// What it wrote to standard error.
    var errors: String

    /// Whether anything that only a crash writes is on standard error.
    var hasTrace: Bool {
      ["Fatal error", "*** ", "Stack dump", "Crash", "Swift/"].contains { errors.contains($0) }
    }
  }

  /// The path of the executable: it is in the folder of the executable that runs the tests.
  static let path: String = {
    let tests =
      (try? FileManager.default.destinationOfSymbolicLink(atPath: "/proc/self/exe")) ?? ""
    return (tests as NSString).deletingLastPathComponent + "/hypertwin"
  }()

  /// How long any run may take on a busy machine before it is killed, and so fails its test.
  private static let patience: DispatchTimeInterval = .seconds(300)

  /// Runs the program with `arguments` in `folder`.
  static func run(_ arguments: [String], in folder: Folder) async throws -> Outcome {
    try await launch(path, arguments, in: folder) { _ in }
  }

  /// Runs a shell script in `folder`, which finds the program in `$HYPERTWIN`.
  static func shell(_ script: String, in folder: Folder) async throws -> Outcome {
    try await launch("/bin/bash", ["-c", script], in: folder) { _ in }
  }

  /// Runs the program and sends it `signal` once it has been running for a while.
  static func interrupt(
    _ arguments: [String], with signal: Int32, in folder: Folder
  ) async throws -> Outcome {
    try await launch(path, arguments, in: folder) { process in
      let identifier = process.processIdentifier
      DispatchQueue.global().asyncAfter(deadline: .now() + .seconds(1)) {
        kill(identifier, signal)
      }
    }
  }

  private static func launch(
    _ executable: String, _ arguments: [String], in folder: Folder,
    then act: (Process) -> Void
  ) async throws -> Outcome {
    // Streams go to files, outside the folder that tests look into: pipes could fill.
    let streams = try Folder()
    let process = Process()
    process.executableURL = URL(filePath: executable)
    process.arguments = arguments
    process.currentDirectoryURL = URL(filePath: folder.path)
    process.environment = [
      "HYPERTWIN": path, "PATH": "/usr/bin:/bin", "HOME": folder.path, "LC_ALL": "C.UTF-8",
      "SWIFT_BACKTRACE": "enable=no",
    ]
    process.standardInput = FileHandle.nullDevice
    process.standardOutput = try streams.handle("output")
    process.standardError = try streams.handle("errors")
    let (ends, continuation) = AsyncStream.makeStream(of: Void.self)
    process.terminationHandler = { _ in continuation.finish() }
    try process.run()
    let identifier = process.processIdentifier
    let watch = DispatchWorkItem { kill(identifier, SIGKILL) }
    DispatchQueue.global().asyncAfter(deadline: .now() + patience, execute: watch)
    act(process)
    for await _ in ends {}
    watch.cancel()
    let isExit = process.terminationReason == .exit
    return Outcome(
      status: isExit ? process.terminationStatus : nil,
      signal: isExit ? nil : process.terminationStatus, output: try streams.text("output"),
      errors: try streams.text("errors"))
  }
}
