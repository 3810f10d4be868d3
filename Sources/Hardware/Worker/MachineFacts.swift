import FoundationEssentials
import Glibc
import Model

/// What a machine is and has, as far as a coordinator must know before it makes a run there.
struct MachineFacts: Hashable, Sendable, Codable {
  /// An interface of the machine's own namespace.
  struct Interface: Hashable, Sendable, Codable {
    /// Its name.
    var name: String
    /// Its Ethernet address, in lower case; empty for what has none.
    var mac: String
    /// The largest packet in bytes.
    var mtu: Int
  }

  /// The version of its hypertwin.
  var version: String
  /// The machine's own name.
  var hostName: String
  /// Whether it may change anything.
  var isRoot: Bool
  /// The boot, which tells whether two machines are one and have the same clock.
  var boot: String
  /// The machine's own interfaces.
  var interfaces: [Interface]

  /// What this machine is and has now.
  ///
  /// - Throws: `HardwareError` where `ip` is missing or fails.
  static func read() throws(HardwareError) -> MachineFacts {
    var name = [CChar](repeating: 0, count: 256)
    gethostname(&name, name.count - 1)
    let text = name.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }
    return MachineFacts(
      version: Version.current, hostName: String(decoding: text, as: UTF8.self),
      isRoot: geteuid() == 0, boot: Boot.current(), interfaces: try interfaces())
  }

  /// The Ethernet address of that interface; nil if there is none, or it has none.
  func mac(of name: String) -> String? {
    guard let mac = interfaces.first(where: { $0.name == name })?.mac, !mac.isEmpty else {
      return nil
    }
    return mac
  }

  private static func interfaces() throws(HardwareError) -> [Interface] {
    struct Link: Decodable {
      var ifname: String
      var address: String?
      var mtu: Int?
    }
    let output = try Tool().run("ip", ["-j", "link", "show"])
    guard let links = try? JSONDecoder().decode([Link].self, from: Data(output.utf8)) else {
      throw HardwareError("`ip -j link show` wrote what is not JSON; update iproute2")
    }
    return links.map {
      Interface(name: $0.ifname, mac: $0.address?.lowercased() ?? "", mtu: $0.mtu ?? 0)
    }
  }
}
