import Foundation

/// STREAM by this project's kernel and by its peers in C, alternately.
struct StreamComparison {
  /// Where `script/bench` has put the programs.
  var folder: String
  /// How often each program runs.
  var rounds: Int

  /// A program that prints its best rates of copy, scale, add and triad.
  private struct Engine {
    var name: String
    var program: String
    var stores: String
    var isOwn: Bool { program == "hypertwin-guest" }
  }

  private static let loops = ["copy", "scale", "add", "triad"]
  private static let passes = 10

  private static let engines: [Engine] = ["plain", "non-temporal"].flatMap { stores in
    [
      Engine(name: "Hypertwin, \(stores)", program: "hypertwin-guest", stores: stores),
      Engine(name: "gcc -O3 -march=native, \(stores)", program: "stream-loops", stores: stores),
    ]
      + (stores == "plain"
        ? [Engine(name: "the same, copy by memcpy", program: "stream-memcpy", stores: stores)] : [])
  }

  /// Measures, and prints a table for one thread and one for all CPUs.
  func run() throws {
    let installed = Self.engines.filter {
      FileManager.default.isExecutableFile(atPath: "\(folder)/\($0.program)")
    }
    for engine in Self.engines where !installed.contains(where: { $0.name == engine.name }) {
      print("Not installed, left out: \(engine.name)")
    }
    for threads in Set([1, ProcessInfo.processInfo.activeProcessorCount]).sorted() {
      var rates = installed.map { _ in [[Double]]() }
      // The first run tells the size of the arrays, which all others take over.
      guard let own = installed.first(where: \.isOwn) else {
        throw BenchError("hypertwin-guest is not in \(folder); script/bench builds it")
      }
      let bytes = try result(own, threads: threads, bytes: nil).bytes
      for round in 0..<rounds {
        for index in installed.indices {
          // A different one begins each round, so that none always follows the same one.
          let index = (index + round) % installed.count
          rates[index].append(
            try result(installed[index], threads: threads, bytes: bytes).rates)
        }
      }
      print(
        "\nSTREAM, \(threads) thread\(threads == 1 ? "" : "s"), three arrays of "
          + "\(bytes >> 20) MiB, \(rounds) rounds; MB/s: median (best)\n")
      for line in Comparison.aligned(table(installed, rates)) { print(line) }
    }
    print("\nratio: the median over rounds of Hypertwin's rate over that engine's, same stores")
  }

  private func table(_ engines: [Engine], _ rates: [[[Double]]]) -> [[String]] {
    var rows = [["engine"] + Self.loops.flatMap { [$0, "ratio"] }]
    for (index, engine) in engines.enumerated() {
      let own = engines.firstIndex { $0.isOwn && $0.stores == engine.stores } ?? index
      rows.append(
        [engine.name]
          + Self.loops.indices.flatMap { loop -> [String] in
            let each = rates[index].map { $0[loop] }
            let ratios = zip(rates[own], rates[index]).map { $0[loop] / $1[loop] }
            let middle = Int(Comparison.median(each))
            return [
              "\(middle) (\(Int(each.max() ?? 0)))",
              String(format: "%.3f", Comparison.median(ratios)),
            ]
          })
    }
    return rows
  }

  /// Runs an engine once.
  private func result(
    _ engine: Engine, threads: Int, bytes: Int?
  ) throws -> (rates: [Double], bytes: Int) {
    let path = "\(folder)/\(engine.program)"
    var arguments = [
      "stream", "threads=\(threads)", "stores=\(engine.stores)", "repetitions=\(Self.passes)",
    ]
    if let bytes { arguments.append("array-size=\(bytes)B") }
    if !engine.isOwn {
      arguments = ["\(threads)", "\(bytes ?? 0)", "\(Self.passes)", engine.stores]
    }
    // The peers bind their threads as the kernel does.
    let text = try Peer.output(
      of: path, arguments, environment: ["OMP_PROC_BIND": "true", "OMP_PLACES": "threads"])
    if engine.isOwn {
      let decoder = JSONDecoder()
      decoder.keyDecodingStrategy = .convertFromSnakeCase
      let line = try decoder.decode(Line.self, from: Data(text.utf8))
      return (line.result.figures.map(\.rateMbS), line.result.arrayBytes)
    }
    let rates = text.split(whereSeparator: \.isWhitespace).compactMap { Double($0) }
    guard rates.count == Self.loops.count, let bytes else {
      throw BenchError("\(engine.name): printed \"\(text)\" instead of four rates")
    }
    return (rates, bytes)
  }

  /// What `hypertwin-guest stream` prints.
  private struct Line: Decodable {
    struct Result: Decodable {
      struct Figure: Decodable { var rateMbS: Double }
      var figures: [Figure]
      var arrayBytes: Int
    }
    var result: Result
  }
}
