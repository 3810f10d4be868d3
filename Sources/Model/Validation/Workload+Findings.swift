extension ScenarioIndex {
  /// What is wrong with a workload, its path included.
  func workloadFindings(_ workload: Workload, at path: String) -> [Finding] {
    switch workload.kind {
    case .pi(let job):
      var findings = placeFindings(job.place, at: "\(path).on")
      if !(1...(1 << 32)).contains(job.digits) {
        findings.append(Finding("\(path).digits", "\(job.digits) is not between 1 and 4294967296"))
      }
      return findings
    case .stream(let job): return streamFindings(job, at: path)
    case .flow(let flow): return flowFindings(flow, at: path)
    }
  }

  private func placeFindings(_ place: Place, at path: String) -> [Finding] {
    guard interfaces(of: place) != nil else {
      return [Finding(path, "there is no \"\(place)\"; name a host or host/vm")]
    }
    return host(place.host)?.forwarding == .hardware
      ? [Finding(path, "\(place) forwards by hardware and runs nothing; name another host")] : []
  }

  private func streamFindings(_ job: StreamJob, at path: String) -> [Finding] {
    var findings = placeFindings(job.place, at: "\(path).on")
    guard let host = self.host(job.place.host) else { return findings }
    let vm = self.vm(job.place)
    let cpus = vm?.vcpus ?? host.processor.hardwareThreads
    if !(1...max(cpus, 1)).contains(job.threads) {
      findings.append(
        Finding("\(path).threads", "\(job.threads) is not between 1 and \(cpus), its CPUs"))
    }
    let memory = vm?.memory ?? host.memory.size
    if job.arraySize.bytes <= 0 {
      findings.append(
        Finding("\(path).array_size", "an array must hold something; write more than 0 B"))
    } else if Double(job.arraySize.bytes) < 4 * host.processor.totalCache {
      findings.append(
        Finding(
          "\(path).array_size",
          "\(job.arraySize) is less than 4 times the host's last-level caches, so it would measure "
            + "them (STREAM's rule); take a larger array"))
    } else if Double(job.arraySize.bytes) * 3 > Double(memory.bytes) {
      findings.append(
        Finding(
          "\(path).array_size",
          "three arrays of \(job.arraySize) exceed \(memory); take smaller ones"))
    }
    return findings
  }

  private func flowFindings(_ flow: Flow, at path: String) -> [Finding] {
    var findings = placeFindings(flow.source, at: "\(path).from")
    findings += placeFindings(flow.destination, at: "\(path).to")
    findings += scenario.loadFindings(flow, at: path)
    let isTCP: Bool
    if case .elastic = flow.load { isTCP = true } else { isTCP = false }
    // What headers and CRC leave at least one byte of, and Ethernet's smallest frame.
    let frames: ClosedRange<Int64> = (isTCP ? 71 : 64)...9018
    if !frames.contains(flow.frame.bytes) {
      findings.append(
        Finding(
          "\(path).frame", "\(flow.frame) is not between \(frames.lowerBound) B and 9018 B"))
    }
    if flow.sizes == .imix && (flow.load.reacts || flow.frame != Flow.largestMixedFrame) {
      findings.append(
        Finding("\(path).frame", "only UDP without answers mixes sizes; write one size"))
    }
    if case .time(let delay) = flow.receiverDelay, delay < .zero || delay.seconds > 10 {
      findings.append(
        Finding("\(path).receiver_delay", "\(delay) is not between 0 s and 10 s"))
    }
    if flow.start < .zero || flow.start.seconds > 86_400 {
      findings.append(Finding("\(path).start", "write a time of at most 24 h"))
    } else if flow.start.seconds >= scenario.run.warmUp.seconds + scenario.run.duration.seconds {
      findings.append(
        Finding(
          "\(path).start",
          "the flow begins when the run has ended, and would do nothing; write an earlier time"))
    }
    findings += stopFindings(flow, at: path)
    if flow.endpoints == .testers {
      for (key, end) in [("from", flow.source), ("to", flow.destination)] where end.vm != nil {
        findings.append(
          Finding("\(path).\(key)", "a tester is a host of its own; name a host, not a VM"))
      }
    }
    if flow.source == flow.destination {
      findings.append(
        Finding("\(path).to", "a flow goes from one place to another; name two places"))
    }
    guard findings.isEmpty else { return findings }
    return pathFindings(flow, at: path)
  }

  private func stopFindings(_ flow: Flow, at path: String) -> [Finding] {
    guard let stop = flow.stop, stop <= flow.start || stop.seconds > 172_800 else { return [] }
    return [
      Finding(
        "\(path).stop", "\(stop) is not after \(flow.start) and within 48 h; write a later time")
    ]
  }

  private func pathFindings(_ flow: Flow, at path: String) -> [Finding] {
    var ends = [("from", flow.source, flow.destination)]
    if flow.load.reacts { ends.append(("to", flow.destination, flow.source)) }
    for (key, source, destination) in ends {
      do {
        _ = try self.path(from: source, to: destination)
      } catch {
        let answers = if case .elastic = flow.load { "acknowledgements" } else { "answers" }
        let what = key == "to" ? "its \(answers): " : ""
        return [Finding("\(path).\(key)", "\(what)\(error)")]
      }
    }
    return []
  }
}
