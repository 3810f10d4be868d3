import Model
import Report
import Testing

@testable import CLI

/// Routers are paths less those without one.
@Suite struct RackRouterTests {
  private static let trains = [64, 1518].flatMap { size in
    [(4, 1), (32, 1), (4, 8), (16, 8)].map { count, length in
      PacketTrains(size: size, count: count, length: length)
    }
  }

  /// Trials that cost so much for each train, frame and byte, and `odd` beside in every other,
  /// which no regression explains.
  private static func trials(
    _ prefix: String, _ costs: (Double, Double, Double), odd: Double = 0
  ) -> [RackFigures.Figure] {
    trains.enumerated().map { number, trains in
      let frames = Double(trains.frames)
      let value =
        1e6 + costs.0 * Double(trains.count) + costs.1 * frames
        + costs.2 * frames * Double(trains.size) + (number.isMultiple(of: 2) ? odd : 0)
      return RackFigures.Figure(
        name: "udp \(prefix)trial_\(trains)", unit: "instructions", value: value)
    }
  }

  private static func value(_ name: String, _ platform: RackFigures.Platform) throws -> Double {
    try #require(platform.figures.first { $0.name == name }).value
  }

  /// What the path without a router has too widens no standard error of the difference.
  @Test func routersArePathsLessTheOneWithoutTrialByTrial() throws {
    let platforms = RackRouters.added(to: [
      .init(name: "native-direct", figures: Self.trials("", (14_000, 11_000, 5), odd: 90_000)),
      .init(
        name: "kvm-virtio",
        figures: Self.trials("", (64_000, 41_000, 8.5), odd: 90_000)
          + Self.trials("vcpu_", (30_000, 9_000, 1))
          + Self.trials("iothread_", (0, 0, 0)).map {
            .init(name: $0.name, unit: $0.unit, value: 0)
          }),
    ])
    #expect(platforms[0].figures.count == Self.trains.count)
    #expect(!platforms[1].figures.contains { $0.name.contains("iothread_router") })
    for (name, cost) in [
      ("udp router_notification", 50_000.0), ("udp router_packet", 30_000),
      ("udp router_byte", 3.5), ("udp vcpu_router_notification", 30_000),
      ("udp vcpu_router_packet", 9_000), ("udp vcpu_router_byte", 1),
    ] {
      #expect(abs(try Self.value(name, platforms[1]) / cost - 1) < 1e-9, "\(name)")
      #expect(try Self.value(name + "_error", platforms[1]) < 1e-6 * cost, "\(name)")
    }
  }

  /// dom0 has generator and receiver under Xen: a native kernel's are none of its.
  @Test func xenIsComparedWithItsOwnDirectPathAndNotWithAnother() {
    let platforms = RackRouters.added(to: [
      .init(name: "native-direct", figures: Self.trials("", (14_000, 11_000, 5))),
      .init(name: "xen-pv", figures: Self.trials("", (64_000, 41_000, 8.5))),
    ])
    #expect(!platforms[1].figures.contains { PathTable.shows($0.name) })
    let both = RackRouters.added(to: [
      .init(name: "xen-direct", figures: Self.trials("", (14_000, 11_000, 5))),
      .init(name: "xen-pv", figures: Self.trials("", (64_000, 41_000, 8.5))),
    ])
    #expect(both[1].figures.contains { PathTable.shows($0.name) })
    #expect(!both[0].figures.contains { PathTable.shows($0.name) })
  }

  /// What files had is recomputed with what is there now, and never doubled.
  @Test func routersThatAreThereAlreadyAreReplaced() throws {
    let direct = RackFigures.Platform(
      name: "native-direct", figures: Self.trials("", (14_000, 11_000, 5)))
    let native = RackFigures.Platform(name: "native", figures: Self.trials("", (15_000, 15_500, 5)))
    let once = RackRouters.added(to: [direct, native])
    #expect(RackRouters.added(to: once) == once)
  }

  private static func counts(
    _ names: [String], version: String = Version.current, packages: [String] = ["xen-4.17=1"]
  ) -> (path: String, figures: RackFigures) {
    (
      "c.yaml",
      RackFigures(
        label: "emulated host", clock: .instructions, version: version, caveat: "made up",
        packages: packages, platforms: names.map { .init(name: $0, figures: []) })
    )
  }

  @Test func filesAddTheirPlatformsBehindThoseThatWereMeasured() throws {
    let joined = try RackData.joined(
      [.init(name: "native", figures: [])], [Self.counts(["xen-pv"]), Self.counts(["xen-hvm"])],
      packages: ["xen-4.17=1", "zlib=1"])
    #expect(joined.map(\.name) == ["native", "xen-pv", "xen-hvm"])
  }

  /// Counts are of one version of everything.
  @Test(arguments: [
    (["native"], Version.current, ["xen-4.17=1"], "c.yaml has native, which is there already"),
    (["xen-pv"], "0.0", ["xen-4.17=1"], "c.yaml was counted by hypertwin 0.0"),
    (["xen-pv"], Version.current, ["xen-4.17=0"], "c.yaml was counted with xen-4.17=0"),
  ])
  func whatCannotBeComparedIsRefused(
    names: [String], version: String, packages: [String], message: String
  ) {
    #expect {
      try RackData.joined(
        [.init(name: "native", figures: [])],
        [Self.counts(names, version: version, packages: packages)], packages: ["xen-4.17=1"])
    } throws: { error in
      "\(error)".contains(message)
    }
  }
}
