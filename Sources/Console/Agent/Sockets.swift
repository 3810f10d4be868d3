#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#endif

/// Sockets within this machine, which no program that is started inherits by accident.
public enum Sockets {
  #if canImport(Glibc)
    private static let stream = Int32(SOCK_STREAM.rawValue) | Int32(SOCK_CLOEXEC.rawValue)
  #else
    private static let stream = SOCK_STREAM | SOCK_CLOEXEC
  #endif

  /// Two sockets that are connected to each other.
  ///
  /// - Throws: `ByteChannel.Failure` if the system has no more descriptors.
  public static func pair() throws(ByteChannel.Failure) -> (Int32, Int32) {
    var ends: [Int32] = [-1, -1]
    guard socketpair(AF_UNIX, stream, 0, &ends) == 0 else {
      throw ByteChannel.Failure("cannot make a pair of sockets", code: errno)
    }
    return (ends[0], ends[1])
  }

  /// A socket that is connected to whoever listens at a path.
  static func connected(to path: String) throws(ByteChannel.Failure) -> Int32 {
    var address = sockaddr_un()
    address.sun_family = sa_family_t(AF_UNIX)
    guard path.utf8.count < MemoryLayout.size(ofValue: address.sun_path) else {
      throw ByteChannel.Failure("cannot connect to \(path)", code: ENAMETOOLONG)
    }
    withUnsafeMutableBytes(of: &address.sun_path) { $0.copyBytes(from: path.utf8) }
    let descriptor = socket(AF_UNIX, stream, 0)
    guard descriptor >= 0 else {
      throw ByteChannel.Failure("cannot make a socket", code: errno)
    }
    let size = socklen_t(MemoryLayout<sockaddr_un>.size)
    let code = withUnsafePointer(to: address) { pointer in
      pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { connect(descriptor, $0, size) }
    }
    guard code == 0 else {
      let reason = errno
      close(descriptor)
      throw ByteChannel.Failure("cannot connect to \(path)", code: reason)
    }
    return descriptor
  }
}
