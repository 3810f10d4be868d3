import Model

/// The headers of simulated frames: Ethernet, IPv4, and UDP or TCP.
struct FrameHeaders: Sendable {
  /// Bytes of the frame check sequence, which captures leave out.
  static let checkSequence = 4
  private static let ethernet = 14
  private static let ipv4 = 20
  private static let udp = 8
  /// With the timestamp option and two bytes of padding.
  private static let tcp = 32
  /// A flow's ends.
  private struct Ends {
    var addresses: FlowAddresses
    /// Bytes of user data in a TCP segment.
    var segment: Int
  }

  private let ends: [Workload.ID: Ends]

  /// Headers for the flows of `scenario`.
  init(scenario: Scenario) {
    var ends: [Workload.ID: Ends] = [:]
    let places = ScenarioIndex(scenario)
    for (index, workload) in scenario.workloads.enumerated() {
      guard case .flow(let flow) = workload.kind,
        let addresses = places.flowAddresses(at: index)
      else { continue }
      let overhead = Self.ethernet + Self.ipv4 + Self.tcp + Self.checkSequence
      ends[workload.id] = Ends(
        addresses: addresses, segment: Int(flow.frame.bytes) - overhead)
    }
    self.ends = ends
  }

  /// The headers of a frame; nil if its workload is no flow of the scenario.
  func bytes(of frame: PassingFrame) -> [UInt8]? {
    guard let ends = ends[frame.workload] else { return nil }
    let payload = frame.bytes - Self.checkSequence - Self.ethernet
    let addresses = ends.addresses
    let source: End = (addresses.source, addresses.sourcePort)
    let destination: End = (addresses.destination, addresses.destinationPort)
    func client(_ number: Int) -> End { (addresses.source, FlowAddresses.dynamicPort(number)) }
    switch frame.content {
    case .datagram(let number):
      return datagram(from: source, to: destination, payload, number: number)
    case .request(let number):
      return datagram(from: client(number), to: destination, payload, number: Int64(number))
    case .answer(let number, let part):
      return datagram(from: destination, to: client(number), payload, number: Int64(part))
    case .segment(let number):
      return segment(
        from: source, to: destination, sequence: number * Int64(ends.segment) + 1,
        acknowledgement: 1, data: ends.segment, time: frame.time)
    case .acknowledgement(let expected):
      return segment(
        from: destination, to: source, sequence: 1,
        acknowledgement: expected * Int64(ends.segment) + 1, data: 0, time: frame.time)
    }
  }

  private typealias End = (address: IPv4Address, port: UInt16)

  private func datagram(
    from source: End, to destination: End, _ length: Int, number: Int64
  ) -> [UInt8] {
    var bytes = network(
      source.address, destination.address, protocol: 17, length: length,
      number: UInt16(truncatingIfNeeded: number))
    bytes.append(bigEndian: source.port)
    bytes.append(bigEndian: destination.port)
    bytes.append(bigEndian: UInt16(truncatingIfNeeded: length - Self.ipv4))
    // No checksum, which UDP over IPv4 allows (RFC 768).
    bytes.append(bigEndian: 0 as UInt16)
    return bytes
  }

  private func segment(
    from source: End, to destination: End, sequence: Int64, acknowledgement: Int64, data: Int,
    time: SimTime
  ) -> [UInt8] {
    var tcp: [UInt8] = []
    tcp.append(bigEndian: source.port)
    tcp.append(bigEndian: destination.port)
    tcp.append(bigEndian: UInt32(truncatingIfNeeded: sequence))
    tcp.append(bigEndian: UInt32(truncatingIfNeeded: acknowledgement))
    // Eight words of header; PSH for data, and ACK.
    tcp += [0x80, data > 0 ? 0x18 : 0x10, 0xff, 0xff, 0, 0, 0, 0]
    // Two no-operations and a timestamp in milliseconds (RFC 7323).
    tcp += [1, 1, 8, 10]
    tcp.append(bigEndian: UInt32(truncatingIfNeeded: time.picoseconds / 1_000_000_000))
    tcp.append(bigEndian: 0 as UInt32)
    // The sum of the pseudo-header, the header, and data of zeros.
    var pseudo: [UInt8] = []
    pseudo.append(bigEndian: source.address.bits)
    pseudo.append(bigEndian: destination.address.bits)
    pseudo.append(bigEndian: 6 as UInt16)
    pseudo.append(bigEndian: UInt16(truncatingIfNeeded: Self.tcp + data))
    tcp.set(checksum: (pseudo + tcp).checksum, at: 16)
    return network(
      source.address, destination.address, protocol: 6, length: Self.ipv4 + Self.tcp + data,
      number: UInt16(truncatingIfNeeded: sequence)) + tcp
  }

  /// Ethernet's and IPv4's headers. The stations' addresses are made of the machines' (locally
  /// administered).
  private func network(
    _ source: IPv4Address, _ destination: IPv4Address, protocol number: UInt8, length: Int,
    number identification: UInt16
  ) -> [UInt8] {
    var ethernet: [UInt8] = []
    for address in [destination, source] {
      ethernet += [2, 0]
      ethernet.append(bigEndian: address.bits)
    }
    ethernet += [0x08, 0x00]
    var header: [UInt8] = [0x45, 0]
    header.append(bigEndian: UInt16(truncatingIfNeeded: length))
    header.append(bigEndian: identification)
    header += [0, 0, 64, number, 0, 0]
    header.append(bigEndian: source.bits)
    header.append(bigEndian: destination.bits)
    header.set(checksum: header.checksum, at: 10)
    return ethernet + header
  }
}

extension [UInt8] {
  /// Appends a number, most significant byte first.
  fileprivate mutating func append(bigEndian value: some FixedWidthInteger) {
    for shift in stride(from: value.bitWidth - 8, through: 0, by: -8) {
      append(UInt8(truncatingIfNeeded: value >> shift))
    }
  }

  /// The Internet checksum of an even number of bytes (RFC 1071).
  fileprivate var checksum: UInt16 {
    var sum: UInt32 = 0
    for index in stride(from: 0, to: count, by: 2) {
      sum += UInt32(self[index]) << 8 | UInt32(self[index + 1])
    }
    while sum > 0xffff { sum = sum & 0xffff + sum >> 16 }
    return ~UInt16(sum)
  }

  fileprivate mutating func set(checksum: UInt16, at index: Int) {
    self[index] = UInt8(checksum >> 8)
    self[index + 1] = UInt8(checksum & 0xff)
  }
}
