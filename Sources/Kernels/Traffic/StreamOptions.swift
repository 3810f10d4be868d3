/// How a TCP sender is set beyond its window.
public struct StreamOptions: Hashable, Sendable {
  /// What it keeps until it is acknowledged at most, in bytes: 1 KiB to 1 GiB; nil for the
  /// window's, or else for as much as the kernel finds fit.
  public var sendBuffer: Int?
  /// The congestion control, as the kernel names it, such as `reno` or `cubic`; nil for the
  /// kernel's own choice.
  public var congestionControl: String?
  /// The greatest segment in bytes that is announced and sent, options included: 88 to 32767; nil
  /// for what the interface carries.
  public var segment: Int?

  /// As the kernel has it.
  public init() {}

  /// Refuses what cannot be done.
  ///
  /// - Throws: `TrafficError.setting`, which says what to write instead.
  func validate() throws(TrafficError) {
    if let sendBuffer, !(1024...1 << 30).contains(sendBuffer) {
      throw .setting("a send buffer of \(sendBuffer) B; it must be from 1 KiB to 1 GiB")
    }
    // What Linux takes (tcp(7): TCP_MAXSEG).
    if let segment, !(88...32_767).contains(segment) {
      throw .setting("segments of \(segment) B; they must have from 88 to 32767")
    }
    if let name = congestionControl, !(1...15).contains(name.utf8.count) {
      throw .setting(
        "a congestion control \"\(name)\"; write one of "
          + "/proc/sys/net/ipv4/tcp_available_congestion_control")
    }
  }
}
