#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#endif

/// Why frames cannot be sent to or received from a network interface.
public enum PacketRingError: Error, Hashable, Sendable, CustomStringConvertible {
  /// The process may not open packet sockets.
  case notPermitted(interface: String)
  /// The network namespace has no interface of that name.
  case absent(interface: String)
  /// The interface is there, but has not been set up or was taken down.
  case down(interface: String)
  /// The kernel has no memory for a ring of that many bytes.
  case tooLarge(bytes: Int, interface: String)
  /// A setting that no ring can have, and what to write instead.
  case setting(String)
  /// A system call failed for any other reason.
  case system(operation: String, interface: String, code: Int32)

  /// What is wrong with which interface, and what to do about it.
  public var description: String {
    switch self {
    case .notPermitted(let interface):
      return "\(interface): no permission to open packet sockets; run as root, or give the program "
        + "the capability with: setcap cap_net_raw,cap_net_admin+ep PROGRAM"
    case .absent(let interface):
      return "\(interface): there is no such network interface in this network namespace; "
        + "ip link lists those that there are"
    case .down(let interface):
      return "\(interface): the interface is down; set it up with: ip link set \(interface) up"
    case .tooLarge(let bytes, let interface):
      return "\(interface): the kernel has no memory for a packet ring of \(bytes) bytes; "
        + "ask for a smaller ring"
    case .setting(let text): return text
    case .system(let operation, let interface, let code):
      return "\(interface): \(operation) failed: \(String(cString: strerror(code)))"
    }
  }

  /// What an errno of `operation` means for a ring of `bytes` bytes on `interface`.
  init(errno code: Int32, operation: String, interface: String, bytes: Int = 0) {
    switch code {
    case EPERM, EACCES: self = .notPermitted(interface: interface)
    case ENODEV, ENXIO: self = .absent(interface: interface)
    case ENETDOWN: self = .down(interface: interface)
    case ENOMEM where bytes > 0: self = .tooLarge(bytes: bytes, interface: interface)
    default: self = .system(operation: operation, interface: interface, code: code)
    }
  }
}
