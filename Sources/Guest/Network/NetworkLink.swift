/// An interface as the kernel describes it.
struct NetworkLink: Hashable {
  /// What it has counted (`struct rtnl_link_stats64`).
  struct Statistics: Hashable {
    var rxPackets: UInt64 = 0
    var txPackets: UInt64 = 0
    var rxBytes: UInt64 = 0
    var txBytes: UInt64 = 0
    var rxErrors: UInt64 = 0
    var txErrors: UInt64 = 0
    var rxDropped: UInt64 = 0
    var txDropped: UInt64 = 0
    /// Packets that the device itself had no room for.
    var rxMissed: UInt64 = 0
  }

  let index: Int32
  let name: String
  /// The Ethernet address in lower case; empty where it has none.
  let mac: String
  let mtu: Int
  /// Whether it is set up.
  let isUp: Bool
  /// Whether its cable, real or not, has somebody at its other end.
  let hasCarrier: Bool
  let statistics: Statistics

  private static let nameAttribute: UInt16 = 3
  private static let addressAttribute: UInt16 = 1
  private static let mtuAttribute: UInt16 = 4
  private static let statisticsAttribute: UInt16 = 23

  /// Reads the body of an answer; nil if it makes no sense.
  init?(_ body: ArraySlice<UInt8>) {
    let attributes = NetlinkMessage.attributes(body, after: 16)
    guard let index = NetlinkMessage.number(Int32.self, body, at: 4),
      let flags = NetlinkMessage.number(UInt32.self, body, at: 8),
      let name = attributes[Self.nameAttribute],
      let mtu = attributes[Self.mtuAttribute].flatMap({
        NetlinkMessage.number(UInt32.self, $0, at: 0)
      })
    else { return nil }
    self.index = index
    self.name = String(decoding: name.prefix { $0 != 0 }, as: UTF8.self)
    self.mtu = Int(mtu)
    isUp = flags & 0x1 != 0
    hasCarrier = flags & 0x10000 != 0
    mac = (attributes[Self.addressAttribute] ?? []).map { octet in
      let text = String(octet, radix: 16)
      return text.count == 1 ? "0" + text : text
    }.joined(separator: ":")
    statistics = Statistics(attributes[Self.statisticsAttribute] ?? [])
  }
}

extension NetworkLink.Statistics {
  /// Reads them; what is missing is 0.
  init(_ bytes: ArraySlice<UInt8>) {
    func field(_ place: Int) -> UInt64 {
      NetlinkMessage.number(UInt64.self, bytes, at: 8 * place) ?? 0
    }
    rxPackets = field(0)
    txPackets = field(1)
    rxBytes = field(2)
    txBytes = field(3)
    rxErrors = field(4)
    txErrors = field(5)
    rxDropped = field(6)
    txDropped = field(7)
    rxMissed = field(14)
  }
}
