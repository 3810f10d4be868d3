import Model
import Yams

/// Writes calibrations to YAML and reads them back.
///
/// The last line carries the SHA-256 of everything before it, so that a calibration that was
/// changed by hand is not taken for one that was fitted.
public enum CalibrationFile {
  /// The text of the file for `calibration`, and its hash.
  public static func text(of calibration: Calibration) -> (text: String, hash: String) {
    var lines = [
      "# Written by `hypertwin calibrate`; to change it, change the plan and calibrate again.",
      "hypertwin_calibration: 1",
      "name: \(quoted(calibration.name))",
    ]
    if let reading = calibration.reading { lines.append("reading: \(quoted(reading))") }
    lines += [
      "version: \(quoted(calibration.version))",
      "data_loss: \(calibration.dataLoss)",
      "prior_loss: \(calibration.priorLoss)",
      "stopped: \(quoted(calibration.stopped))",
      "evaluations: \(calibration.evaluations)",
      "observations:",
    ]
    for observation in calibration.observations {
      lines.append(
        "  - {id: \(quoted(observation.id)), use: \(observation.use.rawValue), "
          + "published: \(observation.published), modelled: \(observation.modelled), "
          + "depends_on: [\(observation.dependsOn.map(quoted).joined(separator: ", "))]}")
    }
    if let envelope = calibration.envelope { lines += self.lines(of: envelope) }
    lines.append("parameters:")
    for parameter in calibration.parameters {
      lines += [
        "  - name: \(quoted(parameter.name))",
        "    summary: \(quoted(parameter.summary))",
        "    unit: \(quoted(parameter.unit))",
        "    value: \(parameter.value)",
        "    low: \(parameter.low)",
        "    high: \(parameter.high)",
        "    run_variation: \(parameter.runVariation)",
        "    origin: \(parameter.origin.rawValue)",
        "    source: \(quoted(parameter.source))",
      ]
    }
    lines.append("notes:" + (calibration.notes.isEmpty ? " []" : ""))
    lines += calibration.notes.map { "  - \(quoted($0))" }
    let body = lines.joined(separator: "\n") + "\n"
    let hash = SHA256.hexadecimal(of: body.utf8)
    return (body + "sha256: \(hash)\n", hash)
  }

  /// A line for each aspect, in their order.
  private static func lines(of envelope: FitEnvelope) -> [String] {
    let lines = Aspect.allCases.compactMap { aspect -> String? in
      if let range = envelope.ranges[aspect] {
        return "  - {aspect: \(aspect.rawValue), unit: \(quoted(aspect.unit ?? "1")), "
          + "low: \(range.lowerBound), high: \(range.upperBound)}"
      }
      guard let kinds = envelope.kinds[aspect] else { return nil }
      return "  - {aspect: \(aspect.rawValue), "
        + "kinds: [\(kinds.map(quoted).joined(separator: ", "))]}"
    }
    return ["envelope:" + (lines.isEmpty ? " []" : "")] + lines
  }

  private static func quoted(_ text: String) -> String { YAMLText.quoted(text) }

  /// Reads the calibration in `text`, with its hash.
  ///
  /// - Throws: `InputError` with every problem there is, among them a hash that does not fit.
  public static func read(
    _ text: String, file: String
  ) throws(InputError) -> (calibration: Calibration, hash: String) {
    let document = try YAMLDocument(text, file: file)
    let problems = Problems()
    let root = YAMLReader(
      document.root, path: "",
      keys: [
        "hypertwin_calibration", "name", "reading", "version", "data_loss", "prior_loss",
        "stopped", "evaluations", "observations", "envelope", "parameters", "notes", "sha256",
      ], problems: problems)
    if root.integer("hypertwin_calibration") != 1 {
      root.fail("hypertwin_calibration", "this version reads calibrations of schema 1")
    }
    let calibration = Calibration(
      name: root.text("name"), reading: root.optionalText("reading"),
      version: root.text("version"), dataLoss: root.number("data_loss"),
      priorLoss: root.number("prior_loss"), stopped: root.text("stopped"),
      evaluations: root.integer("evaluations"), parameters: parameters(root),
      observations: root.list(
        "observations", keys: ["id", "use", "published", "modelled", "depends_on"]
      ) { reader in
        CalibratedObservation(
          id: reader.text("id"), use: reader.choice("use"), published: reader.number("published"),
          modelled: reader.number("modelled"), dependsOn: reader.texts("depends_on"))
      }, envelope: root.has("envelope") ? envelope(root) : nil, notes: root.texts("notes"))
    let hash = root.text("sha256")
    // The last line, and nothing behind it: what is hashed is everything else.
    let seal = "sha256: \(hash)\n"
    if !hash.isEmpty,
      !text.hasSuffix(seal) || SHA256.hexadecimal(of: text.utf8.dropLast(seal.utf8.count)) != hash
    {
      root.fail("sha256", "the file was changed after it was fitted; calibrate again")
    }
    try problems.check(in: document)
    return (calibration, hash)
  }

  private static func envelope(_ root: YAMLReader) -> FitEnvelope {
    var kinds: [Aspect: [String]] = [:]
    var ranges: [Aspect: ClosedRange<Double>] = [:]
    let keys = ["aspect", "unit", "low", "high", "kinds"]
    _ = root.list("envelope", keys: keys) { reader -> Void? in
      let aspect: Aspect = reader.choice("aspect")
      guard let unit = aspect.unit else {
        kinds[aspect] = reader.texts("kinds").sorted()
        return nil
      }
      let (low, high) = (reader.number("low"), reader.number("high"))
      if reader.text("unit") != unit { reader.fail("unit", "the unit of this aspect is \(unit)") }
      if low > high { reader.fail("low", "low must not exceed high") }
      ranges[aspect] = min(low, high)...max(low, high)
      return nil
    }
    return FitEnvelope(kinds: kinds, ranges: ranges)
  }

  private static func parameters(_ root: YAMLReader) -> [Parameter] {
    let keys = [
      "name", "summary", "unit", "value", "low", "high", "run_variation", "origin", "source",
    ]
    var seen: [String] = []
    return root.list("parameters", keys: keys) { reader in
      let name = reader.text("name")
      if seen.contains(name) { reader.fail("name", "\"\(name)\" is given twice; keep one") }
      defer { seen.append(name) }
      let parameter = Parameter(
        name: name, summary: reader.text("summary"), unit: reader.text("unit"),
        value: reader.number("value"), low: reader.number("low"), high: reader.number("high"),
        runVariation: reader.number("run_variation"),
        origin: reader.choice("origin"), source: reader.text("source"))
      if !Parameter.values.contains(parameter.value) {
        reader.fail("value", "a cost is between 1e-18 and 1e18 \(parameter.unit)")
      }
      if !(parameter.low...max(parameter.low, parameter.high)).contains(parameter.value) {
        reader.fail("low", "the value must lie between low and high")
      }
      if !(0...1).contains(parameter.runVariation) {
        reader.fail("run_variation", "a coefficient of variation is between 0 and 1")
      }
      return seen.contains(name) ? nil : parameter
    }
  }
}

extension Parameter {
  /// Values that a cost can have, in any of the units: simulated times must stay countable.
  static let values = 1e-18...1e18
}
