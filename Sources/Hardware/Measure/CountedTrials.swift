import Model
import Statistics
import Store

/// What was executed in trials that sent trains of frames, and what follows for each of these.
///
/// All trials last equally long, so what goes on regardless of frames is the same in each, but for
/// what comes by chance, and that only adds. So of trials alike the least counts.
struct CountedTrials {
  /// Trials that tell the four terms apart: no train longer than half of a virtual ring of 256 or
  /// the 43 full frames that an RTL8139 keeps.
  static let trains: [PacketTrains] =
    [64, 1518].flatMap { size in
      [(4, 1), (128, 1), (4, 8), (32, 8), (16, 16)].map { count, length in
        PacketTrains(size: size, count: count, length: length)
      }
    } + [PacketTrains(size: 800, count: 32, length: 4)]

  private var trials: [(trains: PacketTrains, count: WorkCount)] = []

  /// Adds what was executed in a trial.
  mutating func add(_ count: WorkCount, of trains: PacketTrains) { trials.append((trains, count)) }

  /// The coefficients, of all that was executed and of each part, with every trial as raw result.
  func outcome(of name: String) -> Outcome {
    var outcome = Outcome()
    add("", to: &outcome, of: name) { $0.total }
    let parts = trials.map { Set($0.count.parts.keys) }
    // A thread that was not there all the time explains nothing.
    let common = parts.dropFirst().reduce(parts.first ?? []) { $0.intersection($1) }
    for part in common.sorted() {
      add("\(part)_", to: &outcome, of: name) { $0.parts[part] ?? 0 }
    }
    let course = trials.map { trial -> CanonicalJSON in
      [
        "size": .integer(Int64(trial.trains.size)), "trains": .integer(Int64(trial.trains.count)),
        "length": .integer(Int64(trial.trains.length)), "instructions": .number(trial.count.total),
        "parts": .object(trial.count.parts.mapValues { CanonicalJSON.number($0) }),
      ]
    }
    outcome.raw = [RawResult(source: "trains", line: CanonicalJSON.array(course).text)]
    return outcome
  }

  /// The coefficients of one kind of instructions.
  private func add(
    _ prefix: String, to outcome: inout Outcome, of name: String, _ value: (WorkCount) -> Double
  ) {
    var least: [PacketTrains: Double] = [:]
    for trial in trials {
      least[trial.trains] = min(least[trial.trains] ?? .infinity, value(trial.count))
    }
    guard let fit = TrainRegression(least) else {
      outcome.invalidity.append(
        Invalidity(.offeredLoad, "\(name): too few trials to tell \(prefix)packets from bytes"))
      return
    }
    func add(_ quantity: String, _ value: Double) {
      outcome.measurements.append(
        Measurement(
          workload: name, quantity: prefix + quantity, unit: "instructions", value: value))
    }
    for figure in fit.figures { add(figure.name, figure.value) }
    add("deviation", fit.deviation)
    // From these, a path less another can be told better than from the coefficients of both.
    for trains in Self.trains {
      if let value = least[trains] { add("\(PacketTrains.quantity)\(trains)", value) }
    }
  }
}
