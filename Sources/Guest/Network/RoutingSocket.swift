import CInit
import Console

#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#endif

/// A socket to the kernel's network configuration, of the process's network namespace.
final class RoutingSocket {
  /// An address of IPv4 or IPv6, in the order of transmission.
  struct Address {
    let octets: [UInt8]

    /// Reads an address; nil if it is none.
    init?(_ text: some StringProtocol) {
      var octets = [UInt8](repeating: 0, count: 16)
      let family = text.contains(":") ? AF_INET6 : AF_INET
      guard inet_pton(family, String(text), &octets) == 1 else { return nil }
      self.octets = family == AF_INET6 ? octets : Array(octets.prefix(4))
    }

    var family: UInt8 { UInt8(octets.count == 4 ? AF_INET : AF_INET6) }
    var bits: Int { 8 * octets.count }
  }

  private let descriptor: Int32
  private var sequence: UInt32 = 0

  /// Linux's numbers of attributes and values.
  private enum Number {
    static let error: UInt16 = 2
    static let done: UInt16 = 3
    static let up: UInt32 = 1
    static let linkMTU: UInt16 = 4
    static let address: UInt16 = 1
    static let localAddress: UInt16 = 2
    static let noDuplicateDetection: UInt8 = 2
    static let destination: UInt16 = 1
    static let outputInterface: UInt16 = 4
    static let gateway: UInt16 = 5
    static let mainTable: UInt8 = 254
    static let staticRoute: UInt8 = 4
    static let linkScope: UInt8 = 253
    static let unicast: UInt8 = 1
    static let neighbourAddress: UInt16 = 2
    static let permanent: UInt16 = 0x80
  }

  /// - Throws: `ByteChannel.Failure`.
  init() throws(ByteChannel.Failure) {
    descriptor = hypertwin_netlink_socket()
    guard descriptor >= 0 else {
      throw ByteChannel.Failure("cannot open a routing socket", code: errno)
    }
  }

  deinit { close(descriptor) }

  /// All interfaces, in the order of their index.
  func links() throws(ByteChannel.Failure) -> [NetworkLink] {
    let bodies = try exchange("list the interfaces") {
      NetlinkMessage(.getLink, sequence: $0, [UInt8](repeating: 0, count: 16))
    }
    return bodies.compactMap { NetworkLink($0) }.sorted { $0.index < $1.index }
  }

  /// Sets an interface up or down, and its MTU.
  func setLink(
    _ index: Int32, isUp: Bool, mtu: Int?, _ what: String
  ) throws(ByteChannel.Failure) {
    _ = try exchange(what) { sequence in
      var message = NetlinkMessage(
        .newLink, sequence: sequence,
        [0, 0, 0, 0] + NetlinkMessage.octets(index)
          + NetlinkMessage.octets(isUp ? Number.up : 0) + NetlinkMessage.octets(Number.up))
      if let mtu { message.add(Number.linkMTU, NetlinkMessage.octets(UInt32(clamping: mtu))) }
      return message
    }
  }

  /// Gives an interface an address.
  func addAddress(
    _ address: Address, length: Int, to index: Int32, _ what: String
  ) throws(ByteChannel.Failure) {
    _ = try exchange(what) { sequence in
      // Nobody else can have the address, so that nobody is asked (which would take a second).
      var message = NetlinkMessage(
        .newAddress, sequence: sequence,
        [address.family, UInt8(clamping: length), Number.noDuplicateDetection, 0]
          + NetlinkMessage.octets(index))
      message.add(Number.localAddress, address.octets)
      message.add(Number.address, address.octets)
      return message
    }
  }

  /// Adds a route, or replaces the one to the same destinations.
  func addRoute(
    _ destination: Address, length: Int, via gateway: Address?, interface: Int32?, _ what: String
  ) throws(ByteChannel.Failure) {
    _ = try exchange(what) { sequence in
      let scope = gateway == nil && destination.bits == 32 ? Number.linkScope : 0
      var message = NetlinkMessage(
        .newRoute, sequence: sequence,
        [
          destination.family, UInt8(clamping: length), 0, 0, Number.mainTable, Number.staticRoute,
          scope, Number.unicast, 0, 0, 0, 0,
        ])
      if length > 0 { message.add(Number.destination, destination.octets) }
      if let gateway { message.add(Number.gateway, gateway.octets) }
      if let interface { message.add(Number.outputInterface, NetlinkMessage.octets(interface)) }
      return message
    }
  }

  /// Adds a neighbour that stays.
  func addNeighbour(
    _ address: Address, mac: [UInt8], interface: Int32, _ what: String
  ) throws(ByteChannel.Failure) {
    _ = try exchange(what) { sequence in
      var message = NetlinkMessage(
        .newNeighbour, sequence: sequence,
        [address.family, 0, 0, 0] + NetlinkMessage.octets(interface)
          + NetlinkMessage.octets(Number.permanent) + [0, 0])
      message.add(Number.address, address.octets)
      message.add(Number.neighbourAddress, mac)
      return message
    }
  }

  /// Sends a request and waits for its answer: the bodies of a list, or nothing.
  private func exchange(
    _ what: String, _ message: (UInt32) -> NetlinkMessage
  ) throws(ByteChannel.Failure) -> [ArraySlice<UInt8>] {
    sequence += 1
    let request = message(sequence).bytes
    guard send(descriptor, request, request.count, 0) == request.count else {
      throw ByteChannel.Failure("cannot \(what)", code: errno)
    }
    var bodies: [ArraySlice<UInt8>] = []
    var buffer = [UInt8](repeating: 0, count: 64 << 10)
    while true {
      let count = recv(descriptor, &buffer, buffer.count, 0)
      if count < 0 && errno == EINTR { continue }
      guard count > 0 else { throw ByteChannel.Failure("cannot \(what)", code: errno) }
      for answer in NetlinkMessage.answers(in: buffer[..<count]) where answer.sequence == sequence {
        switch answer.type {
        case Number.done: return bodies
        case Number.error:
          let code = NetlinkMessage.number(Int32.self, answer.body, at: 0) ?? -EBADMSG
          guard code == 0 else { throw ByteChannel.Failure("cannot \(what)", code: -code) }
          return bodies
        default: bodies.append(ArraySlice(Array(answer.body)))
        }
      }
    }
  }
}
