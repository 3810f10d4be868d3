import Model

/// Writes what was measured on racks to YAML, and reads counts of instructions back.
public enum CountsFile {
  /// The text of the file.
  ///
  /// - Parameter remark: the file's first line, as a comment.
  public static func text(of figures: RackFigures, remark: String) -> String {
    let packages = figures.packages.map(YAMLText.quoted).joined(separator: ", ")
    var lines = [
      "# \(remark)",
      "label: \(YAMLText.plain(figures.label))",
      "clock: \(figures.clock.rawValue)",
      "hypertwin: \(YAMLText.quoted(figures.version))",
      "caveat: \(YAMLText.quoted(figures.caveat))",
      "packages: [\(packages)]",
    ]
    if let seconds = figures.flowSeconds { lines.append("flow_seconds: \(seconds)") }
    lines.append("platforms:" + (figures.platforms.isEmpty ? " []" : ""))
    for platform in figures.platforms {
      lines.append("  - name: \(YAMLText.plain(platform.name))")
      lines.append("    figures:" + (platform.figures.isEmpty ? " []" : ""))
      lines += platform.figures.map { figure in
        "      - {name: \(YAMLText.quoted(figure.name)), unit: \(YAMLText.quoted(figure.unit)), "
          + "value: \(figure.value)}"
      }
    }
    return lines.joined(separator: "\n") + "\n"
  }

  /// The counts in `text`.
  ///
  /// - Throws: `InputError` with every problem there is; that the clock went by time is one.
  public static func read(_ text: String, file: String) throws(InputError) -> RackFigures {
    let document = try YAMLDocument(text, file: file)
    let problems = Problems()
    let root = YAMLReader(
      document.root, path: "",
      keys: ["label", "clock", "hypertwin", "caveat", "packages", "flow_seconds", "platforms"],
      problems: problems)
    let figures = RackFigures(
      label: root.text("label"), clock: root.choice("clock"), version: root.text("hypertwin"),
      caveat: root.text("caveat"), packages: root.texts("packages"),
      flowSeconds: root.has("flow_seconds") ? root.number("flow_seconds") : nil,
      platforms: platforms(root))
    if figures.clock == .time {
      root.fail(
        "clock",
        "these are times of an emulated machine, which say nothing of costs; count instructions "
          + "with hypertwin rack demo --exact --data FILE")
    }
    if figures.platforms.isEmpty {
      root.fail("platforms", "there are none; measure some with hypertwin rack demo --exact")
    }
    try problems.check(in: document)
    return figures
  }

  private static func platforms(_ root: YAMLReader) -> [RackFigures.Platform] {
    var names: Set<String> = []
    return root.list("platforms", keys: ["name", "figures"]) { reader in
      let name = reader.text("name")
      if !names.insert(name).inserted {
        reader.fail("name", "\"\(name)\" is given twice; keep one")
      }
      var known: Set<String> = []
      let figures = reader.list("figures", keys: ["name", "unit", "value"]) { figure in
        let what = figure.text("name")
        if !known.insert(what).inserted {
          figure.fail("name", "\"\(what)\" is given twice; keep one")
        }
        return RackFigures.Figure(
          name: what, unit: figure.text("unit"), value: figure.number("value"))
      }
      return RackFigures.Platform(name: name, figures: figures)
    }
  }
}
