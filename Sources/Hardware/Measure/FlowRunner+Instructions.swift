import Statistics
import Store

#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#endif

/// What a path costs in instructions, on a machine whose clocks count them.
///
/// Trains of frames are sent with pauses in which everything becomes idle, so that each train
/// begins with a notification at every stage. All trials last equally long, so what goes on
/// regardless of frames is the same in each. The instructions of a trial are then
///
///     base + notification·trains + packet·frames + byte·bytes
///
/// and a regression over sizes, lengths and numbers of trains gives the four (decision 19).
extension FlowRunner {
  /// Trains of frames.
  private struct Trains: Hashable {
    var size: Int
    var count: Int
    var length: Int
    var frames: Int { count * length }
  }

  /// Seconds from the first train to the last, in the rack's time.
  private static let trainSeconds = 0.8
  /// How long the end of both may take, in the rack's time.
  private static let settlingMicroseconds: UInt32 = 300_000
  /// The trials, each as often as `trainRounds`: none longer than half of a virtual ring of 256 or
  /// the 43 full frames that an RTL8139 keeps.
  private static let trains: [Trains] =
    [64, 1518].flatMap { size in
      [(4, 1), (32, 1), (4, 8), (16, 8), (8, 16)].map { count, length in
        Trains(size: size, count: count, length: length)
      }
    } + [Trains(size: 800, count: 16, length: 4)]
  private static let trainRounds = 2

  /// The instructions for each notification, packet and byte of the path.
  func counted(_ ends: FlowEnds) throws(MeasureError) -> Outcome {
    guard let watch = runner.watch, runner.wiring.nodes.allSatisfy({ $0.machine == nil }) else {
      throw .unsupported([
        "\(name): instructions are counted on this machine only; leave out ssh in the testbed"
      ])
    }
    runner.progress("\(name): warm-up")
    _ = try trial(Trains(size: 1518, count: 4, length: 4), ends, watch)
    var rows: [[Double]] = []
    var counts: [WorkCount] = []
    var outcome = Outcome()
    var course: [CanonicalJSON] = []
    for round in 1...Self.trainRounds {
      for (number, trains) in Self.trains.enumerated() {
        let done = (round - 1) * Self.trains.count + number + 1
        runner.progress(
          "\(name): \(done) of \(Self.trainRounds * Self.trains.count): \(trains.count) trains of "
            + "\(trains.length) frames of \(trains.size) B")
        let (count, arrived) = try trial(trains, ends, watch)
        guard arrived == trains.frames else {
          outcome.invalidity.append(
            Invalidity(
              .offeredLoad,
              "\(name): \(trains.frames - arrived) of \(trains.frames) frames did not arrive, so "
                + "not every frame took the whole path"))
          continue
        }
        rows.append([
          1, Double(trains.count), Double(trains.frames), Double(trains.frames * trains.size),
        ])
        counts.append(count)
        course.append([
          "size": .integer(Int64(trains.size)), "trains": .integer(Int64(trains.count)),
          "length": .integer(Int64(trains.length)), "instructions": .number(count.total),
          "parts": .object(count.parts.mapValues { CanonicalJSON.number($0) }),
        ])
      }
    }
    outcome.raw = [RawResult(source: "trains", line: CanonicalJSON.array(course).text)]
    outcome.add(Self.regression(rows, counts, of: name))
    return outcome
  }

  /// One trial: what was executed meanwhile, and how many frames arrived.
  private func trial(
    _ trains: Trains, _ ends: FlowEnds, _ watch: SampleWatch
  ) throws(MeasureError) -> (count: WorkCount, arrived: Int) {
    // The last train leaves as late in every trial, so that all last equally long.
    let rate = Double((trains.count - 1) * trains.length) / Self.trainSeconds
    let before = try WorkCount.now(watch)
    let trial = try frames(
      ends, rate: "\(rate)packet/s", seconds: 2 * Self.trainSeconds, size: trains.size,
      words: [
        "packets=\(trains.frames)", "together=\(trains.length)", "burst=\(trains.length)",
      ])
    // The end of generator and receiver costs half as much as their start, and may come after what
    // they say: it is to be in this trial always, and never in the next.
    usleep(Self.settlingMicroseconds)
    return (try WorkCount.now(watch).since(before), trial.arrived)
  }

  /// The coefficients, of all and of each part.
  private static func regression(
    _ rows: [[Double]], _ counts: [WorkCount], of name: String
  ) -> Outcome {
    var outcome = Outcome()
    func add(_ prefix: String, _ values: [Double]) {
      guard values.count == rows.count, let fit = LeastSquares(rows: rows, values: values),
        fit.standardErrors.count == 4
      else {
        outcome.invalidity.append(
          Invalidity(.offeredLoad, "\(name): too few trials to tell \(prefix)packets from bytes"))
        return
      }
      for (place, what) in [(1, "notification"), (2, "packet"), (3, "byte")] {
        outcome.measurements += [
          Measurement(
            workload: name, quantity: "\(prefix)\(what)", unit: "instructions",
            value: fit.coefficients[place]),
          Measurement(
            workload: name, quantity: "\(prefix)\(what)_error", unit: "instructions",
            value: fit.standardErrors[place]),
        ]
      }
      outcome.measurements.append(
        Measurement(
          workload: name, quantity: "\(prefix)deviation", unit: "instructions",
          value: fit.residualDeviation))
    }
    add("", counts.map(\.total))
    for part in Set(counts.flatMap(\.parts.keys)).sorted() {
      add("\(part)_", counts.compactMap { $0.parts[part] })
    }
    return outcome
  }
}
