import Model

extension BrokenRule {
  private static let link = Failure.Target.link(
    Link.End(host: Host.ID("a"), nic: NIC.ID("eth0")))
  private static let host = Failure.Target.host(Host.ID("r"))

  /// Rules about what fails.
  static let failures: [BrokenRule] = [
    BrokenRule("no such link", at: "failures[0].link", says: "write HOST.NIC") {
      guard let end = Link.End("a.eth7") else { return }
      $0.failures = [Failure(target: .link(end), at: .zero)]
    },
    BrokenRule("no such host", at: "failures[0].host", says: "one of the hosts above") {
      $0.failures = [Failure(target: .host(Host.ID("z")), at: .zero)]
    },
    BrokenRule("fails before the run", at: "failures[0].at", says: "between 0 s and 48 h") {
      $0.failures = [Failure(target: host, at: SimTime(seconds: -1))]
    },
    BrokenRule("fails after the run", at: "failures[0].at", says: "write an earlier time") {
      $0.failures = [Failure(target: host, at: SimTime(seconds: 1.1))]
    },
    BrokenRule("repaired at once", at: "failures[0].repair", says: "write a later time") {
      $0.failures = [
        Failure(target: host, at: SimTime(seconds: 0.5), repair: SimTime(seconds: 0.5))
      ]
    },
    BrokenRule("fails twice at once", at: "failures[1].at", says: "write a later time") {
      guard let other = Link.End("r.eth0") else { return }
      // The two ends of one link.
      $0.failures = [
        Failure(target: link, at: SimTime(seconds: 0.1), repair: SimTime(seconds: 0.5)),
        Failure(target: .link(other), at: SimTime(seconds: 0.4)),
      ]
    },
  ]
}
