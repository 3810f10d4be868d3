import Testing

@testable import Simulator

#if canImport(Glibc)
  import Glibc
#endif

/// Closed forms from Kleinrock, "Queueing Systems", volume 1; times in mean service times.
@Suite struct QueueingTheoryTests {
  /// Checks that the exact value is inside the interval of 20 replications, or inside one that is
  /// wider by a factor: 1.5 makes 95 % 99.5 %.
  private func expect(
    _ values: [Double], contain exact: Double, _ what: String, widened: Double = 1,
    location: SourceLocation = #_sourceLocation
  ) {
    let (mean, halfWidth) = TheoryPlans.interval(values)
    #expect(
      abs(mean - exact) <= widened * halfWidth, "\(what): \(mean) ± \(halfWidth), exact \(exact)",
      sourceLocation: location)
    // An interval that is too wide to say anything proves nothing.
    #expect(
      halfWidth < 0.1 * max(exact, 0.05), "\(what): \(mean) ± \(halfWidth)",
      sourceLocation: location)
  }

  private func observe(
    _ plan: NetworkPlan, seed: UInt64, duration: Double
  ) -> [TheoryPlans.Observation] {
    (0..<20).map {
      TheoryPlans.observe(
        plan, seed: seed, replication: $0, warmUp: duration / 10, duration: duration)
    }
  }

  @Test(arguments: [0.3, 0.5, 0.8])
  func mm1(load: Double) {
    let found = observe(TheoryPlans.row(load: load), seed: 11, duration: 6_000 / (1 - load))
    expect(found.map { $0.waiting[0] }, contain: load / (1 - load), "waiting time")
    expect(found.map { $0.utilisation[0] }, contain: load, "utilisation")
  }

  @Test(arguments: [0.3, 0.5, 0.8])
  func md1(load: Double) {
    let plan = TheoryPlans.row(load: load, law: .spread(0))
    let found = observe(plan, seed: 12, duration: 6_000 / (1 - load))
    expect(found.map { $0.waiting[0] }, contain: load / (2 * (1 - load)), "waiting time")
    expect(found.map { $0.utilisation[0] }, contain: load, "utilisation")
  }

  /// Pollaczek and Khinchine: W = ρ(1 + c²)/(2(1 − ρ)), where c² is the squared coefficient of
  /// variation of the service time: s²/3 if that is uniform within a share s of its mean.
  @Test(arguments: [(0.5, 0.5), (0.8, 1), (0.9, 0.3)])
  func mg1(load: Double, spread: Double) {
    let plan = TheoryPlans.row(load: load, law: .spread(spread))
    let found = observe(plan, seed: 18, duration: 8_000 / (1 - load))
    let exact = load * (1 + spread * spread / 3) / (2 * (1 - load))
    expect(found.map { $0.waiting[0] }, contain: exact, "waiting time", widened: 1.5)
    expect(found.map { $0.utilisation[0] }, contain: load, "utilisation", widened: 1.5)
  }

  /// Erlang's loss formula by his recursion; it holds for any distribution of the service time
  /// (Sevastyanov), so for a uniform one as for the exponential.
  @Test(arguments: [(1.0, 2, false), (4, 5, false), (8, 8, false), (4, 5, true)])
  func erlangB(load: Double, servers: Int, isUniform: Bool) {
    var blocking = 1.0
    for server in 1...servers { blocking = load * blocking / (Double(server) + load * blocking) }
    let plan = TheoryPlans.row(
      load: load, law: isUniform ? .spread(1) : .exponential, servers: servers, limit: 0)
    let found = observe(plan, seed: 19, duration: 8_000)
    expect(found.map { $0.loss[0] }, contain: blocking, "blocking probability", widened: 1.5)
    #expect(found.allSatisfy { $0.waiting[0] == 0 })
  }

  /// The stationary probabilities of an M/M/c/K queue with room for K customers, servers included.
  private func occupancy(load: Double, servers: Int, room: Int) -> [Double] {
    var weights = [1.0]
    for customers in 1...room {
      weights.append(weights[customers - 1] * load / Double(min(customers, servers)))
    }
    let sum = weights.reduce(0, +)
    return weights.map { $0 / sum }
  }

  @Test(arguments: [(0.9, 1, 4), (1.6, 2, 6), (3.5, 4, 12), (3, 3, 3), (6, 4, 8)])
  func mmck(load: Double, servers: Int, room: Int) {
    let plan = TheoryPlans.row(load: load, servers: servers, limit: room - servers)
    let found = observe(plan, seed: 17, duration: 6_000)
    let occupancy = occupancy(load: load, servers: servers, room: room)
    let loss = occupancy[room]
    let waiting = (0...room).reduce(0.0) { $0 + Double(max($1 - servers, 0)) * occupancy[$1] }
    expect(found.map { $0.loss[0] }, contain: loss, "loss probability")
    expect(
      found.map { $0.utilisation[0] }, contain: load * (1 - loss) / Double(servers), "utilisation")
    if room > servers {
      expect(
        found.map { $0.waiting[0] }, contain: waiting / (load * (1 - loss)), "waiting time")
    } else {
      #expect(found.allSatisfy { $0.waiting[0] == 0 })
    }
  }

  @Test func aTandemOfTwoStationsBehavesAsTwoIndependentOnes() {
    let found = observe(TheoryPlans.row(load: 0.6, stations: 2), seed: 14, duration: 20_000)
    for station in 0...1 {
      expect(found.map { $0.waiting[station] }, contain: 1.5, "waiting time at \(station)")
      expect(found.map { $0.utilisation[station] }, contain: 0.6, "utilisation of \(station)")
    }
  }

  @Test(arguments: [(0.5, 1), (0.8, 1), (1.5, 2)])
  func processorSharing(load: Double, cores: Int) {
    let found = (0..<20).map { replication in
      SharedProcessor.meanSojourn(
        load: load, cores: cores, seed: 15, replication: replication, jobs: 40_000)
    }
    // A birth–death process: n jobs are served at the rate min(n, c), as in M/M/c, so that their
    // mean number, and by Little's law the mean sojourn time, is that of M/M/c.
    let occupancy = occupancy(load: load, servers: cores, room: 400)
    let number = occupancy.indices.reduce(0.0) { $0 + Double($1) * occupancy[$1] }
    expect(found.map(\.sojourn), contain: number / load, "sojourn time")
    expect(found.map(\.utilisation), contain: load / Double(cores), "utilisation")
  }

  /// M/G/1-PS: the mean sojourn time 1/(1 − ρ) depends on the mean work alone (Sakata, Noguchi and
  /// Oizumi 1969), unlike under first come, first served.
  @Test(arguments: SharedProcessor.Law.allCases, [0.5, 0.8])
  func processorSharingIsInsensitiveToTheLawOfTheWork(
    law: SharedProcessor.Law, load: Double
  ) {
    let found = (0..<20).map { replication in
      SharedProcessor.meanSojourn(
        load: load, cores: 1, seed: 20, replication: replication, jobs: 40_000, law: law)
    }
    expect(found.map(\.sojourn), contain: 1 / (1 - load), "sojourn time", widened: 1.5)
  }

  @Test func underProcessorSharingTheSojournTimeIsProportionalToTheJobsOwnWork() {
    // E[T | work x] = x/(1 − ρ), whatever the distribution: here x ≥ 2 and x < 2 apart.
    let found = (0..<20).map { replication in
      SharedProcessor.meanSojourn(
        load: 0.5, cores: 1, seed: 16, replication: replication, jobs: 40_000)
    }
    expect(found.map(\.slowdownOfLong), contain: 2, "slowdown of long jobs")
    expect(found.map(\.slowdownOfShort), contain: 2, "slowdown of short jobs")
  }
}
