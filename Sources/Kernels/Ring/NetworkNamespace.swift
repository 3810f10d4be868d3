internal import CPacketRing

#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#endif

/// Network namespaces as `ip netns` names them.
public enum NetworkNamespace {
  /// Does `work` on this thread inside the namespace, and comes back. Sockets opened there stay
  /// there, so rings can be opened in one namespace and used from another.
  ///
  /// - Parameter name: As `ip netns list` prints it; nil for the present one.
  /// - Throws: `NamespaceError`, or what `work` throws.
  public static func within<Result: ~Copyable>(
    _ name: String?, _ work: () throws -> Result
  ) throws -> Result {
    guard let name else { return try work() }
    let home = try file("/proc/thread-self/ns/net", of: name)
    defer { close(home) }
    let target = try file("/run/netns/\(name)", of: name)
    defer { close(target) }
    try enter(target, name)
    defer {
      let code = hypertwin_namespace_enter(home)
      precondition(code == 0, "the way back from a network namespace is barred: \(code)")
    }
    return try work()
  }

  private static func file(_ path: String, of name: String) throws(NamespaceError) -> Int32 {
    let file = open(path, O_RDONLY | O_CLOEXEC)
    guard file >= 0 else { throw NamespaceError(name: name, code: errno) }
    return file
  }

  private static func enter(_ file: Int32, _ name: String) throws(NamespaceError) {
    let code = hypertwin_namespace_enter(file)
    guard code == 0 else { throw NamespaceError(name: name, code: code) }
  }
}

/// Why a network namespace cannot be entered.
public struct NamespaceError: Error, Hashable, Sendable, CustomStringConvertible {
  /// Its name.
  public let name: String
  /// The errno.
  public let code: Int32

  /// What is wrong, and what to do about it.
  public var description: String {
    switch code {
    case ENOENT:
      return "there is no network namespace \"\(name)\"; ip netns list shows those that there are"
    case EPERM, EACCES:
      return "no permission to enter the network namespace \"\(name)\"; run as root"
    default:
      return "cannot enter the network namespace \"\(name)\": \(String(cString: strerror(code)))"
    }
  }
}
