/// One step of a plan: a change to a machine that can be undone.
///
/// Where a namespace is nil, the machine's own is meant. Names may hold the placeholders of
/// `Names`.
/// What each does and how it is undone is said by `summary` and `undoSummary`; whether a second
/// time does no harm by `isIdempotent`.
public enum Action: Hashable, Sendable, Codable {
  /// A new network namespace, with its loopback interface up.
  case createNamespace(name: String)
  /// A virtual cable with one end each in two namespaces. The MTU is in bytes.
  case createVethPair(VethEnd, VethEnd, mtu: Int)
  /// A bridge without spanning tree and multicast snooping. Addresses are forgotten after
  /// `ageingSeconds`.
  case createBridge(namespace: String?, name: String, ageingSeconds: Int)
  /// An interface becomes a port of a bridge in the same namespace.
  case attachToBridge(namespace: String?, interface: String, bridge: String)
  /// An interface goes up.
  case setUp(namespace: String?, interface: String)
  /// An interface gets an address with its prefix length, such as `198.18.0.1/24`.
  case addAddress(namespace: String?, interface: String, address: String)
  /// A route to `destination` (a prefix, or `default`) by a next hop, an interface, or both.
  case addRoute(namespace: String?, destination: String, via: String?, interface: String?)
  /// Packets that come in by an interface are routed by a table of their own first.
  case addPolicyRule(namespace: String, incoming: String, table: Int)
  /// A route of such a table.
  case addPolicyRoute(
    namespace: String, table: Int, destination: String, via: String?, interface: String?)
  /// The Ethernet address of a neighbour, for ever.
  case addNeighbour(namespace: String?, interface: String, address: String, mac: String)
  /// A kernel parameter, by its name below /proc/sys with dots.
  case setSysctl(namespace: String?, name: String, value: String)
  /// A limit on what an interface sends.
  case shape(namespace: String?, interface: String, TokenBucket)
  /// Joining and cutting of frames, and other help of an interface, is turned off: ethtool's names,
  /// such as `tso`, `gso`, `gro`, `tx`, `rx`.
  case disableOffloads(namespace: String?, interface: String, features: [String])
  /// A transient domain, paused, which ends with its connection where the driver can do that.
  case startDomain(DomainStart)
  /// An interface of the machine's own namespace, a domain's tap, moves into a namespace.
  case moveInterface(interface: String, namespace: String)
  /// A real interface of the machine's own namespace moves into a namespace until it is given back,
  /// with its addresses and routes. Its MTU must be at least that many bytes.
  case takePort(interface: String, namespace: String, mtu: Int)
  /// A domain that was started paused runs.
  case resumeDomain(uri: String, role: String)
  /// A file of /sys or /proc gets a value, such as a governor's.
  case writeKnob(path: String, value: String)
}

/// One end of a virtual cable.
public struct VethEnd: Hashable, Sendable, Codable {
  /// The namespace that it is in; nil for the machine's own.
  public var namespace: String?
  /// Its name, at most 15 characters.
  public var name: String
  /// Its Ethernet address.
  public var mac: String

  /// All its properties.
  public init(namespace: String?, name: String, mac: String) {
    self.namespace = namespace
    self.name = name
    self.mac = mac
  }
}

/// A token bucket filter, `tc-tbf(8)`.
public struct TokenBucket: Hashable, Sendable, Codable {
  /// Bits per second that pass in the long run, more than 0.
  public var bitsPerSecond: Int
  /// Bytes that may pass at once, more than 0.
  public var burstBytes: Int
  /// Microseconds that a packet waits at most, more than 0; what would wait longer is dropped.
  public var latencyMicroseconds: Int

  /// All its properties.
  public init(bitsPerSecond: Int, burstBytes: Int, latencyMicroseconds: Int) {
    self.bitsPerSecond = bitsPerSecond
    self.burstBytes = burstBytes
    self.latencyMicroseconds = latencyMicroseconds
  }
}

/// A domain that a plan starts.
public struct DomainStart: Hashable, Sendable, Codable {
  /// libvirt's URI of the hypervisor.
  public var uri: String
  /// What the domain does in the run; with the run it gives the UUID.
  public var role: String
  /// The UUID, `Names.uuid(role:)` in a plan.
  public var uuid: String
  /// libvirt's description, from `DomainXML`.
  public var xml: String

  /// The domain in `role`, whose UUID follows from that.
  public init(uri: String, role: String, xml: String) {
    self.uri = uri
    self.role = Names.label(role)
    uuid = Names.uuid(role: role)
    self.xml = xml
  }
}
