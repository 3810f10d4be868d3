import LoadSearch
import Model
import Simulator

/// Many replications of several simulations, spread over the cores.
///
/// A replication is a pure function of its simulation, seed and index, and every outcome is kept by
/// its place in the campaign, so the result is bit-identical whatever the number of threads.
public struct Campaign: Sendable {
  /// What a replication does.
  public enum Task: Sendable {
    /// Runs all workloads; the figures of some that run with the others are not wanted.
    case whole(without: Set<String>)
    /// Searches for the throughputs of a constant-rate flow.
    case search(Workload.ID, SearchEffort)
    /// Loads a constant-rate flow as much as its path and its sender can.
    case saturation(Workload.ID)
  }

  /// How the warm-up of a run is left out, and whether intervals come from the run alone, by batch
  /// means.
  public enum Analysis: Sendable {
    /// As the scenario says and no more.
    case asPlanned
    /// As the scenario says; what MSER-5 would leave out is found.
    case pilot(byItself: Bool)
    /// So much more than the scenario says.
    case skipping(SimTime, byItself: Bool)
  }

  /// One simulation with the replications that are wanted of it.
  public struct Part: Sendable {
    /// What is simulated.
    public var simulation: Simulation
    /// What the random streams derive from.
    public var seed: UInt64
    /// How many replications, numbered from `first`.
    public var replications: Int
    /// The index of the first replication.
    public var first: Int

    /// What each of them does.
    public var task: Task
    /// How the warm-up of whole runs is left out.
    public var analysis = Analysis.asPlanned

    /// All its properties.
    public init(
      simulation: Simulation, seed: UInt64, replications: Int, first: Int = 0,
      task: Task = .whole(without: [])
    ) {
      self.simulation = simulation
      self.seed = seed
      self.replications = replications
      self.first = first
      self.task = task
    }

    /// One replication.
    func replicate(_ index: Int) throws(SimulationError) -> Replication {
      switch task {
      case .whole(let unwanted):
        var result: Replication
        switch analysis {
        case .asPlanned: result = try simulation.replicate(index, seed: seed)
        case .pilot(let byItself):
          result = try simulation.pilot(index, seed: seed, byItself: byItself)
        case .skipping(let time, let byItself):
          result = try simulation.steady(index, seed: seed, skipping: time, byItself: byItself)
        }
        result.figures.removeAll { unwanted.contains($0.workload) }
        result.breakdown.removeAll { unwanted.contains($0.flow) }
        if simulation.scenario.workloads.count == 1 {
          let name = simulation.scenario.workloads[0].id.name
          for place in result.threads.indices { result.threads[place].workload = name }
        }
        return result
      case .search(let workload, let effort):
        return try simulation.searched(workload, effort: effort, replication: index, seed: seed)
      case .saturation(let workload):
        return try simulation.saturated(workload, replication: index, seed: seed)
      }
    }
  }

  /// What is called after each replication, with how many are done and how many there are.
  public typealias Progress = @Sendable (_ done: Int, _ total: Int) -> Void

  /// The simulations.
  public var parts: [Part]

  /// A campaign of `parts`.
  public init(_ parts: [Part]) { self.parts = parts }

  /// Runs everything on at most `threads` threads; outcomes by part and replication.
  ///
  /// - Throws: the `SimulationError` of the first part that has one.
  public func run(threads: Int, progress: Progress? = nil) async throws -> [[Replication]] {
    let tasks = parts.indices.flatMap { part in
      (0..<parts[part].replications).map { (part: part, index: parts[part].first + $0) }
    }
    let outcomes = try await withThrowingTaskGroup(
      of: (Int, Replication).self, returning: [Replication?].self
    ) { group in
      var outcomes = [Replication?](repeating: nil, count: tasks.count)
      var next = 0
      func start() {
        guard next < tasks.count else { return }
        let place = next
        let task = tasks[place]
        let part = parts[task.part]
        next += 1
        group.addTask {
          (place, try part.replicate(task.index))
        }
      }
      for _ in 0..<max(threads, 1) { start() }
      var done = 0
      while let (place, replication) = try await group.next() {
        outcomes[place] = replication
        done += 1
        progress?(done, tasks.count)
        start()
      }
      return outcomes
    }
    var result = parts.map { _ in [Replication]() }
    for (place, task) in tasks.enumerated() {
      guard let outcome = outcomes[place] else { preconditionFailure("a replication is missing") }
      result[task.part].append(outcome)
    }
    return result
  }
}
