/// What a forwarder has done, by reason.
public struct ForwardingCounters: Hashable, Sendable {
  /// Packets by outcome, in the order of `PacketOutcome.allCases`.
  public internal(set) var packets = [Int](repeating: 0, count: PacketOutcome.allCases.count)
  /// Octets of the forwarded frames, without check sequences.
  public internal(set) var forwardedBytes = 0
  /// Messages of ICMP and ICMPv6 that were made.
  public internal(set) var icmpSent = 0
  /// Messages that were due and not made, because the sender must not be told (RFC 1812, 4.3.2.7;
  /// RFC 4443, 2.4) or cannot be reached.
  public internal(set) var icmpWithheld = 0
  /// Messages that were due and not made, to keep to the rate limit.
  public internal(set) var icmpLimited = 0
  /// ARP requests and neighbour solicitations that were answered.
  public internal(set) var addressesAnswered = 0

  /// Nothing done yet.
  public init() {}

  /// Packets with that outcome.
  public subscript(outcome: PacketOutcome) -> Int {
    get { packets[Int(outcome.rawValue)] }
    set { packets[Int(outcome.rawValue)] = newValue }
  }

  /// All packets that came in.
  public var received: Int { packets.reduce(0, +) }

  /// Packets that were dropped: all that were neither forwarded nor for the router itself.
  public var dropped: Int {
    received - self[.forwarded] - self[.delivered] - self[.broadcast] - self[.multicast]
      - self[.arp]
  }
}
