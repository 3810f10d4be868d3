internal import CPcap

#if canImport(Glibc)
  import Glibc
#endif

/// A capture file of Ethernet frames with times in nanoseconds; there whole or not at all.
public struct CaptureWriter: ~Copyable {
  private let handle: OpaquePointer
  private let dumper: OpaquePointer
  private let path: String
  private let partial: String

  /// The longest frame that a capture holds, libpcap's own limit for Ethernet.
  public static let longestFrame = 262_144

  /// The name that a capture has while this process writes it.
  public static func partialName(of path: String) -> String { "\(path).\(getpid()).partial" }

  /// Begins a file, under a name of its own until `finish`.
  ///
  /// - Throws: `CaptureError.unwritable`.
  public init(_ path: String) throws(CaptureError) {
    let partial = Self.partialName(of: path)
    let opened = pcap_open_dead_with_tstamp_precision(
      DLT_EN10MB, Int32(Self.longestFrame), UInt32(PCAP_TSTAMP_PRECISION_NANO))
    guard let opened else { throw .unwritable(file: path, reason: "out of memory") }
    guard let dumper = pcap_dump_open(opened, partial) else {
      let reason = String(cString: pcap_geterr(opened))
      pcap_close(opened)
      throw .unwritable(file: path, reason: reason)
    }
    handle = opened
    self.dumper = dumper
    self.path = path
    self.partial = partial
  }

  /// Appends a frame.
  public mutating func write(_ frame: UnsafeRawBufferPointer, nanoseconds: UInt64) {
    var header = pcap_pkthdr()
    header.ts.tv_sec = Int(nanoseconds / 1_000_000_000)
    header.ts.tv_usec = Int(nanoseconds % 1_000_000_000)
    header.caplen = UInt32(frame.count)
    header.len = UInt32(frame.count)
    pcap_dump(
      UnsafeMutablePointer<UInt8>(dumper), &header,
      frame.baseAddress?.assumingMemoryBound(to: UInt8.self))
  }

  /// Ends the file and gives it its name.
  ///
  /// - Throws: `CaptureError.unwritable`, as on a full disk; no file is left then.
  public consuming func finish() throws(CaptureError) {
    let isFlushed = pcap_dump_flush(dumper) == 0
    let isRenamed = isFlushed && rename(partial, path) == 0
    guard isRenamed else { throw .unwritable(file: path, reason: String(cString: strerror(errno))) }
  }

  deinit {
    pcap_dump_close(dumper)
    pcap_close(handle)
    // After `finish` there is no such file any more.
    unlink(partial)
  }
}
