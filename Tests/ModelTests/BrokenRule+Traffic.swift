import Model

extension BrokenRule {
  /// Rules about what paces a flow.
  static let traffic: [BrokenRule] = [
    BrokenRule("no Poisson rate", at: "workloads[0].rate", says: "between 1 kbit/s and 10 Tbit/s") {
      $0.flow?.load = .poisson(BitRate(bitsPerSecond: 0))
    },
    BrokenRule("on–off at no rate", at: "workloads[0].rate", says: "between 1 kbit/s and") {
      $0.flow?.load = .onOff(
        rate: BitRate(bitsPerSecond: -1), burst: SimTime(seconds: 1), pause: SimTime(seconds: 1))
    },
    BrokenRule("burst of no time", at: "workloads[0].burst", says: "between 1 us and 24 h") {
      $0.flow?.load = .onOff(
        rate: BitRate(bitsPerSecond: 1e6), burst: .zero, pause: SimTime(seconds: 1))
    },
    BrokenRule("endless pause", at: "workloads[0].pause", says: "between 1 us and 24 h") {
      $0.flow?.load = .onOff(
        rate: BitRate(bitsPerSecond: 1e6), burst: SimTime(seconds: 1),
        pause: SimTime(seconds: 86_401))
    },
    BrokenRule("TCP of mixed sizes", at: "workloads[0].frame", says: "write one size") {
      $0.flow?.sizes = .imix
    },
    BrokenRule("small send buffer", at: "workloads[0].send_buffer", says: "write 1518 B or more") {
      $0.flow?.sendBuffer = ByteCount(bytes: 1517)
    },
    BrokenRule("empty answer", at: "workloads[0].response", says: "between 1 B and 1 MiB") {
      $0.flow?.load = .requests(RequestPattern(response: ByteCount(bytes: 0)))
    },
    BrokenRule("nobody asks", at: "workloads[0].clients", says: "between 1 and 10000") {
      $0.flow?.load = .requests(RequestPattern(response: ByteCount(bytes: 1), clients: 0))
    },
    BrokenRule("flood of answers", at: "workloads[0].response", says: "or fewer clients") {
      $0.flow?.load = .requests(
        RequestPattern(response: ByteCount(bytes: 1 << 20), clients: 10_000))
    },
    BrokenRule("thinks for ever", at: "workloads[0].think", says: "between 0 s and 1000 s") {
      $0.flow?.load = .requests(
        RequestPattern(response: ByteCount(bytes: 1), think: SimTime(seconds: 1001)))
    },
    BrokenRule("never served", at: "workloads[0].service", says: "between 0 s and 1000 s") {
      $0.flow?.load = .requests(
        RequestPattern(response: ByteCount(bytes: 1), service: SimTime(seconds: 1001)))
    },
    BrokenRule("no way for answers", at: "workloads[0].to", says: "its answers: ") {
      $0.flow?.load = .requests(RequestPattern(response: ByteCount(bytes: 1)))
      $0.hosts[2].routes = []
    },
  ]
}
