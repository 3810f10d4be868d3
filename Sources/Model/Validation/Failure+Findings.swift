extension Scenario {
  /// What is wrong with the failures.
  var failureFindings: [Finding] {
    guard !failures.isEmpty else { return [] }
    var findings: [Finding] = []
    let ends = Set(links.flatMap(\.ends))
    let names = Set(hosts.map(\.id))
    for (index, failure) in failures.enumerated() {
      let path = "failures[\(index)]"
      switch failure.target {
      case .link(let end) where !ends.contains(end):
        findings.append(
          Finding("\(path).link", "there is no link at \(end); write HOST.NIC of an end of one"))
      case .host(let host) where !names.contains(host):
        findings.append(
          Finding("\(path).host", "there is no host \"\(host)\"; write one of the hosts above"))
      default: break
      }
      findings += timeFindings(failure, at: path)
    }
    return findings + overlapFindings
  }

  private func timeFindings(_ failure: Failure, at path: String) -> [Finding] {
    let end = run.warmUp.seconds + run.duration.seconds
    if failure.at < .zero || failure.at.seconds > 172_800 {
      return [Finding("\(path).at", "\(failure.at) is not between 0 s and 48 h")]
    }
    if failure.at.seconds >= end {
      return [
        Finding(
          "\(path).at",
          "it fails when the run has ended, which changes nothing; write an earlier time")
      ]
    }
    if let repair = failure.repair, repair <= failure.at || repair.seconds > 172_800 {
      return [
        Finding(
          "\(path).repair",
          "\(repair) is not after \(failure.at) and within 48 h; write a later time, or leave it "
            + "out if nothing is repaired")
      ]
    }
    return []
  }

  /// Failures of something that has failed already.
  private var overlapFindings: [Finding] {
    let peers = Dictionary(
      links.flatMap { link in link.ends.map { ($0, link.ends.first ?? $0) } },
      uniquingKeysWith: { first, _ in first })
    var spans: [Failure.Target: [(index: Int, outage: Outage)]] = [:]
    for (index, failure) in failures.enumerated() {
      var target = failure.target
      if case .link(let end) = target { target = .link(peers[end] ?? end) }
      spans[target, default: []].append((index, failure.outage))
    }
    return spans.values.flatMap { list -> [Int] in
      let sorted = list.sorted { ($0.outage.from, $0.index) < ($1.outage.from, $1.index) }
      return zip(sorted, sorted.dropFirst()).filter { $1.outage.from < $0.outage.to }.map {
        $1.index
      }
    }.sorted().map {
      Finding(
        "failures[\($0)].at",
        "it has failed already and is not repaired by then; write a later time"
      )
    }
  }
}
