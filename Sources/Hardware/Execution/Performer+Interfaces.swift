import Glibc

extension Performer {
  /// Whether an interface is a device of this machine. Xen's `vif` has a device too, but goes with
  /// its domain as a tap does.
  static func isPhysical(_ interface: String) -> Bool {
    let device = "/sys/class/net/\(interface)/device"
    guard access(device, F_OK) == 0 else { return false }
    var target = [CChar](repeating: 0, count: Int(PATH_MAX))
    let count = readlink("\(device)/subsystem", &target, target.count)
    guard count > 0 else { return true }
    let path = String(decoding: target[..<count].map { UInt8(bitPattern: $0) }, as: UTF8.self)
    return !path.hasSuffix("/xen-backend")
  }
}
