import Model

/// Turns a document into a scenario, noting every value that cannot be read.
enum ScenarioDecoder {
  /// The version of the scenario schema that this code reads.
  static let schema = 1

  /// The scenario of `document`; it is not yet validated.
  static func decode(_ document: YAMLDocument, problems: Problems) -> Scenario {
    let root = YAMLReader(
      document.root, path: "",
      keys: ["hypertwin", "name", "summary", "hosts", "links", "workloads", "failures", "run"],
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
      failures: root.list("failures", keys: failureKeys, failure), run: run(root))
  }

  private static func run(_ root: YAMLReader) -> RunPlan {
    let standard = RunPlan(
      replications: 15, seed: 1, duration: SimTime(seconds: 1), warmUp: SimTime(seconds: 0.2),
      precision: RunPlan.usualPrecision)
    guard
      let reader = root.mapping(
        "run",
        keys: [
          "replications", "seed", "duration", "warm_up", "precision", "most_replications",
        ], optional: true)
    else { return standard }
    let seed = reader.has("seed") ? reader.parsed("seed", "2013") { UInt64($0) } : standard.seed
    return RunPlan(
      replications: reader.integer("replications", absent: standard.replications),
      seed: seed ?? standard.seed,
      duration: reader.quantity("duration", absent: standard.duration),
      warmUp: reader.quantity("warm_up", absent: standard.warmUp),
      precision: reader.parsed("precision", "5 %") { RunPlan.precision($0) }
        ?? (reader.has("replications") ? nil : standard.precision),
      mostReplications: reader.has("most_replications")
        ? reader.integer("most_replications") : nil)
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
}
