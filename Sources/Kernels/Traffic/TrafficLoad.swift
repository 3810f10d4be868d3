public import Model

/// What a generator is to send.
public struct TrafficLoad: Hashable, Sendable {
  /// How much.
  public enum Rate: Hashable, Sendable {
    /// So many frames per second.
    case packets(PacketRate)
    /// So many bits per second of the data link layer: frames with their CRC, without gaps.
    case bits(BitRate)
    /// As much as the machine can.
    case saturation
  }

  /// The times between frames.
  public enum Arrivals: String, Hashable, Sendable, CaseIterable {
    /// All the same.
    case constant
    /// Exponential.
    case poisson
    /// All the same during bursts, and no frames between them: `burstTime` and `pauseTime`.
    case onOff = "on-off"
  }

  /// How much; of on–off arrivals, how much during a burst.
  public var rate: Rate
  /// The times between frames.
  public var arrivals = Arrivals.constant
  /// The mean length of a burst of on–off arrivals, exponentially distributed: 1 ns to 1000 s.
  public var burstTime = SimTime(seconds: 0.01)
  /// The mean time between two bursts of on–off arrivals, exponentially distributed: as
  /// `burstTime`.
  public var pauseTime = SimTime(seconds: 0.01)
  /// The sizes of the frames.
  public var mix: FrameMix
  /// How long; frames whose time is later are not sent.
  public var duration: SimTime
  /// The most frames to send, at most 2^31; nil for no limit beside the duration.
  public var packets: Int?
  /// The most frames that are handed to the interface at once: 1 to 1024.
  public var burst = 32
  /// The flows that frames belong to in turn, each with its own destination address: 1 to 4096.
  public var flows = 1
  /// The frames of a flow, and of one size, in a row before the next flow's: a packet train (Jain
  /// and Routhier, IEEE JSAC 4(6), 1986): 1 to 1024.
  public var train = 1
  /// The number that the times of Poisson arrivals derive from.
  public var seed: UInt64 = 1
  /// The number of the stream, by which a receiver knows its frames.
  public var stream: UInt16 = 1
  /// The addresses in the frames.
  public var addresses = TrafficAddresses()

  /// A load of that rate, those sizes and that duration; the rest can be set.
  public init(rate: Rate, mix: FrameMix, duration: SimTime) {
    self.rate = rate
    self.mix = mix
    self.duration = duration
  }

  /// Frames per second, of on–off arrivals during a burst; nil for saturation.
  public var packetsPerSecond: Double? {
    switch rate {
    case .packets(let rate): return rate.packetsPerSecond
    case .bits(let rate): return mix.packetsPerSecond(bitsPerSecond: rate.bitsPerSecond)
    case .saturation: return nil
    }
  }

  /// Refuses what cannot be generated, for an interface that carries frames of so many bytes.
  ///
  /// - Throws: `TrafficError.setting`, which says what to write instead.
  public func validate(largestFrame: Int) throws(TrafficError) {
    if let rate = packetsPerSecond, !(rate.isFinite && rate >= 0.001 && rate <= 1e9) {
      throw .setting(
        "a rate of \(rate) packet/s; it must be from 0.001 packet/s to 1000 Mpacket/s")
    }
    guard duration > .zero, duration.seconds <= 86_400 else {
      throw .setting("a duration of \(duration); it must be more than 0 s and at most 24 h")
    }
    if arrivals == .onOff {
      for time in [burstTime, pauseTime] where !(1e-9...1000).contains(time.seconds) {
        throw .setting("a mean burst or pause of \(time); it must be from 1 ns to 1000 s")
      }
      guard packetsPerSecond != nil else {
        throw .setting("on-off arrivals as fast as it goes; give the rate during a burst")
      }
    }
    guard packets.map({ (1...1 << 31).contains($0) }) ?? true else {
      throw .setting("\(packets ?? 0) packets; it must be from 1 to 2147483648")
    }
    guard (1...1024).contains(burst) else {
      throw .setting("a burst of \(burst) frames; it must be from 1 to 1024")
    }
    guard (1...4096).contains(flows) else {
      throw .setting("\(flows) flows; it must be from 1 to 4096")
    }
    guard (1...1024).contains(train) else {
      throw .setting("a train of \(train) frames; it must be from 1 to 1024")
    }
    try mix.validate(largestFrame: largestFrame)
  }
}
