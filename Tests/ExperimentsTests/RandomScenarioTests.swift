import Experiments
import Foundation
import Model
import Testing

@testable import Simulator

/// Random valid scenarios: none stops the program or keeps it for ever, no figure is without sense,
/// and no packet is lost but where it is counted.
///
/// To look for more, from another seed on:
///
///     HYPERTWIN_FUZZ_SCENARIOS=100000 HYPERTWIN_FUZZ_FIRST=300 \
///       script/test --filter RandomScenarioTests
@Suite struct RandomScenarioTests {
  private static let environment = ProcessInfo.processInfo.environment

  /// How many scenarios are tried, and the seed of the first.
  private static let count =
    number("HYPERTWIN_FUZZ_SCENARIOS")
    ?? (environment["HYPERTWIN_LONG_TESTS"] == nil ? 300 : longCount)
  private static let first = number("HYPERTWIN_FUZZ_FIRST") ?? 0

  private static func number(_ name: String) -> Int? { environment[name].flatMap { Int($0) } }

  /// What four minutes of two cores suffice for: one takes 4 ms.
  private static let longCount = 100_000
  /// Tasks that share them.
  private static let tasks = 4
  /// Events that no run needs: a link of 10 Tbit/s carries 34 million of the smallest frames in the
  /// longest of 2.5 ms, and each has an event or two at each of a few hops.
  private static let mostEvents = 500_000_000
  /// Rounding of times to picoseconds and of shares to doubles.
  private static let tolerance = 1e-6

  @Test(arguments: 0..<tasks)
  func randomScenariosAreSimulatedWithoutATrapAHangOrANumberWithoutSense(task: Int) throws {
    let priors = try ShippedPlans.priors()
    for seed in stride(from: Self.first + task, to: Self.first + Self.count, by: Self.tasks) {
      let problems = Self.problems(seed: UInt64(seed), priors: priors)
      #expect(problems.isEmpty, "seed \(seed): \(problems.joined(separator: "; "))")
    }
  }

  /// The priors, or some with each cost between a fifth and three times of what it is.
  private static func costs(seed: UInt64, _ priors: CostModel) -> CostModel {
    guard seed % 2 == 1 else { return priors }
    var costs = priors
    var draw = RandomStream(seed: seed, replication: 0, name: "costs")
    for parameter in priors.parameters where parameter.unit != "1" {
      costs[parameter.name]?.value = parameter.value * (0.2 + 2.8 * draw.uniform())
    }
    return costs
  }

  /// All that is wrong with the scenario of a seed and its run.
  private static func problems(seed: UInt64, priors: CostModel) -> [String] {
    let scenario = ScenarioGenerator.scenario(seed: seed)
    let findings = scenario.findings
    guard findings.isEmpty else {
      return findings.map { "the scenario is not valid: \($0.path): \($0.message)" }
    }
    let simulation = Simulation(scenario: scenario, costs: costs(seed: seed, priors))
    do {
      var problems = try accounts(of: simulation, seed: seed)
      guard problems.isEmpty else { return problems }
      problems = figures(of: try simulation.replicate(0, seed: seed), in: scenario)
      return problems + (try fluidProblems(simulation, seed: seed))
    } catch {
      return ["\(error)"]
    }
  }

  /// What is wrong with the numbers of the fluid level, which refuses requests, caps and joined
  /// segments.
  private static func fluidProblems(
    _ simulation: Simulation, seed: UInt64
  ) throws(SimulationError) -> [String] {
    var scenario = simulation.scenario
    scenario.workloads.removeAll { workload in
      guard case .flow(let flow) = workload.kind, case .requests = flow.load else { return false }
      return true
    }
    scenario.leaveOutWhatIsNotFluid()
    let fluid = Simulation(scenario: scenario, costs: simulation.costs, level: .fluid)
    return figures(of: try fluid.replicate(0, seed: seed), in: scenario).map { "fluid: \($0)" }
  }

  /// What is wrong with the packets of a run, in which every one of them has its events.
  private static func accounts(
    of simulation: Simulation, seed: UInt64
  ) throws(SimulationError) -> [String] {
    let costs = Costs(simulation.costs, seed: seed, replication: 0)
    let plan = try simulation.network(costs).plan
    let run = simulation.scenario.run
    let end = (run.warmUp + run.duration).picoseconds
    var network = NetworkRun(
      plan: plan, stream: RandomStream(seed: seed, replication: 0, name: "network"))
    network.start(warmUp: 0)
    while network.step(until: end) {
      guard network.eventCount <= mostEvents else {
        return ["more than \(mostEvents) events by \(network.now) ps of \(end)"]
      }
    }
    network.stop(at: end)
    let inside = network.population()
    var problems: [String] = []
    for (index, flow) in plan.flows.enumerated() {
      let entry = Int(network.table.entries[index].forward)
      let counted = flow.forward.indices.reduce(0) {
        $0 + network.tallies[entry + $1].dropped + network.tallies[entry + $1].lost
          + inside[entry + $1]
      }
      let tally = network.flows[index].tally
      let arrived = arrivals(at: index, of: network)
      if tally.sent != arrived + counted {
        problems.append(
          "\(flow.name): \(tally.sent) sent, \(arrived) arrived, \(counted) dropped or inside")
      }
    }
    for (index, executor) in plan.executors.enumerated()
    where !(0...end).contains(network.executors[index].busy) {
      problems.append("\(executor.name): busy for \(network.executors[index].busy) ps of \(end)")
    }
    return problems
  }

  /// Data packets that have left the last step of a flow's path.
  private static func arrivals(at index: Int, of network: borrowing NetworkRun) -> Int {
    let flow = network.plan.flows[index]
    guard case .requests = flow.load else { return network.flows[index].tally.arrived }
    // A server does not count the requests that reach it; the last step does, and what it has taken
    // is no longer in its queue.
    let last = Int(network.table.entries[index].forward) + flow.forward.count - 1
    let waiting = network.population()[last]
    var queued = 0
    if case .stage(let stage)? = flow.forward.last {
      for offset in 0..<network.stages[stage].queue.count
      where Int(network.stages[stage].queue[offset].step) == last { queued += 1 }
    }
    return network.tallies[last].packets - (waiting - queued)
  }

  /// What is wrong with the numbers that a replication found.
  private static func figures(of found: Replication, in scenario: Scenario) -> [String] {
    var problems: [String] = []
    var values: [String: Double] = [:]
    for figure in found.figures {
      let name = "\(figure.workload).\(figure.quantity)"
      if !(figure.value.isFinite && figure.value >= 0) {
        problems.append("\(name) is \(figure.value)")
      }
      if values.updateValue(figure.value, forKey: name) != nil { problems.append("two of \(name)") }
    }
    for workload in scenario.workloads {
      for kind in ["latency", "round_trip"] {
        let shares = ["p50", "p99", "p999", "max"].compactMap {
          values["\(workload.id).\(kind)_\($0)"]
        }
        if shares != shares.sorted() || !(shares.isEmpty || shares.count == 4) {
          problems.append("\(workload.id): percentiles of the \(kind) are \(shares)")
        }
      }
    }
    for time in found.breakdown {
      let numbers = [time.waiting ?? 0, time.service, time.utilisation, time.dropped]
      if numbers.contains(where: { !($0.isFinite && $0 >= 0) }) || time.dropped > 1 {
        problems.append("\(time)")
      }
    }
    for time in found.threads {
      let isShare = time.utilisation >= 0 && time.steal >= 0 && time.notifications >= 0
      if !isShare || !(time.utilisation + time.steal <= 1 + tolerance) {
        problems.append("\(time)")
      }
    }
    return problems
  }
}
