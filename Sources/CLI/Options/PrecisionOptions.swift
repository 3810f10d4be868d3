import ArgumentParser
import Model
import Statistics

/// How narrow the intervals of a simulation are to be.
struct PrecisionOptions: ParsableArguments {
  @Option(
    name: .long,
    help: ArgumentHelp(
      "The half-width wanted, in percent of the mean: replications follow until it is reached.",
      valueName: "percent"))
  var precision: Precision?

  @Option(
    name: .long,
    help: ArgumentHelp(
      "Replications at most where a precision is wanted, up to 100000. Default: the scenario's, or "
        + "20 times as many as are made in any case.", valueName: "n"))
  var most: Int?

  func validate() throws {
    if let most, !(1...100_000).contains(most) {
      throw ValidationError("--most \(most) is not between 1 and 100000.")
    }
  }

  /// When enough replications have been made of a scenario; `replications` is what the command line
  /// asks for.
  func rule(_ plan: RunPlan, replications: Int?) throws(Failure) -> StoppingRule {
    let floor = replications ?? plan.replications
    // Who asks for a number gets that number, unless a precision is asked for too.
    let wanted = precision?.share ?? (replications == nil ? plan.precision : nil)
    guard let wanted else {
      if let most { throw .input("--most \(most): without a --precision there is no limit to set") }
      return StoppingRule(precision: RunPlan.usualPrecision, floor: floor, most: floor)
    }
    let limit = most ?? plan.mostReplications ?? min(floor * RunPlan.usualFactor, 100_000)
    guard limit >= floor else {
      throw .input(
        "--most \(limit) is less than the \(floor) replications that are made in any case")
    }
    return StoppingRule(precision: wanted, floor: floor, most: limit)
  }
}

/// A share of a mean, written in percent.
struct Precision: ExpressibleByArgument {
  /// The share, above 0 and at most 1.
  let share: Double

  init?(argument: String) {
    guard let share = RunPlan.precision(argument.hasSuffix("%") ? argument : argument + "%") else {
      return nil
    }
    self.share = share
  }
}
