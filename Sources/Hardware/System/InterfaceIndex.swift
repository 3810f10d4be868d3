import Glibc

/// The kernel's number of the interface `name` of the calling thread's namespace; nil if there is
/// none.
func interfaceIndex(_ name: String) -> UInt32? {
  let index = if_nametoindex(name)
  return index == 0 ? nil : index
}

/// The interfaces of the machine's own namespace that others depend on.
enum ManagementInterfaces {
  /// Those that a default route leads through.
  static func names() -> Set<String> {
    var names: Set<String> = []
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

  /// Refuses what would take the machine's own way out away.
  static func protect(_ interface: String) throws(HardwareError) {
    guard names().contains(interface) else { return }
    throw HardwareError(
      "\(interface) carries this machine's default route and stays as it is; "
        + "choose another interface in the testbed")
  }
}
