import Model

/// Reads calibration plans from YAML.
public enum PlanFile {
  /// The plan in `text`. Its observations name scenarios by paths relative to the plan's folder.
  ///
  /// - Parameter counts: opens the file of counts that the plan names, by a path like theirs; it is
  ///   called where a plan has a section `counts`.
  /// - Throws: `InputError` with every problem there is, those of the counts included.
  public static func read(
    _ text: String, file: String,
    counts open: (_ path: String) throws(InputError) -> RackFigures
  ) throws(InputError) -> CalibrationPlan {
    let document = try YAMLDocument(text, file: file)
    let problems = Problems()
    let root = YAMLReader(
      document.root, path: "",
      keys: [
        "hypertwin_plan", "name", "summary", "reading", "observations", "counts", "free", "spread",
      ],
      problems: problems)
    if root.integer("hypertwin_plan") != 1 { root.fail("hypertwin_plan", "write 1") }
    var plan = CalibrationPlan(
      name: root.text("name"), summary: root.optionalText("summary") ?? "",
      reading: root.optionalText("reading"),
      observations: root.list("observations", keys: observationKeys, observation),
      free: root.list("free", keys: ["parameter", "low", "high", "prior"], range),
      spread: root.list("spread", keys: ["parameter", "observation"]) { reader in
        SpreadSource(parameter: reader.text("parameter"), observation: reader.text("observation"))
      })
    for (index, source) in plan.spread.enumerated()
    where !plan.observations.contains(where: { $0.id == source.observation }) {
      problems.add("spread[\(index)].observation", "no observation is called that")
    }
    var others: [InputError.Problem] = []
    if root.has("counts"), let reader = root.mapping("counts", keys: CountedRatios.keys) {
      let path = reader.text("file")
      var figures: RackFigures?
      do throws(InputError) {
        // Without a name there is nothing to open, and that is told already.
        if !path.isEmpty { figures = try open(path) }
      } catch {
        others = error.problems
        reader.fail(
          "file", "it is of no use; count with hypertwin rack demo --exact PATHS --data FILE")
      }
      let ratios = CountedRatios(reader, figures: figures).observations()
      plan.observations += ratios.all
      plan.assumptions.append(ratios.assumption)
    }
    check(plan, root, problems)
    try problems.check(in: document, and: others)
    return plan
  }

  private static let observationKeys = [
    "id", "scenario", "workloads", "figure", "unit", "mean", "ci95", "runs", "use",
  ]

  /// Notes what is wrong with the plan as a whole.
  private static func check(_ plan: CalibrationPlan, _ root: YAMLReader, _ problems: Problems) {
    if plan.observations.isEmpty && !root.has("counts") {
      root.fail("observations", "a plan needs at least one, or counts")
    }
    var names: Set<String> = []
    for observation in plan.observations where !names.insert(observation.id).inserted {
      root.fail(
        observation.ratio == nil ? "observations" : "counts.ratios",
        "\"\(observation.id)\" is there twice; keep one")
    }
  }

  private static func range(_ reader: YAMLReader) -> SearchRange {
    let range = SearchRange(
      parameter: reader.text("parameter"), low: reader.number("low"),
      high: reader.number("high"), usesPrior: reader.optionalText("prior") != "false")
    if range.low <= 0 || range.low >= range.high {
      reader.fail("low", "a range must be positive and rise")
    } else if !Parameter.values.contains(range.low) || !Parameter.values.contains(range.high) {
      reader.fail("low", "the ends of a range are between 1e-18 and 1e18")
    }
    return range
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
