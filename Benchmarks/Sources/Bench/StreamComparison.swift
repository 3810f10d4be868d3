import Foundation
import Kernels

/// STREAM by this project's kernel and by its peers in C, alternately.
///
/// Every run is a line of `stream.csv` in the folder of the programs, so that a machine that is
/// free for a minute at a time can be used for a round at a time: `StreamTable` is made of all
/// lines.
struct StreamComparison {
  /// Where `script/bench` has put the programs.
  var folder: String
  /// How often each program runs.
  var rounds: Int
  /// The numbers of threads to compare with.
  var threads = Set([1, ProcessInfo.processInfo.activeProcessorCount]).sorted()
  /// The pages to compare with: huge ones, because the kernel gives small ones at random places,
  /// other ones to every process.
  var pages = [MappedMemory.Pages.huge]

  /// Passes of each run; the first is not counted.
  static let passes = 10

  /// A program that prints its best rates of copy, scale, add and triad.
  struct Engine {
    var name: String
    var program: String
    var stores: String
    var isOwn: Bool { program == "hypertwin-guest" }
  }

  /// In the order of the table. The peer with the same loops runs twice a round: its ratio to
  /// itself is what a ratio of nothing looks like.
  static let engines: [Engine] = ["plain", "non-temporal"].flatMap { stores in
    [
      Engine(name: "Hypertwin", program: "hypertwin-guest", stores: stores),
      Engine(name: "gcc, the same loops", program: "stream-loops", stores: stores),
      Engine(name: "gcc, the same again", program: "stream-loops", stores: stores),
      Engine(name: "gcc, copy by memcpy", program: "stream-memcpy", stores: stores),
    ].filter { stores == "plain" || $0.program != "stream-memcpy" }
  }

  /// The file of all runs.
  var file: String { "\(folder)/stream.csv" }

  /// Forgets all earlier runs.
  func begin() throws {
    try (StreamTable.heading + "\n").write(toFile: file, atomically: true, encoding: .utf8)
  }

  /// Runs every program so often, and adds what they say to the file.
  func measure() throws {
    let installed = Self.engines.filter {
      FileManager.default.isExecutableFile(atPath: "\(folder)/\($0.program)")
    }
    guard let own = installed.first(where: \.isOwn) else {
      throw BenchError("hypertwin-guest is not in \(folder); script/bench builds it")
    }
    if !FileManager.default.fileExists(atPath: file) { try begin() }
    let first = try StreamTable(file: file).rows.map(\.round).max().map { $0 + 1 } ?? 0
    for pages in pages {
      for threads in threads {
        // The first run tells the size of the arrays and their places, which all others take over.
        let model = try result(own, threads, pages, bytes: nil)
        for round in first..<first + rounds {
          for index in installed.indices {
            // A different one begins each round, so that none always follows the same one.
            let engine = installed[(index + round) % installed.count]
            let run = try result(engine, threads, pages, bytes: model.bytes)
            guard run.places == model.places, run.hugeBytes == model.hugeBytes else {
              throw BenchError(
                "\(engine.name): its arrays begin at \(run.places) modulo 2 MiB with "
                  + "\(run.hugeBytes) bytes on huge pages, \(own.name)'s at \(model.places) with "
                  + "\(model.hugeBytes): they do not measure the same")
            }
            try append(
              StreamTable.Row(
                round: round, threads: threads, pages: pages.rawValue, bytes: run.bytes,
                hugeBytes: run.hugeBytes, places: run.places, stores: engine.stores,
                engine: engine.name, rates: run.rates))
          }
        }
      }
    }
  }

  private func append(_ row: StreamTable.Row) throws {
    guard let handle = FileHandle(forWritingAtPath: file) else {
      throw BenchError("\(file) cannot be written")
    }
    defer { try? handle.close() }
    try handle.seekToEnd()
    try handle.write(contentsOf: Data((row.line + "\n").utf8))
  }

  /// What a run says.
  private struct Outcome {
    var rates: [Double]
    var bytes: Int
    var places: [Int]
    var hugeBytes: Int
  }

  /// Runs an engine once.
  private func result(
    _ engine: Engine, _ threads: Int, _ pages: MappedMemory.Pages, bytes: Int?
  ) throws -> Outcome {
    let path = "\(folder)/\(engine.program)"
    let offset = StreamLayout.defaultOffset
    if engine.isOwn {
      var arguments = [
        "stream", "threads=\(threads)", "stores=\(engine.stores)", "pages=\(pages.rawValue)",
        "offset=\(offset)B", "repetitions=\(bytes == nil ? 2 : Self.passes)",
      ]
      if let bytes { arguments.append("array-size=\(bytes)B") }
      let decoder = JSONDecoder()
      decoder.keyDecodingStrategy = .convertFromSnakeCase
      let text = try Peer.output(of: path, arguments)
      let result = try decoder.decode(Line.self, from: Data(text.utf8)).result
      return Outcome(
        rates: result.figures.map(\.rateMbS), bytes: result.arrayBytes,
        places: result.layout.places.map(\.inHugePage), hugeBytes: result.hugeBytes ?? -1)
    }
    let arguments = [
      "\(threads)", "\(bytes ?? 0)", "\(Self.passes)", engine.stores, pages.rawValue, "\(offset)",
    ]
    // The peers bind their threads as the kernel does.
    let text = try Peer.output(
      of: path, arguments, environment: ["OMP_PROC_BIND": "true", "OMP_PLACES": "threads"])
    let words = text.split(whereSeparator: \.isWhitespace)
    let rates = words.prefix(4).compactMap { Double($0) }
    let rest = words.dropFirst(4).compactMap { Int($0) }
    guard rates.count == 4, rest.count == 4, let bytes else {
      throw BenchError("\(engine.name): printed \"\(text)\" instead of four rates and the layout")
    }
    return Outcome(
      rates: rates, bytes: bytes, places: Array(rest.prefix(3)), hugeBytes: min(rest[3], 3 * bytes))
  }

  /// What `hypertwin-guest stream` prints.
  private struct Line: Decodable {
    struct Result: Decodable {
      struct Figure: Decodable { var rateMbS: Double }
      var figures: [Figure]
      var arrayBytes: Int
      var layout: StreamLayout
      var hugeBytes: Int?
    }
    var result: Result
  }
}
