import Kernels

/// What a forwarder did, for people and programs.
struct ForwardingFigures: Encodable {
  var received: Int
  var forwarded: Int
  var forwardedBytes: Int
  var delivered: Int
  var dropped: Int
  var outcomes: [String: Int]
  var icmpSent: Int
  var icmpWithheld: Int
  var icmpLimited: Int
  var addressesAnswered: Int
  var unsent: Int
  var lost: Int
  var seconds: Double?
  /// How live frames came and went: an engine of `kernel forward`; nil for captures.
  var engine: KernelForward.Engine?
  /// Whether the kernel's own stack was kept from what was forwarded; nil for captures.
  var exclusive: Bool?

  init(_ report: ForwardingReport, engine: KernelForward.Engine? = nil) {
    self.engine = engine
    let counters = report.counters
    received = counters.received
    forwarded = counters[.forwarded]
    forwardedBytes = counters.forwardedBytes
    delivered = counters[.delivered]
    dropped = counters.dropped
    outcomes = [:]
    for outcome in PacketOutcome.allCases { outcomes[outcome.name] = counters[outcome] }
    icmpSent = counters.icmpSent
    icmpWithheld = counters.icmpWithheld
    icmpLimited = counters.icmpLimited
    addressesAnswered = counters.addressesAnswered
    unsent = report.unsent
    lost = report.lost
    seconds = report.nanoseconds > 0 ? Double(report.nanoseconds) / 1e9 : nil
  }

  /// A line for each figure, without outcomes that no packet had.
  var table: String {
    var rows: [(String, String)] = [("received", "\(received)")]
    rows += PacketOutcome.allCases.compactMap { outcome in
      let count = outcomes[outcome.name] ?? 0
      return count > 0 ? (outcome.name.replacing("_", with: " "), "\(count)") : nil
    }
    rows += [("forwarded bytes", "\(forwardedBytes)"), ("ICMP sent", "\(icmpSent)")]
    if icmpWithheld > 0 { rows.append(("ICMP withheld", "\(icmpWithheld)")) }
    if icmpLimited > 0 { rows.append(("ICMP over the rate limit", "\(icmpLimited)")) }
    if addressesAnswered > 0 { rows.append(("address requests answered", "\(addressesAnswered)")) }
    if unsent > 0 { rows.append(("unsent, no room at the port", "\(unsent)")) }
    if lost > 0 { rows.append(("lost before they were received", "\(lost)")) }
    if let engine { rows.append(("engine", engine.rawValue)) }
    if let exclusive {
      rows.append(("kept from the kernel's own stack", exclusive ? "yes" : "no"))
    }
    if let seconds, seconds > 0 {
      rows.append(("seconds", String(describing: (seconds * 1000).rounded() / 1000)))
      rows.append(("packets forwarded per second", "\(Int(Double(forwarded) / seconds))"))
    }
    return KernelText.lines(rows)
  }
}

extension ForwardingBenchmarkFigures {
  /// A line for each figure.
  var table: String {
    func short(_ value: Double) -> String { String(describing: (value * 100).rounded() / 100) }
    var rows = [
      ("routes", "\(routesIpv4) IPv4, \(routesIpv6) IPv6"),
      ("memory of look-ups", "\(lookupBytes >> 10) KiB IPv4, \(lookupBytesIpv6 >> 10) KiB IPv6"),
      ("memory of the routes' tree", "\(routeBytes >> 10) KiB IPv4"),
      ("build", "\(short(buildSeconds)) s"),
      ("change of a route", "\(short(updateNanoseconds / 1000)) µs"),
    ]
    for task in ForwardingBenchmark.Task.allCases {
      guard let time = times[task.rawValue] else { continue }
      let interval = time.ci95.map { " ± \(short($0))" } ?? ""
      rows.append(
        (
          task.rawValue.replacing("_", with: " "),
          "\(short(time.nanoseconds))\(interval) ns, \(short(time.perSecond / 1e6)) M/s"
        ))
    }
    rows.append(("checked", "\(checked), \(wrong) wrong"))
    return KernelText.lines(rows)
  }
}
