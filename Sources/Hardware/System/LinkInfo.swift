import FoundationEssentials

/// What `ip` tells of an interface.
struct LinkInfo: Decodable {
  /// Its Ethernet address.
  var address: String?
  /// Its alias, which may be our mark.
  var ifalias: String?
  /// The bridge that it is a port of.
  var master: String?
  /// `UP` and others.
  var flags: [String]?

  /// Whether it was set up.
  var isUp: Bool { flags?.contains("UP") ?? false }

  /// The interface `name` of the calling thread's namespace; nil if there is none.
  static func read(_ name: String, with tool: Tool) throws(HardwareError) -> LinkInfo? {
    // Of a missing interface `ip` says so in words; this is surer.
    guard interfaceIndex(name) != nil else { return nil }
    let output: String
    do {
      output = try tool.run("ip", ["-j", "link", "show", "dev", name])
    } catch {
      // It may have gone meanwhile.
      guard interfaceIndex(name) != nil else { return nil }
      throw error
    }
    guard let links = try? JSONDecoder().decode([LinkInfo].self, from: Data(output.utf8)) else {
      throw HardwareError("`ip -j link show dev \(name)` wrote what is not JSON; update iproute2")
    }
    return links.first
  }
}
