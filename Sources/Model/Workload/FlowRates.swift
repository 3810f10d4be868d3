/// How the rates of a flow's bits and frames belong together.
public enum FlowRates {
  /// The rate of a path without a link, from a host to its own VM: more than any generator makes.
  private static let unlinked = BitRate(bitsPerSecond: 100e9)

  /// Frames of a flow per second that a link of that rate carries at most.
  public static func frames(of flow: Flow, at rate: BitRate) -> Double {
    rate.bitsPerSecond / 8 / (flow.meanFrame + Double(FrameLayout.wireOverhead))
  }

  /// Frames of a flow per second that are tried at most where the path has no link: 100 Gbit/s of
  /// them.
  public static func mostFrames(of flow: Flow) -> Double { frames(of: flow, at: unlinked) }

  /// Frames of a flow per second at a rate of UDP payload.
  public static func frames(of flow: Flow, payload rate: BitRate) -> Double {
    rate.bitsPerSecond / 8 / flow.meanPayload
  }
}

extension Scenario {
  /// Frames of a flow per second that the narrowest link of its path carries; nil for a path
  /// without one.
  public func lineRate(of flow: Flow) -> Double? {
    guard let path = try? path(from: flow.source, to: flow.destination) else { return nil }
    let hosts = Set(path.map(\.place.host))
    let narrowest = links.filter { $0.ends.allSatisfy { hosts.contains($0.host) } }
      .min { $0.rate.bitsPerSecond < $1.rate.bitsPerSecond }
    return narrowest.map { FlowRates.frames(of: flow, at: $0.rate) }
  }
}
