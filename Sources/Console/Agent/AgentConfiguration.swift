/// What a machine's network shall be. What is left out stays as it is.
///
/// Interfaces are named by their name, or by their Ethernet address in lower case
/// (`52:54:00:00:00:01`), which is what a hypervisor's configuration knows.
public struct AgentConfiguration: Hashable, Sendable, Codable {
  /// An interface.
  public struct Interface: Hashable, Sendable, Codable {
    /// Its name or Ethernet address.
    public var interface: String
    /// Its addresses with their prefixes' lengths, `198.18.0.1/24`, added to those it has.
    public var addresses: [String]
    /// Largest packet in bytes.
    public var mtu: Int?
    /// Whether it is up.
    public var isUp: Bool
    /// False switches off, where the driver can: checksums, segmentation and joining of frames.
    public var offloads: Bool?

    /// That interface.
    public init(
      _ interface: String, addresses: [String] = [], mtu: Int? = nil, isUp: Bool = true,
      offloads: Bool? = nil
    ) {
      self.interface = interface
      self.addresses = addresses
      self.mtu = mtu
      self.isUp = isUp
      self.offloads = offloads
    }
  }

  /// A route.
  public struct Route: Hashable, Sendable, Codable {
    /// The destinations, `198.18.1.0/24`; `0.0.0.0/0` for all.
    public var prefix: String
    /// The next hop's address; nil for neighbours on the interface itself.
    public var via: String?
    /// The interface; nil leaves it to the next hop's.
    public var interface: String?

    /// That route, which replaces another to the same destinations.
    public init(_ prefix: String, via: String? = nil, interface: String? = nil) {
      self.prefix = prefix
      self.via = via
      self.interface = interface
    }
  }

  /// A neighbour that is not asked for by ARP.
  public struct Neighbour: Hashable, Sendable, Codable {
    /// Its address.
    public var address: String
    /// Its Ethernet address.
    public var mac: String
    /// The interface that it is on.
    public var interface: String

    /// That neighbour.
    public init(_ address: String, mac: String, interface: String) {
      self.address = address
      self.mac = mac
      self.interface = interface
    }
  }

  /// A setting of the kernel's network.
  public struct Setting: Hashable, Sendable, Codable {
    /// Its path below `/proc/sys/net`, `ipv4/ip_forward`. An Ethernet address in braces
    /// stands for that interface: `ipv4/conf/{52:54:00:00:00:01}/rp_filter`.
    public var name: String
    /// What is written there.
    public var value: String

    /// That setting.
    public init(_ name: String, _ value: String) {
      self.name = name
      self.value = value
    }

    /// Whether the kernel forwards IPv4 packets.
    public static func forwarding(_ isOn: Bool) -> Setting {
      Setting("ipv4/ip_forward", isOn ? "1" : "0")
    }

    /// Whether packets are refused whose source is not reached by the interface they came on: 0 no,
    /// 1 strictly, 2 by any interface (RFC 3704). It holds for all interfaces.
    public static func reversePathFilter(_ mode: Int) -> [Setting] {
      [
        Setting("ipv4/conf/all/rp_filter", "\(mode)"),
        Setting("ipv4/conf/default/rp_filter", "\(mode)"),
      ]
    }
  }

  /// The machine's name.
  public var hostName: String?
  /// Interfaces, set up in this order.
  public var interfaces: [Interface]
  /// Routes, added after the interfaces are up.
  public var routes: [Route]
  /// Neighbours.
  public var neighbours: [Neighbour]
  /// Settings of the kernel, written first.
  public var settings: [Setting]

  /// Nothing but what is given.
  public init(
    hostName: String? = nil, interfaces: [Interface] = [], routes: [Route] = [],
    neighbours: [Neighbour] = [], settings: [Setting] = []
  ) {
    self.hostName = hostName
    self.interfaces = interfaces
    self.routes = routes
    self.neighbours = neighbours
    self.settings = settings
  }
}
