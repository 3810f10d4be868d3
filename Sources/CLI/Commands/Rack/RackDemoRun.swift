import Formats
import Model
import Rack

/// The racks of a demonstration, one after another.
struct RackDemoRun {
  /// A rack that is to be booted, and the names of the scenarios that are measured on it.
  typealias Start = (rack: RackStart, scenarios: [String])

  /// Seconds for which each flow is sent.
  let seconds: Double
  /// Seconds without a line of progress after which a rack is taken to stand still.
  let silence: Double
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
  /// Seconds between two lines of progress of a rack that counts instructions: some six times what
  /// an idle machine needs.
  private static let longestSilence = 500.0
  /// Seconds that a rack may take to write results out.
  private static let exportPatience = 120.0
  /// How often a rack is booted at most.
  private static let boots = 4

  /// A run that has not begun.
  ///
  /// - Parameter isExact: Whether racks count instructions. While they do, KVM's guests now and
  ///   then stop for good (docs/rack.md, "Traps"), and the rack's own clock hardly goes on.
  init(seconds: Double, isExact: Bool, isStopped: @escaping @Sendable () -> Bool) {
    self.seconds = seconds
    silence = isExact ? Self.longestSilence : .infinity
    self.isStopped = isStopped
  }

  /// Says on standard error what is being done, and since when.
  func tell(_ text: String) {
    let elapsed = "\((ContinuousClock.now - began).components.seconds)"
    let padding = String(repeating: " ", count: max(0, 4 - elapsed.count))
    Terminal.writeError("[\(padding)\(elapsed) s] \(text)\n")
  }

  /// Boots each rack, measures on it, and ends it. A rack on which something fails does not keep
  /// the others from being measured; one that stands still is booted anew.
  ///
  /// - Throws: `RackError.interrupted`, after the rack has been ended.
  mutating func measure(_ starts: [Start], on image: RackImage) throws(RackError) {
    packages = image.packages
    for (number, start) in starts.enumerated() {
      let kind = start.rack.kind.rawValue
      tell(
        "rack \(number + 1) of \(starts.count): \(kind), for "
          + start.scenarios.joined(separator: ", "))
      do throws(RackError) {
        var left = start.scenarios[...]
        for boot in 1...Self.boots where !left.isEmpty {
          if boot > 1 {
            tell("\(kind): it stands still; booting it anew for \(left[left.startIndex])")
          }
          let rack = try start.rack.boot(image)
          defer { rack.end() }
          while let scenario = left.first, try isMeasured(scenario, on: rack) {
            left.removeFirst()
          }
        }
        if !left.isEmpty {
          throw .failed(
            "measure \(left.joined(separator: ", "))",
            "the rack stood still \(Self.boots) times; measure them again")
        }
      } catch {
        if error == .interrupted { throw error }
        troubles.append("\(kind): \(error)")
        tell("\(kind): \(error)")
      }
    }
  }

  /// Measures one scenario, or says among the troubles why that failed; false if the rack stands
  /// still.
  private mutating func isMeasured(
    _ scenario: String, on rack: Rack
  ) throws(RackError) -> Bool {
    do throws(RackError) {
      return try measure(scenario, on: rack)
    } catch {
      if error == .interrupted { throw error }
      troubles.append("\(scenario): \(error)")
      return true
    }
  }

  /// Measures one scenario; false if the rack stands still.
  private mutating func measure(
    _ scenario: String, on rack: Rack
  ) throws(RackError) -> Bool {
    let kind = rack.record.kind.rawValue
    let command =
      ["hypertwin", "measure", "/rack/scenarios/\(scenario).yaml"]
      + ["--testbed", "/rack/testbed.yaml", "--blocks", "1", "--attempts", "2", "--seed", "1"]
      + ["--seconds", "\(seconds)", "--name", scenario, "--no-generator-test"]
    // Its table is not of interest here; its progress comes on standard error.
    let status = try rack.perform(
      command + [">/dev/null"], patience: Self.samplePatience, silence: silence,
      isStopped: isStopped
    ) { tell("\(kind): \($0)") }
    guard let status else { return false }
    // It may have a sample all the same.
    if status != 0 {
      troubles.append("\(scenario): hypertwin measure ended with status \(status)")
    }
    let text = try rack.output(
      of: ["hypertwin", "results", "export", scenario, "--format", "csv"],
      patience: Self.exportPatience)
    let read: MeasuredFigures
    do throws(InputError) {
      read = try MeasuredFigures.read(text, file: "results of the rack \(kind)")
    } catch {
      throw .failed("read what was measured", error.description)
    }
    let platform = RackDemoText.platform(scenario, read)
    if platform.figures.isEmpty {
      let reasons = read.troubles.map { "\($0.state): \($0.reasons)" }
      troubles.append("\(scenario): it gave no sample; " + reasons.joined(separator: "; "))
    } else {
      platforms[scenario] = platform
    }
    return true
  }
}
