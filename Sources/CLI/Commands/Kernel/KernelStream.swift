import ArgumentParser
import Kernels
import Model

/// `hypertwin kernel stream`: sustainable memory bandwidth.
struct KernelStream: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "stream",
    abstract: "Measure the memory's bandwidth with STREAM's four loops.",
    discussion: """
      The arrays are at least 4 times the last-level caches, every thread is bound to a CPU and \
      touches its part of the arrays first, the best pass but the first counts, and the arrays are \
      checked. Rates are in 10⁶ bytes per second by STREAM's convention; "traffic" adds the lines \
      that plain stores read before they overwrite them.

      EXAMPLES
        hypertwin kernel stream
        hypertwin kernel stream --threads 1 --stores both --array-size 1GiB --format json
      """)

  /// The ways of storing to run.
  enum Stores: String, ExpressibleByArgument, CaseIterable {
    case plain, nonTemporal = "non-temporal", both

    var each: [StreamStores] {
      switch self {
      case .plain: return [.plain]
      case .nonTemporal: return [.nonTemporal]
      case .both: return StreamStores.allCases
      }
    }
  }

  /// The forms of the result.
  enum Format: String, ExpressibleByArgument, CaseIterable { case table, json }

  @Option(name: .long, help: "Threads, each bound to a CPU. Default: one per CPU.")
  var threads: Int?

  @Option(name: .long, help: "Store through the caches, around them, or one after the other.")
  var stores: Stores = .plain

  @Option(
    name: .long,
    help: ArgumentHelp(
      "Size of each of the three arrays, with its unit: 128MiB. Default: 4 times the caches.",
      valueName: "size"), transform: Self.size)
  var arraySize: ByteCount?

  @Option(name: .long, help: "Passes, 2 to 250; the first is not counted.")
  var repetitions: Int = 10

  @Option(name: .long, help: "The pages of the arrays: as the system is set up, 4 KiB or 2 MiB.")
  var pages: MappedMemory.Pages = .system

  @Option(
    name: .long,
    help: ArgumentHelp(
      "How far each array begins behind the one before it, modulo 2 MiB: a multiple of 64 B.",
      valueName: "size"), transform: Self.size)
  var offset = ByteCount(bytes: Int64(StreamLayout.defaultOffset))

  @Option(
    name: .long,
    help: "The vector instructions. Default: the widest that do not slow this processor down.")
  var instructions: InstructionSet?

  @Flag(name: .long, help: "Run although the arrays are too small; the result is labelled so.")
  var allowSmallArrays = false

  @Option(name: .long, help: "The form of the result.")
  var format: Format = .table

  func run() async throws {
    try await reportingFailures {
      let results = try stores.each.map { stores throws(Failure) in
        let plan = StreamPlan(
          threads: threads, stores: stores, arrayBytes: arraySize.map { Int($0.bytes) },
          repetitions: repetitions, pages: pages, offset: Int(clamping: offset.bytes),
          allowsSmallArrays: allowSmallArrays, instructions: instructions)
        do {
          return try StreamRun(plan).run()
        } catch {
          throw Failure.work("kernel stream: \(error)")
        }
      }
      switch format {
      case .json: try Terminal.write(try KernelText.json(results))
      case .table: try Terminal.write(results.map(Self.table).joined(separator: "\n"))
      }
    }
  }

  static func size(_ text: String) throws -> ByteCount {
    do {
      return try ByteCount(parsing: text)
    } catch {
      throw ValidationError("\(error)")
    }
  }

  private static func table(_ result: StreamResult) -> String {
    let heading = ["loop", "MB/s", "traffic MB/s", "min s", "avg s", "max s"]
    let rows = result.figures.map { figure in
      [
        figure.loop.rawValue, KernelText.fixed(figure.rateMbS, 1),
        KernelText.fixed(figure.trafficMbS, 1), KernelText.fixed(figure.minimumS, 6),
        KernelText.fixed(figure.averageS, 6), KernelText.fixed(figure.maximumS, 6),
      ]
    }
    let size = ByteCount(bytes: Int64(result.arrayBytes))
    let cpus = result.cpus.map(String.init).joined(separator: ", ")
    var text =
      "STREAM, \(result.stores.rawValue) stores, \(result.instructionSet); three arrays of "
      + "\(size), \(result.repetitions) passes, threads on CPU \(cpus)\n"
    if let cache = result.lastLevelCache {
      text += "last-level cache \(ByteCount(bytes: Int64(cache.totalBytes))) (\(cache.source))"
    } else {
      text += "last-level cache unknown"
    }
    let huge = result.hugeBytes.map { "\(ByteCount(bytes: Int64($0)))" } ?? "unknown"
    text += ", clock tick \(result.clockTickNs) ns\npages: \(result.pages.rawValue), on huge "
    text += "pages: \(huge); the arrays begin at "
    text += result.layout.places.map { "\($0.inSmallPage)" }.joined(separator: ", ")
    text += " modulo 4 KiB and "
    text += result.layout.places.map { "\($0.inHugePage)" }.joined(separator: ", ")
    text += " modulo 2 MiB\n\n"
    text += KernelText.aligned([heading] + rows)
    let worst = result.validation.arrays.map(\.largestRelativeError).max() ?? 0
    text += "\nvalidated: largest relative error \(worst); \(result.label)\n"
    return text + result.notes.map { $0 + "\n" }.joined()
  }
}

extension MappedMemory.Pages: ExpressibleByArgument {}
extension InstructionSet: ExpressibleByArgument {}
