import Foundation
import Libvirt

@testable import Hardware

/// The libvirtd that tests may start domains at.
enum TestServer {
  /// `HYPERTWIN_LIBVIRT`, else libvirt's own `LIBVIRT_DEFAULT_URI`, else QEMU of this machine.
  static let uri =
    ProcessInfo.processInfo.environment["HYPERTWIN_LIBVIRT"]
    ?? ProcessInfo.processInfo.environment["LIBVIRT_DEFAULT_URI"] ?? "qemu:///system"

  /// Whether it answers, and runs QEMU.
  static let isQEMU = (try? Connection(uri))?.driver == "QEMU"

  /// Whether there is one for Xen.
  static let isXen = (try? Connection("xen:///system"))?.driver == "Xen"

  /// Whether namespaces and links can be made here.
  static let canChangeNetworks = geteuid() == 0 && Tool.path(of: "ip") != nil

  /// Whether the long tests are asked for.
  static let isLong = ProcessInfo.processInfo.environment["HYPERTWIN_LONG_TESTS"] == "1"
}

/// Runs work that blocks on a thread of its own, so that other tests go on.
func onThread<Result: Sendable>(
  _ body: @escaping @Sendable () throws -> Result
) async throws -> Result {
  try await withCheckedThrowingContinuation { continuation in
    let thread = Thread { continuation.resume(with: Swift.Result { try body() }) }
    thread.stackSize = 8 << 20
    thread.start()
  }
}
