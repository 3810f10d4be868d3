import Model

extension ScenarioDecoder {
  /// The keys of any workload.
  static let workloadKeys =
    ["name", "kind", "on", "digits", "array_size", "threads", "anomaly"] + flowKeys

  private static let flowKeys =
    ["from", "to", "load", "frame", "start", "stop", "endpoints"] + Load.keys

  /// The kinds of workload by their names in a scenario.
  private enum Kind: String, CaseIterable { case pi, stream, flow }

  /// One workload; its keys must be those of its kind.
  static func workload(_ reader: YAMLReader) -> Workload? {
    let id = Workload.ID(reader.text("name"))
    let kind: Kind = reader.choice("kind")
    func refuse(_ keys: [String]) {
      for key in keys where reader.has(key) {
        reader.fail(key, "a workload of kind \(kind.rawValue) has no \(key); leave it out")
      }
    }
    switch kind {
    case .pi:
      refuse(flowKeys + ["array_size", "threads"])
      return Workload(
        id: id,
        kind: .pi(
          PiJob(
            place: place(reader, "on"), digits: reader.integer("digits"),
            anomaly: reader.optionalText("anomaly"))))
    case .stream:
      refuse(flowKeys + ["digits", "anomaly"])
      return Workload(
        id: id,
        kind: .stream(
          StreamJob(
            place: place(reader, "on"), arraySize: reader.quantity("array_size"),
            threads: reader.integer("threads", absent: 1))))
    case .flow:
      refuse(["on", "digits", "array_size", "threads"])
      return Workload(id: id, kind: .flow(flow(reader)))
    }
  }

  /// The receive window of an elastic flow.
  static func window(_ reader: YAMLReader) -> Flow.ReceiveWindow {
    if case .mapping? = reader.node("window") {
      let parameter = reader.mapping("window", keys: ["parameter"])?.text("parameter")
      return .parameter(parameter ?? "")
    }
    return .size(reader.quantity("window"))
  }

  /// The receiver's delay of an elastic flow.
  static func receiverDelay(_ reader: YAMLReader) -> Flow.ReceiverDelay {
    if case .mapping? = reader.node("receiver_delay") {
      let parameter = reader.mapping("receiver_delay", keys: ["parameter"])?.text("parameter")
      return .parameter(parameter ?? "")
    }
    return .time(reader.quantity("receiver_delay", absent: SimTime.zero))
  }

  /// The place that a key names.
  static func place(_ reader: YAMLReader, _ key: String) -> Place {
    if !reader.has(key) { reader.fail(key, "missing; write HOST or HOST/VM") }
    return reader.parsed(key, "router or router/vm") { Place($0) }
      ?? Place(host: Host.ID(""))
  }
}
