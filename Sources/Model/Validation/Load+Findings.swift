extension Scenario {
  /// What is wrong with what paces a flow.
  func loadFindings(_ flow: Flow, at path: String) -> [Finding] {
    switch flow.load {
    case .elastic(let window):
      return windowFindings(window, frame: flow.frame, at: path)
        + bufferFindings(flow.sendBuffer, frame: flow.frame, at: path)
    case .constantRate(let rate), .poisson(let rate): return rateFindings(rate, at: path)
    case .onOff(let rate, let burst, let pause):
      return rateFindings(rate, at: path)
        + [("burst", burst), ("pause", pause)].compactMap { key, time in
          (1e-6...86_400).contains(time.seconds)
            ? nil : Finding("\(path).\(key)", "\(time) is not between 1 us and 24 h")
        }
    case .requests(let pattern): return requestFindings(pattern, frame: flow.frame, at: path)
    }
  }

  private func windowFindings(
    _ window: Flow.ReceiveWindow, frame: ByteCount, at path: String
  ) -> [Finding] {
    guard case .size(let size) = window else { return [] }
    var findings: [Finding] = []
    if size.bytes < frame.bytes {
      findings.append(
        Finding("\(path).window", "\(size) holds no frame; write \(frame) or more"))
    }
    if size.bytes / (max(frame.bytes, 71) - 70) > 1 << 20 {
      findings.append(
        Finding("\(path).window", "\(size) holds more than 2^20 segments; write less"))
    } else if size.bytes > 1 << 30 {
      findings.append(
        Finding("\(path).window", "TCP's largest window is 1 GiB (RFC 7323); write less"))
    }
    return findings
  }

  private func bufferFindings(
    _ buffer: ByteCount?, frame: ByteCount, at path: String
  ) -> [Finding] {
    guard let buffer, buffer.bytes < frame.bytes else { return [] }
    return [
      Finding("\(path).send_buffer", "\(buffer) holds no frame; write \(frame) or more")
    ]
  }

  private func rateFindings(_ rate: BitRate, at path: String) -> [Finding] {
    BitRate.possible.contains(rate.bitsPerSecond)
      ? [] : [Finding("\(path).rate", "\(rate) is not between 1 kbit/s and 10 Tbit/s")]
  }

  /// Frames that the answers to all clients of a flow may have at most, which the server may send
  /// at once.
  private static let mostAnswerFrames = 1_000_000

  private func requestFindings(
    _ pattern: RequestPattern, frame: ByteCount, at path: String
  ) -> [Finding] {
    var findings: [Finding] = []
    if !(1...(1 << 20)).contains(pattern.response.bytes) {
      findings.append(
        Finding("\(path).response", "\(pattern.response) is not between 1 B and 1 MiB"))
    }
    if !(1...10_000).contains(pattern.clients) {
      findings.append(
        Finding("\(path).clients", "\(pattern.clients) is not between 1 and 10000"))
    }
    let payload = Double(max(frame.bytes - 46, 1))
    let frames = Int((Double(pattern.response.bytes) / payload).rounded(.up))
    if findings.isEmpty && frames * pattern.clients > Self.mostAnswerFrames {
      findings.append(
        Finding(
          "\(path).response",
          "the answers to \(pattern.clients) clients may have \(frames * pattern.clients) "
            + "frames at once, more than \(Self.mostAnswerFrames); take larger frames, shorter "
            + "answers or fewer clients"))
    }
    for (key, time) in [("think", pattern.think), ("service", pattern.service)]
    where time < .zero || time.seconds > 1000 {
      findings.append(Finding("\(path).\(key)", "\(time) is not between 0 s and 1000 s"))
    }
    return findings
  }
}
