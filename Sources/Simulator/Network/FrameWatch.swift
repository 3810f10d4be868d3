/// The packets that pass certain steps of their paths, in the order in which they do; at most so
/// many of the first.
struct FrameWatch: Sendable {
  /// Which moments of a step are watched.
  struct Moments: OptionSet, Sendable {
    let rawValue: UInt8
    /// A stage takes a packet out of its queue, or a wire begins to send it.
    static let begin = Moments(rawValue: 1)
    /// A stage has served a packet, or it arrives at the far end of a wire.
    static let end = Moments(rawValue: 2)
  }

  /// A packet and the time at which it was seen, in picoseconds.
  struct Sighting: Sendable {
    var time: Int64
    var packet: Packet
  }

  /// The moments of each step that are watched.
  let moments: [Moments]
  private let limit: Int
  private(set) var sightings: [Sighting] = []
  /// Packets that passed when there was no more room.
  private(set) var missed = 0

  /// A watch that has seen nothing and has room for `limit` packets.
  init(moments: [Moments], limit: Int) {
    self.moments = moments
    self.limit = limit
  }

  /// Notes a packet if this moment of its step is watched.
  mutating func note(_ packet: Packet, _ moment: Moments, at time: Int64) {
    guard moments[Int(packet.step)].contains(moment) else { return }
    if sightings.count < limit {
      sightings.append(Sighting(time: time, packet: packet))
    } else {
      missed += 1
    }
  }
}

extension NetworkRun {
  /// Notes a packet where a watch is kept.
  @inline(__always)
  mutating func note(_ packet: Packet, _ moment: FrameWatch.Moments, at time: Int64) {
    if isWatched { watch?.note(packet, moment, at: time) }
  }

  /// Keeps a watch, for which every step needs its events. Call it before the run begins.
  mutating func keep(_ watch: FrameWatch) {
    self.watch = watch
    isWatched = true
    elidesEvents = false
  }
}
