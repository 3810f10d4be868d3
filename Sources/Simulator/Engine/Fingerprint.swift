/// A hash of a run's trajectory of events, to notice that a change of the code changed what
/// happens.
///
/// FNV-1a over whole 64-bit words instead of bytes: good enough to tell trajectories apart, and two
/// multiplications per event.
struct Fingerprint: Hashable, Sendable {
  /// The hash so far.
  private(set) var value: UInt64 = 0xcbf2_9ce4_8422_2325

  /// Takes in one event.
  @inline(__always)
  mutating func add(time: Int64, kind: UInt32, index: UInt32) {
    value = (value ^ UInt64(bitPattern: time)) &* 0x100_0000_01b3
    value = (value ^ (UInt64(kind) << 32 | UInt64(index))) &* 0x100_0000_01b3
    // The product carries differences upwards only; this brings them back down.
    value ^= value >> 29
  }
}
