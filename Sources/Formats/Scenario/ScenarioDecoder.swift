import Model

/// Turns a document into a scenario, noting every value that cannot be read.
enum ScenarioDecoder {
  /// The version of the scenario schema that this code reads.
  static let schema = 1

  /// The scenario of `document`; it is not yet validated.
  static func decode(_ document: YAMLDocument, problems: Problems) -> Scenario {
    let root = YAMLReader(
      document.root, path: "",
      keys: ["hypertwin", "name", "summary", "hosts", "links", "workloads", "run"],
      problems: problems)
    let version = root.integer("hypertwin")
    if root.has("hypertwin") && version != schema {
      root.fail("hypertwin", "schema \(version) is unknown; this version reads \(schema)")
    }
    return Scenario(
      name: root.text("name"), summary: root.optionalText("summary") ?? "",
      hosts: root.list("hosts", keys: hostKeys, host),
      links: root.list("links", keys: ["ends", "rate", "delay"], link),
      workloads: root.list("workloads", keys: workloadKeys, workload),
      run: run(root))
  }

  private static func run(_ root: YAMLReader) -> RunPlan {
    let standard = RunPlan(
      replications: 15, seed: 1, duration: SimTime(seconds: 1), warmUp: SimTime(seconds: 0.2))
    guard
      let reader = root.mapping(
        "run", keys: ["replications", "seed", "duration", "warm_up"], optional: true)
    else { return standard }
    let seed = reader.has("seed") ? reader.parsed("seed", "2013") { UInt64($0) } : standard.seed
    return RunPlan(
      replications: reader.integer("replications", absent: standard.replications),
      seed: seed ?? standard.seed,
      duration: reader.quantity("duration", absent: standard.duration),
      warmUp: reader.quantity("warm_up", absent: standard.warmUp))
  }

  private static func link(_ reader: YAMLReader) -> Link {
    let ends = reader.texts("ends").enumerated().compactMap { index, text -> Link.End? in
      if let end = Link.End(text) { return end }
      reader.fail("ends[\(index)]", "\"\(text)\" is no end of a link; write HOST.NIC")
      return nil
    }
    return Link(
      ends: ends, rate: reader.quantity("rate"),
      delay: reader.quantity("delay", absent: SimTime.zero))
  }

  private static let workloadKeys = [
    "name", "kind", "on", "digits", "array_size", "threads", "anomaly", "from", "to", "load",
    "window", "rate", "frame", "start", "receiver_delay", "endpoints",
  ]

  /// The kinds of workload by their names in a scenario.
  private enum Kind: String, CaseIterable { case pi, stream, flow }

  /// What paces a flow, by its name in a scenario.
  private enum Load: String, CaseIterable {
    case elastic
    case constantRate = "constant_rate"
  }

  private static func workload(_ reader: YAMLReader) -> Workload? {
    let id = Workload.ID(reader.text("name"))
    let kind: Kind = reader.choice("kind")
    func refuse(_ keys: [String]) {
      for key in keys where reader.has(key) {
        reader.fail(key, "a workload of kind \(kind.rawValue) has no \(key); leave it out")
      }
    }
    let flowKeys = [
      "from", "to", "load", "window", "rate", "frame", "start", "receiver_delay", "endpoints",
    ]
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

  private static func flow(_ reader: YAMLReader) -> Flow {
    let kind: Load = reader.choice("load")
    let load: Flow.Load
    switch kind {
    case .elastic:
      if reader.has("rate") { reader.fail("rate", "an elastic flow has no rate; leave it out") }
      load = .elastic(window: window(reader))
    case .constantRate:
      for key in ["window", "receiver_delay"] where reader.has(key) {
        reader.fail(key, "a constant-rate flow has no \(key); leave it out")
      }
      load = .constantRate(reader.quantity("rate"))
    }
    return Flow(
      source: place(reader, "from"), destination: place(reader, "to"), load: load,
      frame: reader.quantity("frame"), start: reader.quantity("start", absent: SimTime.zero),
      receiverDelay: receiverDelay(reader), anomaly: reader.optionalText("anomaly"),
      endpoints: reader.choice("endpoints", absent: .hosts))
  }

  private static func window(_ reader: YAMLReader) -> Flow.ReceiveWindow {
    if case .mapping? = reader.node("window") {
      let parameter = reader.mapping("window", keys: ["parameter"])?.text("parameter")
      return .parameter(parameter ?? "")
    }
    return .size(reader.quantity("window"))
  }

  private static func receiverDelay(_ reader: YAMLReader) -> Flow.ReceiverDelay {
    if case .mapping? = reader.node("receiver_delay") {
      let parameter = reader.mapping("receiver_delay", keys: ["parameter"])?.text("parameter")
      return .parameter(parameter ?? "")
    }
    return .time(reader.quantity("receiver_delay", absent: SimTime.zero))
  }

  private static func place(_ reader: YAMLReader, _ key: String) -> Place {
    if !reader.has(key) { reader.fail(key, "missing; write HOST or HOST/VM") }
    return reader.parsed(key, "router or router/vm") { Place($0) }
      ?? Place(host: Host.ID(""))
  }
}
