import Foundation

/// The program: measures this project's engine once, or compares it with its peers in one run.
@main
enum Bench {
  private static let usage = """
    usage: bench hold PENDING        the hold model with so many pending events
           bench forward             the three-node forwarding scenario
           bench virtio              the same with the router in a KVM guest with virtio
           bench compare FOLDER [ROUNDS]
                                     all of these against the peers built in FOLDER, alternately,
                                     5 rounds unless told otherwise
           bench stream FOLDER ROUNDS
                                     STREAM against the peers built in FOLDER, alternately
    A single measurement prints: events or packets offered, nanoseconds, packets forwarded, events.
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
    } else if arguments.first == "compare", (2...3).contains(arguments.count) {
      guard let rounds = arguments.count == 3 ? Int(arguments[2]) : 5, rounds > 0 else {
        throw BenchError("ROUNDS is \"\(arguments[2])\"; give a positive whole number")
      }
      try Comparison(peers: Peer.all(in: arguments[1]), rounds: rounds).run()
    } else if arguments.first == "stream", arguments.count == 3, let rounds = Int(arguments[2]),
      rounds > 0
    {
      try StreamComparison(folder: arguments[1], rounds: rounds).run()
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
