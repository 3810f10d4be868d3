import Model

/// Packets of 64 bytes in memory and a router with a full table for them.
final class BenchmarkPackets {
  /// A frame of 64 bytes has 60 without its check sequence.
  private static let length = Wire.shortestFrame
  private static let cell = 128

  private var forwarder: Forwarder
  private let memory: UnsafeMutableRawPointer
  private let pristine: UnsafeMutableRawPointer
  private let slots: UnsafeMutableBufferPointer<PacketSlot>

  /// 64 neighbours on two interfaces, and a route by one of them for every prefix of `table`.
  init(
    table: [Route<IPv4Address, UInt16>], destinations: [UInt32]
  ) throws(RouterConfigurationError) {
    var configuration = RouterConfiguration(interfaces: [])
    for index in 0..<2 {
      // Networks of documentation (RFC 5737) for the router's own links.
      let own = IPv4Address(bits: index == 0 ? 0xc000_0201 : 0xcb00_7101)
      configuration.interfaces.append(
        RouterInterface(
          name: "port \(index)", port: index,
          mac: MACAddress(bits: 0x0200_0000_0001 + UInt64(index)),
          ipv4: Prefix(own, length: 24).map { [AttachedAddress(own, network: $0)] } ?? []))
      configuration.neighboursIPv4 += (0..<32).map { number in
        Neighbour(
          IPv4Address(bits: own.bits + 1 + UInt32(number)),
          mac: MACAddress(bits: 0x0200_0001_0000 + UInt64(index * 32 + number)), interface: index)
      }
    }
    configuration.routesIPv4 = table.map { route in
      let neighbour = configuration.neighboursIPv4[Int(route.nextHop - 1) % 64]
      return Route(route.prefix, nextHop: .via(neighbour.address, interface: neighbour.interface))
    }
    forwarder = try Forwarder(configuration)
    // What is on the router's own links, or link-local, goes to no route of the table.
    let destinations = destinations.filter { destination in
      ![0xc000_0200, 0xcb00_7100].contains(destination & 0xffff_ff00)
        && destination >> 16 != 0xa9fe
    }
    let bytes = destinations.count * Self.cell
    memory = .allocate(byteCount: bytes, alignment: 64)
    pristine = .allocate(byteCount: bytes, alignment: 64)
    pristine.initializeMemory(as: UInt8.self, repeating: 0, count: bytes)
    slots = .allocate(capacity: destinations.count)
    for (index, destination) in destinations.enumerated() {
      Self.write(destination, into: pristine + index * Self.cell)
    }
    restore()
  }

  deinit {
    memory.deallocate()
    pristine.deallocate()
    slots.deallocate()
  }

  /// A UDP packet from a neighbour's network to `destination`.
  private static func write(_ destination: UInt32, into frame: UnsafeMutableRawPointer) {
    frame.put(UInt64(0x0200_0000_0001) << 16 | 0x0200, at: 0)
    frame.put(UInt32(0x0001_0000), at: 8)
    frame.put(Wire.typeIPv4, at: 12)
    let packet = frame + Wire.ethernetHeader
    packet.put(UInt16(0x4500), at: 0)
    packet.put(UInt16(length - Wire.ethernetHeader), at: 2)
    packet.put(UInt16(0x4011), at: 8)
    packet.put(UInt32(0xc000_0202), at: 12)
    packet.put(destination, at: 16)
    let sum = HeaderChecksum.checksum(packet, count: Wire.ipv4Header)
    packet.storeBytes(of: sum, toByteOffset: 10, as: UInt16.self)
  }

  /// Puts all packets back as they came.
  private func restore() {
    memory.copyMemory(from: pristine, byteCount: slots.count * Self.cell)
    for index in slots.indices {
      slots.initializeElement(
        at: index,
        to: PacketSlot(frame: memory + index * Self.cell, length: Self.length, ingress: 0))
    }
  }

  /// Forwards all packets so many times, and checks the last pass.
  func measure(
    _ task: ForwardingBenchmark.Task, passes: Int, _ report: inout ForwardingBenchmark.Report
  ) {
    var time: UInt64 = 0
    for _ in 0..<passes {
      restore()
      let start = ForwardingBenchmark.cpuTime()
      forwarder.forward(slots)
      time += ForwardingBenchmark.cpuTime() - start
    }
    report.nanoseconds[task, default: []].append(Double(time) / Double(passes * slots.count))
    for slot in slots {
      let packet = UnsafeRawPointer(slot.frame) + Wire.ethernetHeader
      report.checked += 1
      let isRight =
        slot.outcome == .forwarded && packet.octet(8) == 63
        && HeaderChecksum.isValid(packet, count: Wire.ipv4Header)
      if !isRight { report.wrong += 1 }
    }
  }
}
