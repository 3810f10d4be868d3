import Formats
import Model
import Simulator
import Testing

/// What a path costs its threads is what docs/cost-model.md says, and what a run spends.
@Suite struct PathWorkTests {
  /// The work of a router by hand from the table of docs/cost-model.md: cycles for each train, each
  /// frame and each byte.
  private static func router(
    _ path: String, _ costs: CostModel
  ) -> (train: Double, packet: Double, byte: Double) {
    func cost(_ name: String) -> Double { costs[name]?.value ?? .nan }
    let forward = cost("linux_fwd_pkt")
    let softirq = cost("softirq_batch")
    let bridge = cost("bridge_hop")
    let interrupt = cost("virq_inject")
    let copy = cost("copy_byte")
    switch path {
    case "native": return (softirq, forward, 0)
    case "kvm-rtl8139", "kvm-e1000":
      let exit = cost("exit_to_qemu")
      return (
        2 * softirq + 2 * interrupt + cost("emulated_exits_interrupt") * exit,
        forward / 2 + bridge + cost("qemu_tap_syscall") + forward
          + cost("emulated_exits_packet") * exit + cost("qemu_tap_syscall") + forward / 2 + bridge,
        2 * copy
      )
    case "kvm-virtio":
      return (
        2 * softirq + 2 * interrupt + cost("pio_kernel_out"),
        2 * (forward / 2 + bridge + cost("qemu_tap_syscall")) + forward, 2 * copy
      )
    case "kvm-vhost":
      return (
        2 * softirq + 2 * interrupt + cost("pio_kernel_out"),
        forward / 2 + bridge + cost("tap_tx_path") + forward + cost("tap_rx_path") + bridge,
        2 * copy
      )
    default:
      let call = cost(
        path.hasPrefix("xen-pv-") || path == "xen-pv" ? "xen_pv_hypercall" : "xen_hvm_hypercall")
      // Bridged, dom0's half of forwarding is done on either side of the guest; routed, dom0
      // forwards in full on both.
      let dom0 = path == "xen-pv-routed" ? 2 * forward : forward + 2 * bridge
      return (
        2 * softirq + 2 * call + 2 * cost("evtchn_send"),
        dom0 + cost("netback_bridge_pkt") + forward + call, copy
      )
    }
  }

  @Test(arguments: RackPaths.all.dropFirst())
  func aRoutersWorkIsTheSumOfItsStages(path: String) throws {
    let costs = try ShippedPlans.priors()
    let work = try Self.work(RackPaths.scenario(path), costs)
    let direct = try Self.work(RackPaths.scenario("native-direct"), costs)
    let expected = Self.router(path, costs)
    #expect(abs(work.train - direct.train - expected.train) < 1e-6 * expected.train)
    #expect(abs(work.packet - direct.packet - expected.packet) < 1e-6 * expected.packet)
    #expect(abs(work.byte - direct.byte - expected.byte) < 1e-6)
    let whole = work.cycles(frame: 1518, train: 16) - direct.cycles(frame: 1518, train: 16)
    let sum = expected.train / 16 + expected.packet + 1518 * expected.byte
    #expect(abs(whole / sum - 1) < 1e-6)
  }

  /// Where frames come one by one, a run at the packet level spends what was computed without one.
  @Test(arguments: RackPaths.all, [64, 1518] as [Int64])
  func atLowLoadARunSpendsAsMuch(path: String, bytes: Int64) throws {
    var scenario = try RackPaths.scenario(path)
    try Self.change(&scenario) { $0.frame = ByteCount(bytes: bytes) }
    let costs = try Self.evenCosts()
    let run = try Simulation(scenario: scenario, costs: costs).replicate(0, seed: 1)
    let expected = try Self.work(scenario, costs).cycles(frame: Double(bytes), train: 1)
    #expect(run.packets >= 10)
    #expect(abs(Self.cycles(run) / expected - 1) < 1e-4, "\(Self.cycles(run)), not \(expected)")
  }

  /// On a machine with one core, as racks are, every stage serves a train at once, and a run spends
  /// what was computed for so many trains and frames.
  @Test(arguments: RackPaths.all.dropFirst())
  func onOneCoreTrainsCostWhatWasComputed(path: String) throws {
    var scenario = try RackPaths.scenario(path)
    for index in scenario.hosts.indices { scenario.hosts[index].processor.coresPerSocket = 1 }
    for index in scenario.links.indices {
      scenario.links[index].rate = try BitRate(parsing: "100 Gbit/s")
    }
    // Some ten frames within 100 ns, which is less than what the NIC gathers.
    let load = Flow.Load.onOff(
      rate: try BitRate(parsing: "14 Gbit/s"), burst: SimTime(picoseconds: 100_000),
      pause: SimTime(picoseconds: 5_000_000_000))
    try Self.change(&scenario) { flow in
      flow.frame = ByteCount(bytes: 64)
      flow.endpoints = .testers
      flow.load = load
    }
    let costs = try Self.evenCosts()
    let run = try Simulation(scenario: scenario, costs: costs).replicate(0, seed: 3)
    let first = try #require(run.threads.first { $0.thread.contains("softirq eth0") })
    let trains = first.notifications * scenario.run.duration.seconds
    let frames = try #require(run.figures.first { $0.quantity == "packets" }?.value)
    let length = frames * scenario.run.duration.seconds / trains
    #expect(trains > 100 && length > 8 && length < 14, "\(trains) trains of \(length)")
    let work = try Self.work(scenario, costs)
    let expected = work.train / length + work.packet + 64 * work.byte
    #expect(abs(Self.cycles(run) / expected - 1) < 0.01, "\(Self.cycles(run)), not \(expected)")
    // The test can fail: each frame by itself would cost more than that.
    #expect(Self.cycles(run) < 0.95 * work.cycles(frame: 64, train: 1))
  }

  /// The table of docs/cost-model.md: of the priors, two ratios in trains of 16 and one alone.
  @Test(arguments: RackPaths.routers)
  func thePagesRatiosAreThoseOfThePriors(path: String) throws {
    let page = try TextFile.read(ShippedPlans.folder + "../docs/cost-model.md")
    let row = try #require(page.split(separator: "\n").first { $0.hasPrefix("| \(path) | ") })
    let cells = row.split(separator: "|").map { $0.filter { $0 != " " } }
    let costs = try ShippedPlans.priors()
    let works = try [path, "native-direct", "native"].map {
      try Self.work(RackPaths.scenario($0), costs)
    }
    for (cell, train, frame) in [(1, 16, 64.0), (3, 16, 1518), (5, 1, 64)] {
      let cycles = works.map { $0.cycles(frame: frame, train: train) }
      let ratio = (cycles[0] - cycles[1]) / (cycles[2] - cycles[1])
      let written = try #require(Double(cells[cell]), "\(row)")
      #expect(abs(written / ratio - 1) < 1e-3, "\(row): \(ratio)")
    }
  }

  @Test func aFasterClockChangesNothing() throws {
    let costs = try ShippedPlans.priors()
    var scenario = try RackPaths.scenario("kvm-virtio")
    let before = try Self.work(scenario, costs)
    for index in scenario.hosts.indices {
      scenario.hosts[index].processor.clock = try Frequency(parsing: "5 GHz")
    }
    let after = try Self.work(scenario, costs)
    #expect(abs(after.train / before.train - 1) < 1e-9)
    #expect(abs(after.packet / before.packet - 1) < 1e-9)
    #expect(abs(after.byte / before.byte - 1) < 1e-9)
  }

  @Test func flowsThatAreAnsweredHaveNone() throws {
    let costs = try ShippedPlans.priors()
    var scenario = try RackPaths.scenario("native")
    try Self.change(&scenario) { $0.load = .elastic(window: .size(ByteCount(bytes: 65_536))) }
    #expect(throws: SimulationError.self) { try Self.work(scenario, costs) }
    #expect(throws: SimulationError.unknownWorkload("other")) {
      try Simulation(scenario: scenario, costs: costs).work(on: "other", replication: 0, seed: 0)
    }
  }

  private static func work(_ scenario: Scenario, _ costs: CostModel) throws -> PathWork {
    try Simulation(scenario: scenario, costs: costs).work(on: "udp", replication: 0, seed: 0)
  }

  /// The priors, with services that do not vary.
  private static func evenCosts() throws -> CostModel {
    var costs = try ShippedPlans.priors()
    costs["service_time_spread"]?.value = 1e-18
    return costs
  }

  private static func change(_ scenario: inout Scenario, _ body: (inout Flow) -> Void) throws {
    guard case .flow(var flow) = scenario.workloads[0].kind else {
      throw SimulationError.unknownWorkload("udp")
    }
    body(&flow)
    scenario.workloads[0].kind = .flow(flow)
  }

  /// The cycles that all stages on the way spent for each frame, at the racks' clock of 2.5 GHz.
  private static func cycles(_ run: Replication) -> Double {
    run.breakdown.filter { $0.thread != "wire" }.reduce(0) { $0 + $1.service * 2.5e9 }
  }
}
