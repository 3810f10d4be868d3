internal import CPacketRing

#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#endif

/// The addresses of a network namespace's own interfaces, whatever their prefixes, each as the
/// words that stand in frames.
struct LocalAddresses: Hashable, Sendable {
  /// IPv4 addresses.
  var ipv4: Set<UInt32> = []
  /// IPv6 addresses.
  var ipv6: Set<SIMD4<UInt32>> = []

  /// No addresses.
  init() {}

  /// Those of the calling thread's namespace, as they are now.
  ///
  /// - Throws: The errno.
  static func current() throws(SystemError) -> LocalAddresses {
    var first: UnsafeMutablePointer<ifaddrs>?
    guard getifaddrs(&first) == 0 else { throw SystemError(code: errno) }
    defer { freeifaddrs(first) }
    var result = LocalAddresses()
    var entry = first
    while let current = entry {
      if let address = current.pointee.ifa_addr { result.insert(UnsafeRawPointer(address)) }
      entry = current.pointee.ifa_next
    }
    return result
  }

  private mutating func insert(_ address: UnsafeRawPointer) {
    switch Int32(address.load(as: sockaddr.self).sa_family) {
    case AF_INET: ipv4.insert(address.load(as: sockaddr_in.self).sin_addr.s_addr)
    case AF_INET6:
      let place = MemoryLayout<sockaddr_in6>.offset(of: \.sin6_addr).unsafelyUnwrapped
      ipv6.insert(address.loadUnaligned(fromByteOffset: place, as: SIMD4<UInt32>.self))
    default: break
    }
  }

  /// What the kernel said of a system call.
  struct SystemError: Error {
    let code: Int32
  }
}
