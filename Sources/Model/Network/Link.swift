/// A full-duplex Ethernet link between two physical NICs.
public struct Link: Hashable, Sendable {
  /// One end of a link, written `host.nic`.
  public struct End: Hashable, Sendable, CustomStringConvertible {
    /// The host.
    public var host: Host.ID
    /// The NIC of that host.
    public var nic: NIC.ID

    /// That NIC of that host.
    public init(host: Host.ID, nic: NIC.ID) {
      self.host = host
      self.nic = nic
    }

    /// Reads `HOST.NIC`; nil if it is malformed.
    public init?(_ text: some StringProtocol) {
      let parts = text.split(separator: ".", omittingEmptySubsequences: false)
      guard parts.count == 2, !parts.contains(where: \.isEmpty) else { return nil }
      host = Host.ID(String(parts[0]))
      nic = NIC.ID(String(parts[1]))
    }

    /// `HOST.NIC`.
    public var description: String { "\(host).\(nic)" }
  }

  /// The two ends, which differ.
  public var ends: [End]
  /// The rate of each direction.
  public var rate: BitRate
  /// The propagation delay of each direction.
  public var delay: SimTime

  /// The link between `ends`.
  public init(ends: [End], rate: BitRate, delay: SimTime) {
    self.ends = ends
    self.rate = rate
    self.delay = delay
  }
}
