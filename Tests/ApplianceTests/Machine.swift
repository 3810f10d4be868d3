import Appliance
import Console
import Foundation

/// A machine that QEMU emulates, with the appliance booted in it.
///
/// Nobody else's machines or networks are touched: its interface is connected to nothing.
final class Machine: @unchecked Sendable {
  private let process = Process()
  private let folder: URL
  let client: AgentClient

  /// What is missing on this computer; nil if the test can run.
  static let missing: String? = {
    do {
      _ = try kernel()
      _ = try GuestExecutable.find()
    } catch {
      return "\(error)"
    }
    return qemu == nil ? "there is no qemu-system-x86_64; install qemu-system-x86" : nil
  }()

  /// The kernel that `HYPERTWIN_KERNEL` names, or that this machine or the cache has.
  static func kernel() throws -> KernelSource {
    let environment = ProcessInfo.processInfo.environment
    return try KernelSource.find(
      folder: environment["HYPERTWIN_KERNEL"],
      cache: environment["HYPERTWIN_CACHE"] ?? "/var/cache/hypertwin")
  }

  private static let qemu = ["/usr/bin", "/usr/local/bin"].map { $0 + "/qemu-system-x86_64" }
    .first(where: FileManager.default.isExecutableFile)

  /// Boots it. `process` ends with `deinit` at the latest.
  init(_ appliance: Appliance, device: String, mac: String) throws {
    folder = FileManager.default.temporaryDirectory.appending(path: "ht-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    let socket = folder.appending(path: "console").path
    process.executableURL = URL(fileURLWithPath: Self.qemu ?? "")
    process.arguments = [
      "-accel", "tcg", "-cpu", "max", "-machine", "pc", "-m", "256", "-nodefaults",
      "-no-user-config",
      "-display", "none", "-no-reboot", "-kernel", appliance.kernel,
      "-initrd", appliance.initramfs, "-append", KernelCommandLine.text(console: .serial),
      "-serial", "unix:\(socket),server=on,wait=off",
      "-netdev", "hubport,hubid=0,id=net", "-device", "\(device),netdev=net,mac=\(mac)",
    ]
    try process.run()
    client = try Self.connected(to: socket, while: process)
  }

  deinit {
    if process.isRunning { process.terminate() }
    try? FileManager.default.removeItem(at: folder)
  }

  /// Whether it has ended by itself within that time.
  func ends(within seconds: Double) -> Bool {
    let end = Date(timeIntervalSinceNow: seconds)
    while process.isRunning, Date() < end { Thread.sleep(forTimeInterval: 0.05) }
    return !process.isRunning && process.terminationStatus == 0
  }

  /// QEMU makes the socket some time after it starts.
  private static func connected(
    to socket: String, while process: Process
  ) throws -> AgentClient {
    for _ in 0..<600 {
      if let client = try? AgentClient.socket(name: "guest", path: socket) { return client }
      guard process.isRunning else { break }
      Thread.sleep(forTimeInterval: 0.05)
    }
    return try AgentClient.socket(name: "guest", path: socket)
  }
}
