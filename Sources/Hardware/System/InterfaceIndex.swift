import Glibc

/// The kernel's number of the interface `name` of the calling thread's namespace; nil if there is
/// none.
func interfaceIndex(_ name: String) -> UInt32? {
  let index = if_nametoindex(name)
  return index == 0 ? nil : index
}

/// The interfaces of the machine's own namespace that others depend on.
enum ManagementInterfaces {
  /// Those that a default route leads through, and the one that has the address which the user's
  /// own SSH connection comes in by.
  static func names() -> Set<String> {
    var names = sshInterfaces()
    if let table = try? TextFile.read("/proc/net/route", limit: 1 << 20) {
      for line in table.split(separator: "\n").dropFirst() {
        let fields = line.split(whereSeparator: \.isWhitespace)
        if fields.count > 7, fields[1] == "00000000", fields[7] == "00000000" {
          names.insert(String(fields[0]))
        }
      }
    }
    if let table = try? TextFile.read("/proc/net/ipv6_route", limit: 1 << 22) {
      for line in table.split(separator: "\n") {
        let fields = line.split(whereSeparator: \.isWhitespace)
        if fields.count > 9, fields[1] == "00", fields[9] != "lo" {
          names.insert(String(fields[9]))
        }
      }
    }
    return names
  }

  /// The interface with the third word of `SSH_CONNECTION`: the server's own address.
  private static func sshInterfaces() -> Set<String> {
    guard let value = getenv("SSH_CONNECTION") else { return [] }
    let words = String(cString: value).split(separator: " ")
    guard words.count == 4 else { return [] }
    // A link-local address has its interface behind it.
    let server = words[2].split(separator: "%")
    var names = Set(server.dropFirst().map(String.init))
    var list: UnsafeMutablePointer<ifaddrs>?
    guard getifaddrs(&list) == 0 else { return names }
    defer { freeifaddrs(list) }
    var next = list
    while let entry = next?.pointee {
      defer { next = entry.ifa_next }
      guard let address = entry.ifa_addr else { continue }
      let isWide = address.pointee.sa_family == sa_family_t(AF_INET6)
      guard isWide || address.pointee.sa_family == sa_family_t(AF_INET) else { continue }
      let size = isWide ? MemoryLayout<sockaddr_in6>.size : MemoryLayout<sockaddr_in>.size
      var text = [CChar](repeating: 0, count: Int(NI_MAXHOST))
      guard
        getnameinfo(
          address, socklen_t(size), &text, socklen_t(text.count), nil, 0, NI_NUMERICHOST) == 0
      else { continue }
      let bytes = text.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }
      let found = String(decoding: bytes, as: UTF8.self)
      if found.split(separator: "%").first.map(String.init) == server.first.map(String.init) {
        names.insert(String(cString: entry.ifa_name))
      }
    }
    return names
  }

  /// Refuses what would take the machine's own way out away.
  static func protect(_ interface: String) throws(HardwareError) {
    guard names().contains(interface) else { return }
    throw HardwareError(
      "\(interface) carries this machine's default route or your SSH connection; "
        + "choose another interface in the testbed")
  }
}
