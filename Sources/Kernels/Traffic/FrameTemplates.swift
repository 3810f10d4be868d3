/// The frames of a load without sequence number and time, ready to be copied and completed.
///
/// A frame is an Ethernet, an IPv4 and a UDP header (RFC 894, 791, 768), a `TrafficPayload` and
/// zeros. Only 20 bytes of the payload differ between the frames of a template, and their sum is
/// added to the template's, so the checksum costs the same for every size. Identifications count
/// the frames of a flow, as those of a Linux socket do.
struct FrameTemplates: ~Copyable {
  /// Bytes of the headers, and with the payload: all that is ever written of a frame.
  static let headerBytes = 42
  static let writtenBytes = headerBytes + TrafficPayload.byteCount
  /// The places of a template's sum and frame length, behind its bytes.
  private static let sumPlace = 64
  private static let lengthPlace = 72
  /// The places of its IPv4 header's sum without the identification, and of its flow's number.
  private static let headerSumPlace = 80
  private static let flowPlace = 88
  private static let stride = 128

  private let memory: UnsafeMutableRawPointer
  /// The next identification of each flow.
  private let identifications: UnsafeMutablePointer<UInt16>
  /// The number of templates: the least common pattern of sizes and flows.
  let count: Int

  /// How often the end of a stream is announced, in case an announcement is lost.
  private static let endMarks = 3

  /// The templates of so many flows in the order in which they are sent: those of one flow have the
  /// order of `sizes`, in bytes with the CRC.
  init(sizes: [Int], flows: Int, addresses: TrafficAddresses) {
    // As many as it takes until both the sizes and the flows are back at their beginning.
    var divisor = (sizes.count, flows)
    while divisor.1 != 0 { divisor = (divisor.1, divisor.0 % divisor.1) }
    count = sizes.count * flows / divisor.0
    memory = .allocate(byteCount: count * Self.stride, alignment: 64)
    identifications = .allocate(capacity: flows)
    identifications.initialize(repeating: 0, count: flows)
    for index in 0..<count {
      Self.build(
        at: memory + index * Self.stride, size: sizes[index % sizes.count], flow: index % flows,
        addresses)
    }
  }

  deinit {
    memory.deallocate()
    identifications.deallocate()
  }

  /// Writes the frame of that template with that sequence number and time.
  ///
  /// - Parameter slot: `writtenBytes` bytes, and behind them zeros up to the frame's length.
  /// - Returns: The frame's length without the CRC.
  @inline(__always)
  func write(
    _ index: Int, _ payload: TrafficPayload, to slot: UnsafeMutableRawPointer
  ) -> Int {
    let template = memory + index * Self.stride
    slot.copyMemory(from: template, byteCount: Self.headerBytes)
    let flow = identifications + template.load(fromByteOffset: Self.flowPlace, as: Int.self)
    let identification = flow.pointee
    flow.pointee = identification &+ 1
    let headerSum =
      template.load(fromByteOffset: Self.headerSumPlace, as: UInt64.self) + UInt64(identification)
    slot.storeBytes(of: identification.bigEndian, toByteOffset: 18, as: UInt16.self)
    slot.storeBytes(
      of: InternetChecksum.field(headerSum).bigEndian, toByteOffset: 24, as: UInt16.self)
    let sum =
      template.load(fromByteOffset: Self.sumPlace, as: UInt64.self)
      + payload.write(to: slot + Self.headerBytes)
    let field = InternetChecksum.field(sum)
    // Zero would say that there is no checksum; in ones' complement 0xFFFF is the same number.
    slot.storeBytes(
      of: (field == 0 ? 0xFFFF : field).bigEndian, toByteOffset: 40, as: UInt16.self)
    return template.load(fromByteOffset: Self.lengthPlace, as: Int.self)
  }

  /// Tells a receiver on `port` that the stream ends after `sent` frames.
  func announceEnd<Port: FrameTransmitter & ~Copyable>(
    stream: UInt16, sent: Int, at clock: some TrafficClock, on port: inout Port
  ) throws(PacketRingError) {
    for _ in 0..<Self.endMarks {
      guard let slot = port.reserve() else { return }
      let payload = TrafficPayload(
        mark: .end, stream: stream, sequence: UInt32(truncatingIfNeeded: sent),
        nanoseconds: clock.realtime())
      port.commit(count: write(0, payload, to: slot))
      _ = try port.flush()
      _ = try port.drain(milliseconds: 10)
    }
  }

  private static func build(
    at place: UnsafeMutableRawPointer, size: Int, flow: Int, _ addresses: TrafficAddresses
  ) {
    let length = size - Ethernet.checkBytes
    place.initializeMemory(as: UInt8.self, repeating: 0, count: stride)
    func store(_ value: some FixedWidthInteger, _ offset: Int) {
      place.storeBytes(of: value.bigEndian, toByteOffset: offset, as: type(of: value))
    }
    for (offset, octet) in (addresses.destinationStation + addresses.sourceStation).enumerated() {
      place.storeBytes(of: octet, toByteOffset: offset, as: UInt8.self)
    }
    store(UInt16(0x0800), 12)
    // IPv4: version and header length, total length, do not fragment.
    store(UInt16(0x4500), 14)
    store(UInt16(length - Ethernet.headerBytes), 16)
    store(UInt16(0x4000), 20)
    store(UInt16(addresses.timeToLive) << 8 | 17, 22)
    store(addresses.source.bits, 26)
    store(addresses.destination.bits &+ UInt32(flow), 30)
    let headerSum = InternetChecksum.sum(place + 14, count: 20)
    place.storeBytes(of: headerSum, toByteOffset: headerSumPlace, as: UInt64.self)
    place.storeBytes(of: flow, toByteOffset: flowPlace, as: Int.self)
    // UDP, and its pseudo-header in the sum: addresses, protocol and length.
    let segment = UInt16(length - Ethernet.headerBytes - 20)
    store(addresses.sourcePort, 34)
    store(addresses.destinationPort, 36)
    store(segment, 38)
    let sum =
      InternetChecksum.sum(place + 26, count: 8) + 17 + UInt64(segment)
      + InternetChecksum.sum(place + 34, count: 8)
    place.storeBytes(of: sum, toByteOffset: sumPlace, as: UInt64.self)
    place.storeBytes(of: length, toByteOffset: lengthPlace, as: Int.self)
  }
}
