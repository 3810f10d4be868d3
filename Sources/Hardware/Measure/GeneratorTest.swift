import Model

/// What generator and receiver do at most on a machine: two network namespaces with a link between
/// them and nothing else, the frames and the wiring of a campaign.
public enum GeneratorTest {
  /// How often it is tried; a disturbance makes it only worse, so the best counts.
  private static let attempts = 2
  /// The rate of the link: more than a generator of one thread makes.
  private static let link = BitRate(bitsPerSecond: 100e9)
  /// What warms up, UDP payload per second.
  private static let warmUp = BitRate(bitsPerSecond: 1e6)

  /// Frames per second of `frame` bytes, or of those sizes, that are both sent and accounted for;
  /// nil where nothing came of it.
  ///
  /// Of another machine it is what its processors and kernel do; its real interface may do less,
  /// which shows as a load that was not offered. Blocks for about two seconds for each attempt of
  /// one second.
  ///
  /// - Parameter remote: The machine; nil for this one.
  /// - Throws: `MeasureError` where what was made could not be undone, or the user ended it.
  public static func limit(
    frame: ByteCount, sizes: Flow.FrameSizes = .uniform, on remote: Testbed.Remote? = nil,
    sampler: Sampler, seconds: Double = 1
  ) throws(MeasureError) -> Double? {
    var sampler = sampler
    sampler.settings.flowMeasures = [.saturation]
    sampler.settings.flowSeconds = seconds
    sampler.settings.warmUpSeconds = min(0.2, seconds)
    sampler.settings.generatorLimits = [:]
    let scenario = Self.scenario(frame, sizes)
    var testbed = Testbed.thisMachine
    testbed.machines = scenario.hosts.map { host in
      var machine = Testbed.Machine(host: host.id)
      machine.remote = remote
      return machine
    }
    let cell = try Cell(
      scenario, hash: "", testbed: testbed, emulated: false, appliance: nil, connection: "")
    var best: Double?
    for _ in 0..<attempts {
      // Frames that the receiver drops make a sample invalid, and what it did account for is asked.
      let outcome = try sampler.sample(cell)
      if case .failed(let why) = outcome.verdict { throw .step("generator's self-test: \(why)") }
      func figure(_ quantity: String) -> Double? {
        outcome.measurements.first { $0.quantity == quantity }?.value
      }
      guard let sent = figure("saturation_offered"), let arrived = figure("saturation_packets")
      else { continue }
      best = max(best ?? 0, min(sent, arrived))
    }
    return best
  }

  /// Two hosts and a flow from one to the other.
  private static func scenario(_ frame: ByteCount, _ sizes: Flow.FrameSizes) -> Scenario {
    let hosts = ["sender", "receiver"].enumerated().map { place, name in
      Host(
        id: Host.ID(name),
        processor: Processor(
          sockets: 1, numaNodes: 1, coresPerSocket: 1, threadsPerCore: 1,
          clock: Frequency(hertz: 1e9), cache: ByteCount(bytes: 1 << 20)),
        memory: Memory(
          size: ByteCount(bytes: 1 << 30), bandwidth: ByteRate(bytesPerSecond: 1e9)),
        nics: [
          NIC(
            id: NIC.ID("eth0"), model: .physical,
            address: InterfaceAddress("198.18.0.\(place + 2)/24"))
        ])
    }
    let flow = Flow(
      source: Place(host: hosts[0].id), destination: Place(host: hosts[1].id),
      load: .constantRate(warmUp), frame: frame, sizes: sizes)
    return Scenario(
      name: "generator self-test", summary: "", hosts: hosts,
      links: [
        Link(
          ends: hosts.map { Link.End(host: $0.id, nic: $0.nics[0].id) }, rate: link, delay: .zero)
      ],
      workloads: [Workload(id: Workload.ID("self-test"), kind: .flow(flow))],
      run: RunPlan(replications: 1, seed: 1, duration: SimTime(seconds: 1), warmUp: .zero))
  }
}
