import Foundation
import Statistics

/// The runs of `StreamComparison`, and what they say of the engines.
struct StreamTable {
  /// One run of one engine.
  struct Row {
    var round: Int
    var threads: Int
    var pages: String
    var bytes: Int
    var hugeBytes: Int
    /// Where the arrays begin modulo 2 MiB.
    var places: [Int]
    var stores: String
    var engine: String
    /// MB/s of copy, scale, add and triad.
    var rates: [Double]

    /// Its line in the file.
    var line: String {
      let layout = places.map(String.init).joined(separator: " ")
      return "\(round);\(threads);\(pages);\(bytes);\(hugeBytes);\(layout);\(stores);\(engine);"
        + rates.map { String(format: "%.1f", $0) }.joined(separator: ";")
    }

    /// The row of a line.
    init(line: Substring) throws {
      let cells = line.split(separator: ";", omittingEmptySubsequences: false).map(String.init)
      let rates = cells.dropFirst(8).compactMap(Double.init)
      guard cells.count == 12, rates.count == 4, let round = Int(cells[0]),
        let threads = Int(cells[1]), let bytes = Int(cells[3]), let hugeBytes = Int(cells[4])
      else { throw BenchError("\"\(line)\" is no run of STREAM") }
      self.init(
        round: round, threads: threads, pages: cells[2], bytes: bytes, hugeBytes: hugeBytes,
        places: cells[5].split(separator: " ").compactMap { Int($0) }, stores: cells[6],
        engine: cells[7], rates: rates)
    }

    init(
      round: Int, threads: Int, pages: String, bytes: Int, hugeBytes: Int, places: [Int],
      stores: String, engine: String, rates: [Double]
    ) {
      self.round = round
      self.threads = threads
      self.pages = pages
      self.bytes = bytes
      self.hugeBytes = hugeBytes
      self.places = places
      self.stores = stores
      self.engine = engine
      self.rates = rates
    }
  }

  /// The first line of the file.
  static let heading =
    "round;threads;pages;array_bytes;huge_bytes;places;stores;engine;copy;scale;add;triad"
  static let loops = ["copy", "scale", "add", "triad"]

  /// All runs, in their order.
  let rows: [Row]

  /// The runs of a file.
  init(file: String) throws {
    let text = try String(contentsOfFile: file, encoding: .utf8)
    rows = try text.split(separator: "\n").dropFirst().map { try Row(line: $0) }
  }

  /// Prints a table for every number of threads, kind of pages and way of storing.
  func show() {
    var seen: [[String]] = []
    for row in rows {
      let key = ["\(row.threads)", row.pages, row.stores]
      guard !seen.contains(key) else { continue }
      seen.append(key)
      show(rows.filter { ["\($0.threads)", $0.pages, $0.stores] == key }, of: row)
    }
    print(
      """

      MB/s: the median over the rounds. ratio: the first engine's rate over this one's, the
      geometric mean over the rounds with its 95 % interval (paired; PairedRatio of Statistics). The
      last line of each table is one program against itself: what is inside its interval cannot be
      told from 1 here.
      """)
  }

  private func show(_ rows: [Row], of first: Row) {
    let names = StreamComparison.engines.filter { $0.stores == first.stores }.map(\.name)
    let engines = names.filter { name in rows.contains { $0.engine == name } }
    let rounds = Set(rows.map(\.round)).count
    let huge =
      first.hugeBytes < 0 ? "unknown" : "\(first.hugeBytes * 100 / 3 / first.bytes) %"
    print(
      """

      STREAM, \(first.stores) stores, \(first.threads) thread\(first.threads == 1 ? "" : "s"), \
      three arrays of \(first.bytes >> 20) MiB, \(rounds) rounds; pages: \(first.pages), \
      on huge ones: \(huge);
      arrays begin at \(first.places.map { "\($0 % 4096)" }.joined(separator: ", ")) modulo 4 KiB, \
      \(first.places.map(String.init).joined(separator: ", ")) modulo 2 MiB

      """)
    var table = [["engine"] + Self.loops.flatMap { [$0, "ratio"] }]
    for engine in engines {
      table.append(
        [engine]
          + Self.loops.indices.flatMap { loop -> [String] in
            let rates = rows.filter { $0.engine == engine }.map { $0.rates[loop] }
            return [
              "\(Int(Comparison.median(rates).rounded()))",
              engine == engines[0] ? "" : ratio(rows, engines[0], engine, loop),
            ]
          })
    }
    if engines.contains(names[1]), engines.contains(names[2]) {
      table.append(
        ["the same against itself"]
          + Self.loops.indices.flatMap { ["", ratio(rows, names[1], names[2], $0)] })
    }
    for line in Comparison.aligned(table) { print(line) }
  }

  /// The ratio of two engines' rates over the rounds that both have run in.
  private func ratio(_ rows: [Row], _ one: String, _ other: String, _ loop: Int) -> String {
    let pairs = rows.filter { $0.engine == one }.compactMap { row in
      rows.first { $0.engine == other && $0.round == row.round }.map {
        (numerator: row.rates[loop], denominator: $0.rates[loop])
      }
    }
    guard let ratio = PairedRatio(pairs) else { return "–" }
    return String(format: "%.3f (%.3f–%.3f)", ratio.ratio, ratio.low, ratio.high)
  }
}
