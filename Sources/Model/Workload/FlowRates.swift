/// How the rates of a flow's bits and frames belong together.
public enum FlowRates {
  /// The rate of a path without a link, from a host to its own VM: more than any generator makes.
  private static let unlinked = BitRate(bitsPerSecond: 100e9)

  /// Bytes of UDP payload in a frame of that size, CRC included.
  public static func payload(_ frame: ByteCount) -> Int {
    FrameLayout.udpPayload(frame: Int(frame.bytes))
  }

  /// Frames of that size per second that a link of that rate carries at most.
  public static func frames(of frame: ByteCount, at rate: BitRate) -> Double {
    rate.bitsPerSecond / 8 / Double(Int(frame.bytes) + FrameLayout.wireOverhead)
  }

  /// Frames of that size per second that are tried at most where the path has no link: 100 Gbit/s
  /// of them.
  public static func mostFrames(of frame: ByteCount) -> Double { frames(of: frame, at: unlinked) }
}

extension Scenario {
  /// Frames of a flow per second that the narrowest link of its path carries; nil for a path
  /// without one.
  public func lineRate(of flow: Flow) -> Double? {
    guard let path = try? path(from: flow.source, to: flow.destination) else { return nil }
    let hosts = Set(path.map(\.place.host))
    let narrowest = links.filter { $0.ends.allSatisfy { hosts.contains($0.host) } }
      .min { $0.rate.bitsPerSecond < $1.rate.bitsPerSecond }
    return narrowest.map { FlowRates.frames(of: flow.frame, at: $0.rate) }
  }
}
