public import Model

/// What a sender of TCP streams is to do.
public struct ElasticSettings: Hashable, Sendable {
  /// The receiver's address.
  public var address: IPv4Address
  /// The receiver's TCP port.
  public var port: UInt16 = 5202
  /// Connections at the same time: 1 to 128.
  public var streams = 1
  /// How long to send, in nanoseconds.
  public var nanoseconds: UInt64 = 1_000_000_000
  /// How often to take note of what was acknowledged, in nanoseconds.
  public var interval: UInt64 = 1_000_000_000
  /// What is written with one system call, in bytes: 1 to 64 MiB.
  public var writeBytes = 128 << 10
  /// The socket's buffers in bytes; nil lets the kernel adjust them.
  public var window: Int?
  /// How long a connection may take to come about, or stand still, in seconds: 1 to 3600.
  public var patience = 5
  /// The network namespace to connect from; nil for the process's own.
  public var namespace: String?
  /// How the sender is set beyond that.
  public var options = StreamOptions()

  /// One stream to that address for a second.
  public init(address: IPv4Address) { self.address = address }

  /// Refuses what cannot be done.
  ///
  /// - Throws: `TrafficError.setting`, which says what to write instead.
  public func validate() throws(TrafficError) {
    guard (1...128).contains(streams) else {
      throw .setting("\(streams) streams; it must be from 1 to 128")
    }
    guard (1...86_400_000_000_000).contains(nanoseconds) else {
      throw .setting("a duration of \(nanoseconds) ns; it must be more than 0 s and at most 24 h")
    }
    guard (1...3600).contains(patience) else {
      throw .setting("a patience of \(patience) s; it must be from 1 s to 3600 s")
    }
    guard interval >= 1_000_000, nanoseconds / interval <= 100_000 else {
      throw .setting(
        "an interval of \(interval) ns; it must be at least 1 ms and leave at most 100000 of them")
    }
    guard (1...64 << 20).contains(writeBytes) else {
      throw .setting("writes of \(writeBytes) B; it must be from 1 B to 64 MiB")
    }
    guard window.map({ (1024...1 << 30).contains($0) }) ?? true else {
      throw .setting("a window of \(window ?? 0) B; it must be from 1 KiB to 1 GiB")
    }
    try options.validate()
  }
}
