import ArgumentParser
import LoadSearch

/// How measure and simulate load constant-rate flows.
struct FlowOptions: ParsableArguments {
  @Option(
    name: .long,
    help: ArgumentHelp(
      "How constant-rate flows are loaded: at the scenario's rate, by a search for NDR and PDR, in "
        + "saturation; may be given again. Default: rate.", valueName: "way"))
  var flow: [FlowMeasure] = []

  @Option(
    name: .long,
    help: ArgumentHelp(
      "How far apart the search's bounds may be in the end, 0.001 to 0.5.", valueName: "share"))
  var searchWidth = SearchEffort().width

  @Option(
    name: .long,
    help: ArgumentHelp(
      "Seconds after which a search ends, found or not, 1 to 86400.", valueName: "seconds"))
  var searchSeconds = SearchEffort().longest

  @Option(
    name: .long,
    help: ArgumentHelp(
      "Seconds of the trials that a search's result rests on, 0.1 to 3600; a load is a bound after "
        + "three of them.", valueName: "seconds"))
  var trialSeconds = SearchEffort().finalTrial

  func validate() throws {
    func check(_ option: String, _ value: Double, _ range: ClosedRange<Double>) throws {
      guard range.contains(value) else {
        throw ValidationError(
          "--\(option) \(value) is not between \(range.lowerBound) and \(range.upperBound).")
      }
    }
    try check("search-width", searchWidth, 0.001...0.5)
    try check("search-seconds", searchSeconds, 1...86_400)
    try check("trial-seconds", trialSeconds, 0.1...3600)
  }

  /// The ways, the scenario's rate where none was given.
  var measures: Set<FlowMeasure> { flow.isEmpty ? [.rate] : Set(flow) }

  /// The search's effort.
  var effort: SearchEffort {
    var effort = SearchEffort()
    effort.width = searchWidth
    effort.longest = searchSeconds
    effort.finalTrial = trialSeconds
    effort.initialTrial = trialSeconds / 2
    effort.durationSum = 3 * trialSeconds
    return effort
  }
}

extension FlowMeasure: ExpressibleByArgument {}
