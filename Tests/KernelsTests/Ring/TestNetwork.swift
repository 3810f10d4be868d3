import Foundation
import Synchronization

/// A network namespace of the test's own with a veth pair, `left` and `right`; gone with the value.
final class TestNetwork: Sendable {
  /// The namespace.
  let name: String

  private static let counter = Atomic<Int>(0)

  /// Whether this process may make network namespaces.
  static let isPossible =
    geteuid() == 0
    && ["/usr/sbin/ip", "/usr/sbin/ethtool"].allSatisfy(FileManager.default.isExecutableFile)

  /// Why tests that need one are skipped.
  static let reason = "needs root, ip and ethtool (apt-get install iproute2 ethtool)"

  /// Makes the namespace; both interfaces are up, without addresses of their own unless given.
  init(mtu: Int = 1500, addresses: Bool = false) throws {
    let number = Self.counter.wrappingAdd(1, ordering: .relaxed).newValue
    name = "hypertwin-test-\(getpid())-\(number)"
    try Self.ip("netns", "add", name)
    // No router solicitations and the like: what is received is what was sent.
    try Self.run(
      "/usr/sbin/ip", "netns", "exec", name, "/bin/sh", "-c",
      "echo 1 > /proc/sys/net/ipv6/conf/all/disable_ipv6;"
        + "echo 1 > /proc/sys/net/ipv6/conf/default/disable_ipv6")
    try inside("link", "add", "name", "left", "type", "veth", "peer", "name", "right")
    for interface in ["left", "right"] {
      try inside("link", "set", interface, "mtu", "\(mtu)", "up")
    }
    if addresses {
      try inside("link", "set", "lo", "up")
      try inside("address", "add", "198.18.0.1/24", "dev", "left")
    }
  }

  deinit {
    // A namespace that cannot be deleted is the next test's problem as little as this one's.
    _ = try? Self.ip("netns", "delete", name)
  }

  /// Runs `ip` in the namespace.
  func inside(_ arguments: String...) throws {
    try Self.run("/usr/sbin/ip", ["-n", name] + arguments)
  }

  /// Sets a feature of an interface.
  func set(_ feature: String, _ value: String, of interface: String) throws {
    try Self.run(
      "/usr/sbin/ip", "netns", "exec", name, "/usr/sbin/ethtool", "-K", interface, feature, value)
  }

  private static func ip(_ arguments: String...) throws { try run("/usr/sbin/ip", arguments) }

  private static func run(_ program: String, _ arguments: String...) throws {
    try run(program, arguments)
  }

  /// Runs a program to its end and returns what it printed.
  @discardableResult
  static func run(_ program: String, _ arguments: [String]) throws -> String {
    let process = Process()
    let output = Pipe()
    process.executableURL = URL(fileURLWithPath: program)
    process.arguments = arguments
    process.standardInput = FileHandle.nullDevice
    process.standardOutput = output
    process.standardError = output
    try process.run()
    let text = String(decoding: output.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
    process.waitUntilExit()
    guard process.terminationStatus == 0 else {
      throw ProgramError(text: "\(program) \(arguments.joined(separator: " ")): \(text)")
    }
    return text
  }
}

/// A program that a test needs has failed.
struct ProgramError: Error {
  let text: String
}
