import Formats
import Model
import Rack

/// The racks of a demonstration, one after another.
struct RackDemoRun {
  /// A rack that is to be booted, and the names of the scenarios that are measured on it.
  typealias Start = (rack: RackStart, scenarios: [String])

  /// Seconds for which each flow is sent.
  let seconds: Double
  /// Whether the user wants it to end.
  let isStopped: @Sendable () -> Bool
  /// The figures of each scenario that was measured.
  private(set) var platforms: [String: RackFigures.Platform] = [:]
  /// The versions of what runs on racks, a line each.
  private(set) var packages: [String] = []
  /// What went wrong, a sentence each; what is not concerned has been measured.
  private(set) var troubles: [String] = []

  private let began = ContinuousClock.now

  /// Seconds that one sample may take: some ten times what an idle machine needs.
  private static let samplePatience = 1_800.0
  /// Seconds that a rack may take to write results out.
  private static let exportPatience = 120.0
  /// What the campaign is called on the rack.
  private static let campaign = "demo"

  /// A run that has not begun.
  init(seconds: Double, isStopped: @escaping @Sendable () -> Bool) {
    self.seconds = seconds
    self.isStopped = isStopped
  }

  /// Says on standard error what is being done, and since when.
  func tell(_ text: String) {
    let elapsed = "\((ContinuousClock.now - began).components.seconds)"
    let padding = String(repeating: " ", count: max(0, 4 - elapsed.count))
    Terminal.writeError("[\(padding)\(elapsed) s] \(text)\n")
  }

  /// Boots each rack, measures on it, and ends it. A rack on which something fails does not keep
  /// the others from being measured.
  ///
  /// - Throws: `RackError.interrupted`, after the rack has been ended.
  mutating func measure(_ starts: [Start], on image: RackImage) throws(RackError) {
    packages = image.packages
    for (number, start) in starts.enumerated() {
      tell(
        "rack \(number + 1) of \(starts.count): \(start.rack.kind.rawValue), for "
          + start.scenarios.joined(separator: ", "))
      do throws(RackError) {
        let rack = try start.rack.boot(image)
        defer { rack.end() }
        try measure(start.scenarios, on: rack)
      } catch {
        if error == .interrupted { throw error }
        troubles.append("\(start.rack.kind.rawValue): \(error)")
        tell("\(start.rack.kind.rawValue): \(error)")
      }
    }
  }

  private mutating func measure(_ scenarios: [String], on rack: Rack) throws(RackError) {
    let kind = rack.record.kind.rawValue
    let command =
      ["hypertwin", "measure"] + scenarios.map { "/rack/scenarios/\($0).yaml" }
      + ["--testbed", "/rack/testbed.yaml", "--blocks", "1", "--attempts", "2", "--seed", "1"]
      + ["--seconds", "\(seconds)", "--name", Self.campaign, "--no-generator-test"]
    // Its table is not of interest here; its progress comes on standard error.
    let status = try rack.perform(
      command + [">/dev/null"], patience: Self.samplePatience * Double(scenarios.count),
      isStopped: isStopped
    ) { tell("\(kind): \($0)") }
    guard let status else {
      throw .failed("measure on the rack \(kind)", "hypertwin measure has not ended in time")
    }
    // The others of its scenarios may have samples all the same.
    if status != 0 { troubles.append("\(kind): hypertwin measure ended with status \(status)") }
    let text = try rack.output(
      of: ["hypertwin", "results", "export", Self.campaign, "--format", "csv"],
      patience: Self.exportPatience)
    let read: MeasuredFigures
    do throws(InputError) {
      read = try MeasuredFigures.read(text, file: "results of the rack \(kind)")
    } catch {
      throw .failed("read what was measured", error.description)
    }
    for name in scenarios {
      let platform = RackDemoText.platform(name, read)
      if platform.figures.isEmpty {
        let reasons = read.troubles.filter { $0.cell == name }.map { "\($0.state): \($0.reasons)" }
        troubles.append("\(name): it gave no sample; " + reasons.joined(separator: "; "))
      } else {
        platforms[name] = platform
      }
    }
  }
}
