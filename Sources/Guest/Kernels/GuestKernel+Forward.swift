import Kernels

/// The forwarding kernel.
extension GuestKernel {
  /// The largest table that the benchmark takes, about twice today's.
  private static let mostRoutes = 2_000_000

  /// Look-ups and forwarding of packets in memory, checked.
  static let forward = GuestKernel(
    name: "forward", summary: "look-ups and forwarding of 64-byte packets in memory, checked",
    keys: [
      Key(name: "fib", summary: "routes of IPv4; 950000"),
      Key(name: "rounds", summary: "rounds of each measurement; 5"),
      Key(name: "seed", summary: "what table and packets are drawn from; 1"),
    ]
  ) { arguments in
    let routes = try arguments.integer("fib") ?? 950_000
    let rounds = try arguments.integer("rounds") ?? 5
    guard (1...mostRoutes).contains(routes), (2...1000).contains(rounds) else {
      throw GuestArguments.Mistake(
        description: "fib is 1 to \(mostRoutes) and rounds is 2 to 1000")
    }
    let report = try ForwardingBenchmark(
      routes: routes, rounds: rounds,
      seed: UInt64(bitPattern: Int64(arguments.integer("seed") ?? 1))
    ).run { _, _ in }
    guard report.wrong == 0 else {
      throw WrongForwarding(wrong: report.wrong, checked: report.checked)
    }
    return ForwardingBenchmarkFigures(report)
  }
}

/// The benchmark's own checks failed.
private struct WrongForwarding: Error, CustomStringConvertible {
  let wrong: Int
  let checked: Int

  /// What is wrong.
  var description: String {
    "\(wrong) of \(checked) look-ups and packets are wrong: the figures are void"
  }
}
