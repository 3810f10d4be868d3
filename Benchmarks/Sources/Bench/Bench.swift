import Foundation
import Kernels

/// The program: measures this project's engine once, or compares it with its peers in one run.
@main
enum Bench {
  private static let usage = """
    usage: bench hold PENDING        the hold model with so many pending events
           bench forward             the three-node forwarding scenario
           bench virtio              the same with the router in a KVM guest with virtio
           bench pi gauss-legendre|chudnovsky DIGITS THREADS
                                     decimals of pi
           bench pi-threads ROUNDS [DIGITS]
                                     pi on all CPUs against one, by both algorithms, beside as many
                                     processes at the same time; 4194304 unless told otherwise
           bench lpm TABLE           longest-prefix match; `compare` makes the table
           bench compare FOLDER [ROUNDS [JOB]]
                                     all of these, or those called JOB, against the peers built in
                                     FOLDER, alternately, 5 rounds unless told otherwise
           bench stream FOLDER ROUNDS THREADS system|small|huge
                                     more rounds of STREAM alone, beside those of FOLDER/stream.csv
           bench stream-passes FOLDER system|small|huge ARRAY_BYTES SECONDS [THREADS]
                                     STREAM's loops and gcc's by turns on the same arrays; one
                                     thread unless told otherwise
           bench sizes [ROUNDS [FIGURE.svg]]
                                     a day of data centres of 20 to 20,000 VMs at the fluid level
           bench stream-table FOLDER
                                     the table of all rounds of FOLDER/stream.csv
    A single measurement prints: events or packets offered, nanoseconds, packets forwarded, events;
    for pi: decimals, nanoseconds, the last 15 of them, 0; for lpm: look-ups, nanoseconds, the sum
    of the next hops, 0.
    `script/bench` builds the peers and runs the comparison.

    """

  static func main() {
    do {
      try run(Array(CommandLine.arguments.dropFirst()))
    } catch {
      complain("bench: \(error)\n")
      exit(1)
    }
  }

  private static func run(_ arguments: [String]) throws {
    if let job = Job(arguments: arguments) {
      print(try job.measure().line)
    } else if arguments.first == "lpm", arguments.count == 2 {
      print(try LookupTable.read(arguments[1]).measure().line)
    } else if arguments.first == "compare", (2...4).contains(arguments.count) {
      guard let rounds = arguments.count > 2 ? Int(arguments[2]) : 5, rounds > 0 else {
        throw BenchError("ROUNDS is \"\(arguments[2])\"; give a positive whole number")
      }
      let job = arguments.count == 4 ? arguments[3] : nil
      let jobs = Job.all.filter { job == nil || $0.arguments[0] == job }
      guard !jobs.isEmpty || job == "stream" || job == "lpm" else {
        throw BenchError(
          "there is no job \"\(arguments[3])\"; use hold, forward, virtio, pi, stream or lpm")
      }
      if !jobs.isEmpty {
        try Comparison(peers: Peer.all(in: arguments[1]), rounds: rounds).run(jobs)
      }
      if job == nil || job == "stream" {
        let comparison = StreamComparison(folder: arguments[1], rounds: rounds)
        try comparison.begin()
        try comparison.measure()
        try StreamTable(file: comparison.file).show()
        for threads in Set([1, try CPUSet.inOrderOfCores().count]).sorted() {
          try StreamPasses(
            library: "\(arguments[1])/stream-loops.so", pages: .huge,
            bytes: try comparison.arrayBytes(), seconds: 4 * Double(rounds), threads: threads
          ).run()
        }
      }
      if job == nil || job == "lpm" {
        try LookupComparison(folder: arguments[1], rounds: rounds).run()
      }
    } else if arguments.first == "stream", arguments.count == 5, let rounds = Int(arguments[2]),
      rounds > 0, let threads = Int(arguments[3]), threads > 0,
      let pages = MappedMemory.Pages(rawValue: arguments[4])
    {
      try StreamComparison(
        folder: arguments[1], rounds: rounds, threads: [threads], pages: [pages]
      ).measure()
    } else if arguments.first == "stream-passes", (5...6).contains(arguments.count),
      let pages = MappedMemory.Pages(rawValue: arguments[2]), let bytes = Int(arguments[3]),
      bytes > 0, bytes % 64 == 0, let seconds = Double(arguments[4]), seconds > 0,
      let threads = arguments.count > 5 ? Int(arguments[5]) : 1, threads > 0
    {
      try StreamPasses(
        library: "\(arguments[1])/stream-loops.so", pages: pages, bytes: bytes,
        seconds: seconds, threads: threads
      ).run()
    } else if arguments.first == "pi-threads", (2...3).contains(arguments.count),
      let rounds = Int(arguments[1]), rounds >= 2,
      let digits = arguments.count > 2 ? Int(arguments[2]) : PiComputation.defaultDigits,
      digits > 0
    {
      let cpus = try CPUSet.ofCallingThread().cpus.count
      guard cpus > 1 else { throw BenchError("there is one CPU only: nothing can be shared") }
      try PiScaling(digits: digits, threads: cpus, rounds: rounds).run()
    } else if arguments.first == "sizes", arguments.count <= 3,
      let rounds = arguments.count > 1 ? Int(arguments[1]) : 3, rounds > 0
    {
      try SizeSeries(rounds: rounds).run(figure: arguments.count > 2 ? arguments[2] : nil)
    } else if arguments.first == "stream-table", arguments.count == 2 {
      try StreamTable(file: StreamComparison(folder: arguments[1], rounds: 0).file).show()
    } else {
      complain(usage)
      exit(2)
    }
  }

  private static func complain(_ text: String) {
    FileHandle.standardError.write(Data(text.utf8))
  }
}

/// Why a benchmark cannot be run, in one sentence.
struct BenchError: Error, CustomStringConvertible {
  let description: String

  init(_ description: String) { self.description = description }
}
