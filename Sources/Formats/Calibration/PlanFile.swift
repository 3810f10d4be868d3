import Model

/// Reads calibration plans from YAML.
public enum PlanFile {
  /// The plan in `text`. Its observations name scenarios by paths relative to the plan's folder.
  ///
  /// - Throws: `InputError` with every problem there is.
  public static func read(_ text: String, file: String) throws(InputError) -> CalibrationPlan {
    let document = try YAMLDocument(text, file: file)
    let problems = Problems()
    let root = YAMLReader(
      document.root, path: "",
      keys: ["hypertwin_plan", "name", "summary", "reading", "observations", "free", "spread"],
      problems: problems)
    if root.integer("hypertwin_plan") != 1 { root.fail("hypertwin_plan", "write 1") }
    let observationKeys = [
      "id", "scenario", "workloads", "figure", "unit", "mean", "ci95", "runs", "use",
    ]
    let plan = CalibrationPlan(
      name: root.text("name"), summary: root.optionalText("summary") ?? "",
      reading: root.optionalText("reading"),
      observations: root.list("observations", keys: observationKeys, observation),
      free: root.list("free", keys: ["parameter", "low", "high", "prior"]) { reader in
        let range = SearchRange(
          parameter: reader.text("parameter"), low: reader.number("low"),
          high: reader.number("high"), usesPrior: reader.optionalText("prior") != "false")
        if range.low <= 0 || range.low >= range.high {
          reader.fail("low", "a range must be positive and rise")
        } else if !Parameter.values.contains(range.low) || !Parameter.values.contains(range.high) {
          reader.fail("low", "the ends of a range are between 1e-18 and 1e18")
        }
        return range
      },
      spread: root.list("spread", keys: ["parameter", "observation"]) { reader in
        SpreadSource(parameter: reader.text("parameter"), observation: reader.text("observation"))
      })
    if plan.observations.isEmpty { root.fail("observations", "a plan needs at least one") }
    for (index, source) in plan.spread.enumerated()
    where !plan.observations.contains(where: { $0.id == source.observation }) {
      problems.add("spread[\(index)].observation", "no observation is called that")
    }
    try problems.check(in: document)
    return plan
  }

  private static func observation(_ reader: YAMLReader) -> PublishedObservation {
    let observation = PublishedObservation(
      id: reader.text("id"), scenario: reader.text("scenario"),
      workloads: reader.texts("workloads"), figure: reader.text("figure"),
      unit: reader.text("unit"), mean: reader.number("mean"), ci95: reader.number("ci95"),
      runs: reader.integer("runs"), use: reader.choice("use", absent: .fit))
    if observation.mean <= 0 { reader.fail("mean", "a mean must be above 0") }
    if observation.ci95 < 0 { reader.fail("ci95", "a half-width cannot be negative") }
    if observation.runs < 2 { reader.fail("runs", "an interval needs at least 2 runs") }
    return observation
  }
}
