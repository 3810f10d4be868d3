#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#endif

/// What the system says to this process.
enum Machine {
  /// The effective user.
  static var user: UInt32 { geteuid() }

  /// Bytes that are free for this user at a path, or at the first folder above it that is there.
  static func freeBytes(at path: String) -> Int64? {
    var path = path
    var status = statvfs()
    while statvfs(path, &status) != 0 {
      guard errno == ENOENT, let end = path.lastIndex(of: "/"), path != "/" else { return nil }
      path = end == path.startIndex ? "/" : String(path[..<end])
    }
    return Int64(status.f_bavail) * Int64(status.f_frsize)
  }

  /// Why a device cannot be opened for reading and writing; nil if it can.
  static func obstacle(_ path: String) -> String? {
    let descriptor = open(path, O_RDWR | O_CLOEXEC)
    guard descriptor >= 0 else { return String(cString: strerror(errno)) }
    close(descriptor)
    return nil
  }
}
