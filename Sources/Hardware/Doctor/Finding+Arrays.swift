import Model

extension Finding {
  /// What a campaign says of STREAM's arrays: nil if it has no STREAM job, refused if its cells
  /// have arrays of several sizes. Rates of different sizes are of different memories: a larger
  /// share of a smaller array is in caches and in the reach of the TLB.
  public static func arrays(of scenarios: [Scenario]) -> Finding? {
    var places: [(size: ByteCount, name: String)] = []
    for scenario in scenarios {
      for workload in scenario.workloads {
        guard case .stream(let job) = workload.kind else { continue }
        guard !places.contains(where: { $0.size == job.arraySize }) else { continue }
        places.append((job.arraySize, "\(scenario.name), workload \(workload.id)"))
      }
    }
    guard let first = places.first else { return nil }
    let isOne = places.count == 1
    return Finding(
      check: "STREAM arrays", level: isOne ? .ok : .refuse,
      seen: isOne
        ? "\(first.size)" : places.map { "\($0.size) in \($0.name)" }.joined(separator: "; "),
      why: "Rates of arrays of different sizes cannot be compared.",
      remedy: "Give all of them the largest of these sizes (array_size).")
  }
}
