import Model

/// A capture file of simulated frames, as tshark and Wireshark read it (pcap, Ethernet, times in
/// nanoseconds).
///
/// Frames have valid headers and checksums, user data of zeros, and addresses of the scenario;
/// there are no handshakes, because none is simulated. Of long frames only the headers are kept, so
/// that a frame takes at most 144 bytes of the file.
public struct CaptureFile: Sendable {
  /// Bytes of a frame that are kept.
  static let snapLength = 128
  /// Marks a file with times in nanoseconds.
  private static let magic: UInt32 = 0xa1b2_3c4d
  /// Ethernet, in libpcap's list of link types.
  private static let linkType: UInt32 = 1

  private let headers: FrameHeaders

  /// A file for frames of `scenario`.
  public init(scenario: Scenario) { headers = FrameHeaders(scenario: scenario) }

  /// The bytes of the file. Frames of workloads that are no flows of the scenario are left out.
  public func bytes(of frames: [PassingFrame]) -> [UInt8] {
    var bytes: [UInt8] = []
    bytes.reserveCapacity(24 + frames.count * (16 + Self.snapLength))
    bytes.append(littleEndian: Self.magic)
    bytes.append(littleEndian: 2 as UInt16)
    bytes.append(littleEndian: 4 as UInt16)
    // Time zone and accuracy, which nobody uses.
    bytes.append(littleEndian: 0 as UInt64)
    bytes.append(littleEndian: UInt32(Self.snapLength))
    bytes.append(littleEndian: Self.linkType)
    for frame in frames {
      guard let header = headers.bytes(of: frame) else { continue }
      let length = frame.bytes - FrameHeaders.checkSequence
      let nanoseconds = frame.time.picoseconds / 1_000
      let kept = min(length, Self.snapLength)
      bytes.append(littleEndian: UInt32(nanoseconds / 1_000_000_000))
      bytes.append(littleEndian: UInt32(nanoseconds % 1_000_000_000))
      bytes.append(littleEndian: UInt32(kept))
      bytes.append(littleEndian: UInt32(length))
      bytes += header.prefix(kept)
      bytes += repeatElement(0, count: max(kept - header.count, 0))
    }
    return bytes
  }
}

extension [UInt8] {
  /// Appends a number, least significant byte first.
  fileprivate mutating func append(littleEndian value: some FixedWidthInteger) {
    for shift in stride(from: 0, to: value.bitWidth, by: 8) {
      append(UInt8(truncatingIfNeeded: value >> shift))
    }
  }
}
