import Model

/// The cost model's values for one replication, and their conversion to time at a host's clock.
struct Costs {
  private let model: CostModel
  private let factors: [Double]
  private let recorder: Recorder?

  /// Notes which parameters are asked for.
  final class Recorder {
    var names: Set<String> = []
  }

  /// The values of `model`, each varied between runs as its `runVariation` says.
  ///
  /// Every parameter draws from a stream of its own name, so that a change of one parameter leaves
  /// the draws of all others alone.
  init(_ model: CostModel, seed: UInt64, replication: Int, recorder: Recorder? = nil) {
    self.model = model
    self.recorder = recorder
    factors = model.parameters.map { parameter in
      var stream = RandomStream(
        seed: seed, replication: replication, name: "parameter \(parameter.name)")
      return stream.factor(variation: parameter.runVariation)
    }
  }

  /// The varied value of a parameter, in its own unit.
  func value(_ name: String) throws(SimulationError) -> Double {
    guard let index = model.index(of: name) else { throw .missingParameter(name) }
    recorder?.names.insert(name)
    return model.parameters[index].value * factors[index]
  }

  /// The longest time that a cost may be: 1000 s, far beyond any and within what events can hold.
  private static let longestTime = 1e15

  /// Picoseconds of a cost in cycles at that clock, 0 to 1000 s.
  func time(_ name: String, at clock: Frequency) throws(SimulationError) -> Double {
    try checked(name, try value(name, unit: "cycles") / clock.hertz * 1e12)
  }

  /// Picoseconds of a parameter whose unit is seconds, 0 to 1000 s.
  func seconds(_ name: String) throws(SimulationError) -> Double {
    try checked(name, try value(name, unit: "s") * 1e12)
  }

  /// The varied value of a parameter that must have that unit.
  func value(_ name: String, unit: String) throws(SimulationError) -> Double {
    if let parameter = model[name], parameter.unit != unit {
      throw .invalid("parameter \(name) is in \(parameter.unit), and \(unit) is needed here")
    }
    return try value(name)
  }

  private func checked(_ name: String, _ time: Double) throws(SimulationError) -> Double {
    guard time >= 0, time <= Self.longestTime else {
      throw .invalid(
        "parameter \(name) makes a time of \(time / 1e12) s; at most 1000 s make sense")
    }
    return time
  }
}

/// Why a scenario cannot be simulated.
public enum SimulationError: Error, Hashable, Sendable, CustomStringConvertible {
  /// The calibration lacks a parameter that the scenario needs.
  case missingParameter(String)
  /// A flow has no path.
  case noPath(flow: String, reason: String)
  /// Nothing in the scenario bears that name.
  case unknownWorkload(String)
  /// The scenario contradicts itself; validation would have said so.
  case invalid(String)

  /// What is wrong, and what to do about it.
  public var description: String {
    switch self {
    case .missingParameter(let name):
      return "the calibration has no parameter \"\(name)\"; "
        + "add it, or calibrate again with this version"
    case .noPath(let flow, let reason):
      return "workloads[\(flow)]: \(reason)"
    case .unknownWorkload(let name):
      return "the scenario has no workload \"\(name)\"; `hypertwin check` lists them"
    case .invalid(let reason):
      return "\(reason)"
    }
  }
}
