internal import CLibvirt

/// A connection to a hypervisor through libvirt, closed when the last reference goes.
///
/// Its calls block until the server has answered: call them from a thread of your own. libvirt
/// allows calls from several threads at once. Domains that were created with `.autodestroy` end
/// with their connection.
public final class Connection: Sendable {
  /// The URI that it was opened with.
  public let uri: String
  /// libvirt's own handle; its functions may be called from any thread.
  nonisolated(unsafe) let raw: OpaquePointer

  /// Seconds between keep-alive messages to a remote server, and how many may stay unanswered.
  private static let keepAlive: (seconds: Int32, count: UInt32) = (5, 6)

  /// Connects to `uri`, such as `qemu:///system`, `xen:///system` or `test:///default`.
  ///
  /// - Throws: `LibvirtError` if nothing answers there, or access is refused.
  public init(_ uri: String) throws(LibvirtError) {
    guard Library.isReady else { throw .last("start its client library") }
    guard let raw = virConnectOpen(uri) else { throw .last("connect to \(uri)") }
    self.raw = raw
    self.uri = uri
    // A driver inside this process has no need of it, and says so: that is no error.
    _ = virConnectSetKeepAlive(raw, Self.keepAlive.seconds, Self.keepAlive.count)
  }

  deinit { virConnectClose(raw) }

  /// The driver's name, such as `QEMU`, `Xen` or `TEST`.
  public var driver: String {
    virConnectGetType(raw).map { String(cString: $0) } ?? "unknown"
  }

  /// Whether the connection is still up.
  public var isAlive: Bool { virConnectIsAlive(raw) == 1 }

  /// Whether the driver ends a domain with its connection. Xen's does not, nor does the test
  /// driver.
  public var canAutodestroy: Bool { driver == "QEMU" || driver == "LXC" }

  /// Whether the hypervisor is Xen.
  public var isXen: Bool { driver == "Xen" }

  /// Whether the driver can create a domain that does not run yet.
  public var canStartPaused: Bool { driver != "TEST" }

  /// Whether the server is this machine, so that its files and terminals are ours to open.
  public var isLocal: Bool { Self.isLocal(uri) }

  /// Whether a URI's server is this machine.
  static func isLocal(_ uri: String) -> Bool {
    guard let separator = uri.range(of: "://") else { return false }
    let scheme = uri[..<separator.lowerBound]
    let host = uri[separator.upperBound...].prefix { $0 != "/" && $0 != "?" }
    return host.isEmpty && (!scheme.contains("+") || scheme.hasSuffix("+unix"))
  }

  /// The version of the hypervisor, such as `7.2.22`.
  ///
  /// - Throws: `LibvirtError` if the driver does not tell.
  public func hypervisorVersion() throws(LibvirtError) -> String {
    var version: UInt = 0
    guard virConnectGetVersion(raw, &version) == 0 else {
      throw .last("ask for the hypervisor's version")
    }
    return Self.text(ofVersion: version)
  }

  /// The version of libvirt at the server, such as `9.0.0`.
  ///
  /// - Throws: `LibvirtError` if the driver does not tell.
  public func libraryVersion() throws(LibvirtError) -> String {
    var version: UInt = 0
    guard virConnectGetLibVersion(raw, &version) == 0 else {
      throw .last("ask for its version")
    }
    return Self.text(ofVersion: version)
  }

  /// The host name of the server.
  ///
  /// - Throws: `LibvirtError` if the driver does not tell.
  public func hostname() throws(LibvirtError) -> String {
    guard let name = Library.take(virConnectGetHostname(raw)) else {
      throw .last("ask for the host's name")
    }
    return name
  }

  /// What host and hypervisor can do, as libvirt's XML.
  ///
  /// - Throws: `LibvirtError` if the driver does not tell.
  public func capabilities() throws(LibvirtError) -> String {
    guard let text = Library.take(virConnectGetCapabilities(raw)) else {
      throw .last("ask for the host's capabilities")
    }
    return text
  }

  /// libvirt's numbers are 1,000,000·major + 1,000·minor + release.
  private static func text(ofVersion version: UInt) -> String {
    "\(version / 1_000_000).\(version / 1_000 % 1_000).\(version % 1_000)"
  }
}

extension String {
  /// Where `text` first occurs; nil if it does not. O(n·m), on short texts only.
  func range(of text: String) -> Range<Index>? {
    var start = startIndex
    while start < endIndex {
      if self[start...].hasPrefix(text) { return start..<index(start, offsetBy: text.count) }
      start = index(after: start)
    }
    return nil
  }
}
