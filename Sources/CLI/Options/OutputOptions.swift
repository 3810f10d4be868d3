import ArgumentParser

/// How a command writes its results.
struct OutputOptions: ParsableArguments {
  /// The forms of a result.
  enum Format: String, ExpressibleByArgument, CaseIterable {
    case table, json, csv
  }

  @Option(name: .long, help: "The form of the results.")
  var format: Format = .table

  @Option(
    name: [.short, .long],
    help: ArgumentHelp(
      "Write the results to this file instead of standard output, whole or not at all.",
      valueName: "file"),
    completion: .file())
  var output: String?

  @Option(
    name: .long,
    help: ArgumentHelp(
      "Also write a report of one HTML file that opens offline.", valueName: "file.html"),
    completion: .file(extensions: ["html"]))
  var report: String?
}
