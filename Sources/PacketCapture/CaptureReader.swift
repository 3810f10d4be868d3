internal import CPcap

/// A frame of a capture; valid until the next is read.
public struct CapturedFrame {
  /// What was captured of it, from the Ethernet header on.
  public let bytes: UnsafeRawBufferPointer
  /// The octets that it had.
  public let originalLength: Int
  /// When it was captured: nanoseconds since 1970.
  public let nanoseconds: UInt64
}

/// A capture file of Ethernet frames, in any format that libpcap reads: pcap and pcapng.
public struct CaptureReader: ~Copyable {
  private let handle: OpaquePointer
  private let path: String
  /// Packets read so far.
  public private(set) var count = 0

  /// Opens a file.
  ///
  /// - Throws: `CaptureError`: not there, not a capture, or not of Ethernet.
  public init(_ path: String) throws(CaptureError) {
    var text = [CChar](repeating: 0, count: Int(PCAP_ERRBUF_SIZE))
    let opened = pcap_open_offline_with_tstamp_precision(
      path, UInt32(PCAP_TSTAMP_PRECISION_NANO), &text)
    guard let opened else {
      throw .unreadable(file: path, reason: text.message(without: path))
    }
    let type = pcap_datalink(opened)
    guard type == DLT_EN10MB else {
      pcap_close(opened)
      let name = pcap_datalink_val_to_name(type).map { String(cString: $0) }
      throw .linkType(file: path, name: name ?? "of link type \(type)")
    }
    handle = opened
    self.path = path
  }

  deinit { pcap_close(handle) }

  /// The next frame; nil at the end.
  ///
  /// - Throws: `CaptureError.damaged` where the file ends within a packet or makes no sense.
  public mutating func next() throws(CaptureError) -> CapturedFrame? {
    var header: UnsafeMutablePointer<pcap_pkthdr>?
    var data: UnsafePointer<UInt8>?
    let result = pcap_next_ex(handle, &header, &data)
    if result == PCAP_ERROR_BREAK { return nil }
    guard result == 1, let header, let data else {
      throw .damaged(
        file: path, packet: count, reason: String(cString: pcap_geterr(handle)))
    }
    count += 1
    let time = header.pointee.ts
    return CapturedFrame(
      bytes: UnsafeRawBufferPointer(start: data, count: Int(header.pointee.caplen)),
      originalLength: Int(header.pointee.len),
      // With this precision the field of microseconds holds nanoseconds.
      nanoseconds: UInt64(clamping: time.tv_sec) &* 1_000_000_000 &+ UInt64(clamping: time.tv_usec))
  }
}

extension [CChar] {
  /// libpcap's message, which begins with the file's name.
  func message(without path: String) -> String {
    let bytes = prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }
    let text = String(decoding: bytes, as: UTF8.self)
    let prefix = path + ": "
    return text.hasPrefix(prefix) ? String(text.dropFirst(prefix.count)) : text
  }
}
