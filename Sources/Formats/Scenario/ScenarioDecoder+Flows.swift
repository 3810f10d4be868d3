import Model

extension ScenarioDecoder {
  /// What paces a flow, by its name in a scenario.
  enum Load: String, CaseIterable {
    case elastic
    case constantRate = "constant_rate"
    case poisson
    case onOff = "on_off"
    case requests

    /// The keys that belong to this way of pacing, beyond those of every flow.
    var keys: [String] {
      switch self {
      case .elastic: return ["window", "receiver_delay", "congestion_control", "send_buffer"]
      case .constantRate, .poisson: return ["rate"]
      case .onOff: return ["rate", "burst", "pause"]
      case .requests: return ["response", "clients", "think", "service"]
      }
    }

    /// What messages call such a flow.
    var noun: String {
      switch self {
      case .elastic: return "an elastic flow"
      case .constantRate: return "a constant-rate flow"
      case .poisson: return "a Poisson flow"
      case .onOff: return "an on–off flow"
      case .requests: return "a flow of requests"
      }
    }

    /// The keys of all ways of pacing, each once.
    static let keys = allCases.flatMap(\.keys).reduce(into: [String]()) { keys, key in
      if !keys.contains(key) { keys.append(key) }
    }
  }

  /// One flow.
  static func flow(_ reader: YAMLReader) -> Flow {
    let kind: Load = reader.choice("load")
    for key in Load.keys where !kind.keys.contains(key) && reader.has(key) {
      reader.fail(key, "\(kind.noun) has no \(key); leave it out")
    }
    let isMixed = reader.has("frame") && reader.optionalText("frame") == "imix"
    return Flow(
      source: place(reader, "from"), destination: place(reader, "to"), load: load(kind, reader),
      frame: isMixed ? Flow.largestMixedFrame : reader.quantity("frame"),
      start: reader.quantity("start", absent: SimTime.zero),
      receiverDelay: receiverDelay(reader), anomaly: reader.optionalText("anomaly"),
      endpoints: reader.choice("endpoints", absent: .hosts), sizes: isMixed ? .imix : .uniform,
      congestionControl: reader.choice("congestion_control", absent: .reno),
      sendBuffer: reader.has("send_buffer") ? reader.quantity("send_buffer") : nil,
      stop: reader.has("stop") ? reader.quantity("stop") : nil)
  }

  private static func load(_ kind: Load, _ reader: YAMLReader) -> Flow.Load {
    switch kind {
    case .elastic: return .elastic(window: window(reader))
    case .constantRate: return .constantRate(reader.quantity("rate"))
    case .poisson: return .poisson(reader.quantity("rate"))
    case .onOff:
      return .onOff(
        rate: reader.quantity("rate"), burst: reader.quantity("burst"),
        pause: reader.quantity("pause"))
    case .requests:
      return .requests(
        RequestPattern(
          response: reader.quantity("response"), clients: reader.integer("clients", absent: 1),
          think: reader.quantity("think", absent: SimTime.zero),
          service: reader.quantity("service", absent: SimTime.zero)))
    }
  }
}
