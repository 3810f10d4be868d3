import Model

/// Why a forwarder cannot be built.
public struct RouterConfigurationError: Error, Hashable, Sendable, CustomStringConvertible {
  /// Every problem, in a sentence each.
  public let problems: [String]

  /// The problems, a line each.
  public var description: String { problems.joined(separator: "\n") }
}

/// A router's data plane on frames in memory: IPv4 (RFC 1812) and IPv6 (RFC 8200) over Ethernet,
/// with or without one VLAN tag (IEEE 802.1Q).
///
/// Frames are changed in place: Ethernet addresses, tag, time to live and checksum; nothing else is
/// ever written, and a frame that is not forwarded stays as it was. A frame without a tag or with
/// VLAN 0 belongs to its port's untagged interface, one with a tag to the interface of that VLAN;
/// frames with more tags are of another protocol.
///
/// What it does not do: it neither fragments nor sends redirects nor carries out IPv4 options; a
/// source route is refused, other options pass as they are.
///
/// A forwarder belongs to one thread at a time.
public struct Forwarder: ~Copyable {
  /// The highest number of a port.
  public static let highestPort = 255
  /// Frames that are best handed over together.
  public static let batch = 64

  /// What it does on its interfaces.
  public let configuration: RouterConfiguration

  var trieIPv4: PrefixTrie<UInt32>
  var trieIPv6: PrefixTrie<UInt128>
  /// What the tries' next hops mean; place 0 is "no route".
  let adjacencies: UnsafeMutableBufferPointer<Adjacency>
  let stations: UnsafeMutableBufferPointer<Station>
  /// For each port 4096 VLANs, 0 for untagged frames: the interface's place, or `noStation`.
  let stationOfTag: UnsafeMutableBufferPointer<UInt16>
  /// Own and directed broadcast addresses, which are nobody's source.
  let notSourcesIPv4: AddressSet<UInt32>
  let ownIPv6: AddressSet<UInt128>
  let scratch: ForwarderScratch
  /// Packets by outcome.
  let counts: UnsafeMutablePointer<Int>
  var totals = ForwardingCounters()
  var limiter: TokenBucket
  /// The identification of the next ICMP message over IPv4.
  var identification: UInt16 = 0

  /// A forwarder as configured.
  ///
  /// - Throws: `RouterConfigurationError` with everything that is wrong, or if routes and
  /// neighbours
  ///   name more than 65,534 different next hops.
  public init(_ configuration: RouterConfiguration) throws(RouterConfigurationError) {
    guard configuration.problems.isEmpty else {
      throw RouterConfigurationError(problems: configuration.problems)
    }
    var builder = AdjacencyBuilder(configuration)
    let routesIPv4 = builder.routes(
      configuration.neighboursIPv4, configuration.routesIPv4, \.ipv4)
    let routesIPv6 = builder.routes(
      configuration.neighboursIPv6, configuration.routesIPv6, \.ipv6)
    guard builder.adjacencies.count <= Int(UInt16.max) + 1 else {
      throw RouterConfigurationError(problems: [
        "\(builder.adjacencies.count - 1) different next hops; this router tells 65535 apart"
      ])
    }
    self.configuration = configuration
    trieIPv4 = PrefixTrie(routesIPv4)
    trieIPv6 = PrefixTrie(routesIPv6)
    adjacencies = .allocate(capacity: builder.adjacencies.count)
    _ = adjacencies.initialize(from: builder.adjacencies)
    stations = .allocate(capacity: configuration.interfaces.count)
    _ = stations.initialize(
      from: configuration.interfaces.map { interface in
        Station(
          mac: interface.mac.image, ipv4: interface.ipv4.first?.address.bits ?? 0,
          ipv6: interface.ipv6.first?.address.bits ?? 0)
      })
    let ports = 1 + (configuration.interfaces.map(\.port).max() ?? 0)
    stationOfTag = .allocate(capacity: ports << 12)
    stationOfTag.initialize(repeating: Self.noStation)
    for (index, interface) in configuration.interfaces.enumerated() {
      stationOfTag[interface.port << 12 | (interface.vlan ?? 0)] = UInt16(index)
    }
    notSourcesIPv4 = AddressSet(
      configuration.interfaces.flatMap(\.ipv4).flatMap { attached in
        [attached.address.bits] + AdjacencyBuilder.broadcasts(of: attached.network)
      })
    ownIPv6 = AddressSet(configuration.interfaces.flatMap(\.ipv6).map(\.address.bits))
    scratch = ForwarderScratch()
    counts = .allocate(capacity: PacketOutcome.allCases.count)
    counts.initialize(repeating: 0, count: PacketOutcome.allCases.count)
    limiter = TokenBucket(rate: configuration.icmpRate, burst: configuration.icmpBurst)
  }

  deinit {
    adjacencies.deallocate()
    stations.deallocate()
    stationOfTag.deallocate()
    counts.deallocate()
  }

  /// Marks a tag that belongs to no interface.
  static var noStation: UInt16 { .max }

  /// What it has done so far.
  public var counters: ForwardingCounters {
    var result = totals
    for index in result.packets.indices { result.packets[index] = counts[index] }
    return result
  }

  /// Bytes that looking up routes may touch.
  public var lookupBytes: Int { trieIPv4.lookupBytes + trieIPv6.lookupBytes }

  /// Ports that interfaces are on, from 0.
  public var ports: Int { stationOfTag.count >> 12 }
}

/// Memory for the batch in hand.
struct ForwarderScratch: ~Copyable {
  let destinationsIPv4 = UnsafeMutablePointer<UInt32>.allocate(capacity: Forwarder.batch)
  let destinationsIPv6 = UnsafeMutablePointer<UInt128>.allocate(capacity: Forwarder.batch)
  let nextHops = UnsafeMutablePointer<UInt16>.allocate(capacity: Forwarder.batch)
  let packetsIPv4 = UnsafeMutablePointer<UInt8>.allocate(capacity: Forwarder.batch + 1)
  let packetsIPv6 = UnsafeMutablePointer<UInt8>.allocate(capacity: Forwarder.batch + 1)

  deinit {
    destinationsIPv4.deallocate()
    destinationsIPv6.deallocate()
    nextHops.deallocate()
    packetsIPv4.deallocate()
    packetsIPv6.deallocate()
  }
}
