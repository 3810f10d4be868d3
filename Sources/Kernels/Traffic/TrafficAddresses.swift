public import Model

/// The addresses in a load's frames.
public struct TrafficAddresses: Hashable, Sendable {
  /// The station that sends, six octets.
  public var sourceStation: [UInt8]
  /// The station that the frames are sent to, six octets: the next router, or the receiver.
  public var destinationStation: [UInt8]
  /// The source.
  public var source: IPv4Address
  /// The destination of the first flow; the others' follow it.
  public var destination: IPv4Address
  /// The UDP port that frames come from.
  public var sourcePort: UInt16
  /// The UDP port that frames go to; the receiver knows them by it.
  public var destinationPort: UInt16
  /// The hops that frames may make.
  public var timeToLive: UInt8

  /// Addresses of the block for benchmarks (198.18.0.0/15, RFC 2544 section C.2.2), locally
  /// administered stations, and a port that the same RFC (section C.2.6.4) calls echo's neighbour:
  /// 9, discard, on which nobody answers.
  public init() {
    sourceStation = [0x02, 0x48, 0x54, 0, 0, 1]
    destinationStation = [0x02, 0x48, 0x54, 0, 0, 2]
    source = IPv4Address(bits: 0xC612_0001)
    destination = IPv4Address(bits: 0xC613_0001)
    sourcePort = 49_152
    destinationPort = 9
    timeToLive = 64
  }
}
