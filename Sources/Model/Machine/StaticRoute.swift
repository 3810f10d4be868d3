/// One line of a host's or VM's routing table.
public struct StaticRoute: Hashable, Sendable {
  /// The destinations it serves.
  public var to: Prefix<IPv4Address>
  /// The router that packets are handed to; nil where the destination is on the NIC's own subnet.
  public var via: IPv4Address?
  /// The interface packets leave by; nil where the subnet of `via` tells.
  public var nic: NIC.ID?
  /// Only packets that came in by this interface (a policy rule, `ip rule iif`); nil for all.
  public var incoming: NIC.ID?

  /// All its properties.
  public init(
    to: Prefix<IPv4Address>, via: IPv4Address? = nil, nic: NIC.ID? = nil, incoming: NIC.ID? = nil
  ) {
    self.to = to
    self.via = via
    self.nic = nic
    self.incoming = incoming
  }
}
