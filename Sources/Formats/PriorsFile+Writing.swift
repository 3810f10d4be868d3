public import Model

extension PriorsFile {
  /// The columns of `fixtures/priors/micro-costs.csv`.
  private static let columns = [
    "id", "what", "executes_on", "low_cyc", "typ_cyc", "high_cyc", "typ_ns", "source",
  ]

  /// Measured parameters as a table that `microCosts` reads back.
  ///
  /// - Parameters:
  ///   - executor: what the costs are paid by, such as a CPU's name.
  ///   - clock: the rate of the cycles, for the column in nanoseconds.
  ///   - comments: lines for the top of the table.
  public static func text(
    of parameters: [Parameter], executor: String, clock: Frequency, comments: [String]
  ) -> String {
    let rows = parameters.map { parameter in
      [
        parameter.name, parameter.summary, executor, "\(parameter.low)", "\(parameter.value)",
        "\(parameter.high)", "\(parameter.value / clock.hertz * 1e9)", parameter.source,
      ]
    }
    return comments.map { "# \($0)\r\n" }.joined()
      + ([columns] + rows).map(CSV.line).joined()
  }

  /// The model with the rows of a table in the place of its own parameters.
  ///
  /// The table has the columns of either file in `fixtures/priors`; its header says which.
  ///
  /// - Throws: `InputError` if the table is malformed, or has a parameter that the model has not.
  public static func replace(
    in model: CostModel, by text: String, file: String
  ) throws(InputError) -> CostModel {
    let header = CSV.records(text).first?.fields.first
    guard header == "id" || header == "name" else {
      throw InputError(
        file: file,
        message: "this is no table of priors: its header begins with neither \"id\" nor \"name\"; "
          + "fixtures/priors has examples, and `hypertwin kernel probe --format priors` writes one")
    }
    let parameters =
      header == "id"
      ? try microCosts(text, file: file) : try engineering(text, file: file)
    let strangers = parameters.filter { model[$0.name] == nil }
    guard strangers.isEmpty else {
      throw InputError(
        strangers.map {
          .init(
            file: file, path: $0.name,
            message: "the cost model has no parameter of that name; fixtures/priors lists them")
        })
    }
    var model = model
    for parameter in parameters { model[parameter.name] = parameter }
    return model
  }
}
