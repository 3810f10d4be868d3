import Model
import Testing

/// Packets take the way that the routing tables of all machines on it give them.
@Suite struct PathResolutionTests {
  private let a = Place(host: Host.ID("a"))
  private let b = Place(host: Host.ID("b"))
  private let r = Place(host: Host.ID("r"))
  private let guest = Place(host: Host.ID("r"), vm: VM.ID("vm"))

  @Test func aNativeRouterIsOneHop() throws {
    let hops = try Samples.native().path(from: a, to: b)
    #expect(hops.map(\.place) == [a, r, b])
    #expect(hops.map { $0.incoming?.description } == [nil, "r.eth0", "b.eth0"])
    #expect(hops.map { $0.outgoing?.description } == ["a.eth0", "r.eth1", nil])
  }

  @Test func theHostOfABridgedVMIsNoHop() throws {
    let hops = try Samples.kvm().path(from: a, to: b)
    #expect(hops.map(\.place) == [a, guest, b])
    #expect(hops[1].incoming?.description == "r/vm.eth0")
    #expect(hops[1].outgoing?.description == "r/vm.eth1")
  }

  @Test func dom0HandsPacketsToTheRoutedGuestAndTakesThemBack() throws {
    let scenario = try Samples.xen()
    let forward = try scenario.path(from: a, to: b)
    #expect(forward.map(\.place) == [a, r, guest, r, b])
    #expect(
      forward.map { $0.outgoing?.description }
        == ["a.eth0", "r/vm.eth0", "r/vm.eth1", "r.eth1", nil])
    let backward = try scenario.path(from: b, to: a)
    #expect(backward.map(\.place) == [b, r, guest, r, a])
    #expect(backward[1].outgoing?.description == "r/vm.eth1")
  }

  /// Without the policy rule dom0 forwards natively, past its guest.
  @Test func aRouteWithAnIncomingInterfaceServesOnlyThatInterface() throws {
    var scenario = try Samples.xen()
    scenario.hosts[1].routes[0].incoming = NIC.ID("eth1")
    #expect(try scenario.path(from: a, to: b).map(\.place) == [a, r, b])
  }

  @Test func packetsOfTheRouterItselfHaveNoIncomingInterface() throws {
    #expect(try Samples.xen().path(from: r, to: b).map(\.place) == [r, b])
  }

  @Test(arguments: [("198.18.1.0/24", true), ("198.18.1.2/32", true), ("198.18.0.0/15", false)])
  func onEveryMachineTheLongestPrefixWins(prefix: String, isTaken: Bool) throws {
    var scenario = try detour(at: \.hosts[0], via: "198.18.0.9", to: prefix)
    #expect(try scenario.path(from: a, to: b).map(\.place.host.name).contains("x") == isTaken)
    // The order of the routes does not matter.
    scenario.hosts[0].routes.reverse()
    #expect(try scenario.path(from: a, to: b).map(\.place.host.name).contains("x") == isTaken)
  }

  /// A machine x on a second port of a, which reaches b's subnet through a third port of r.
  private func detour(
    at host: WritableKeyPath<Scenario, Host>, via: String, to prefix: String
  ) throws -> Scenario {
    var scenario = try Samples.native()
    var x = scenario.hosts[0]
    x.id = Host.ID("x")
    x.nics = [
      Samples.nic("eth0", .physical, nil, try Samples.address("198.18.8.2/24")),
      Samples.nic("eth1", .physical, nil, try Samples.address("198.18.9.2/24")),
    ]
    x.routes = [
      StaticRoute(to: try Samples.prefix("198.18.0.0/15"), via: try Samples.ip("198.18.9.1"))
    ]
    scenario.hosts.append(x)
    scenario.hosts[0].nics.append(
      Samples.nic("eth1", .physical, nil, try Samples.address("198.18.8.1/24")))
    scenario.hosts[1].nics.append(
      Samples.nic("eth2", .physical, nil, try Samples.address("198.18.9.1/24")))
    scenario.links += [Samples.link("a.eth1", "x.eth0"), Samples.link("x.eth1", "r.eth2")]
    scenario[keyPath: host].routes.append(
      StaticRoute(to: try Samples.prefix(prefix), via: try Samples.ip("198.18.8.2")))
    if prefix == "198.18.0.0/15" {
      // The same prefix as the route that is there: less specific ones must not win either.
      scenario[keyPath: host].routes[1].to = try Samples.prefix("198.16.0.0/12")
    }
    return scenario
  }

  @Test func aRouterChoosesByLongestPrefixToo() throws {
    var scenario = try Samples.native()
    scenario.hosts[1].routes = [
      StaticRoute(to: try Samples.prefix("198.18.1.2/32"), via: try Samples.ip("198.18.1.77"))
    ]
    #expect(
      throws: PathError.unreachable(nextHop: try Samples.ip("198.18.1.77"), from: r)
    ) { try scenario.path(from: a, to: b) }
    scenario.hosts[1].routes[0].to = try Samples.prefix("198.18.0.0/16")
    #expect(try scenario.path(from: a, to: b).map(\.place) == [a, r, b])
  }

  @Test func staticRoutesReplaceConnectedOnesOfTheSameLength() throws {
    var scenario = try Samples.native()
    scenario.hosts[1].routes = [
      StaticRoute(to: try Samples.prefix("198.18.1.0/24"), via: try Samples.ip("198.18.0.2"))
    ]
    #expect(throws: PathError.loop([a, r, a, r])) { try scenario.path(from: a, to: b) }
  }

  @Test func twoRoutersThatPointAtEachOtherAreALoop() throws {
    var scenario = try Samples.native()
    scenario.hosts[1].nics[1].address = nil
    scenario.hosts[1].routes = [
      StaticRoute(to: try Samples.prefix("0.0.0.0/0"), via: try Samples.ip("198.18.0.2"))
    ]
    #expect {
      try scenario.path(from: a, to: b)
    } throws: { error in
      guard case PathError.loop(let places) = error else { return false }
      return places.first == a && places.last == r && "\(error)".contains("correct the routes")
    }
  }

  @Test func aMachineWithoutARouteIsNamed() throws {
    var scenario = try Samples.native()
    scenario.hosts[0].routes = []
    let address = try Samples.ip("198.18.1.2")
    #expect(throws: PathError.noRoute(at: a, to: address)) { try scenario.path(from: a, to: b) }
    scenario = try Samples.native()
    scenario.hosts[1].nics[1].address = nil
    #expect(throws: PathError.noRoute(at: r, to: address)) { try scenario.path(from: a, to: b) }
  }

  @Test func aNextHopThatNobodyHasIsUnreachable() throws {
    var scenario = try Samples.native()
    scenario.hosts[0].routes[0].via = try Samples.ip("198.18.0.77")
    #expect(
      throws: PathError.unreachable(nextHop: try Samples.ip("198.18.0.77"), from: a)
    ) { try scenario.path(from: a, to: b) }
  }

  @Test func aCutLinkMakesTheNextHopUnreachable() throws {
    var scenario = try Samples.native()
    scenario.links.removeLast()
    #expect(
      throws: PathError.unreachable(nextHop: try Samples.ip("198.18.1.2"), from: r)
    ) { try scenario.path(from: a, to: b) }
  }

  @Test func theNextHopOfARoutedGuestIsItsOwnHost() throws {
    var scenario = try Samples.xen()
    scenario.hosts[1].vms[0].routes[1].via = try Samples.ip("198.18.1.2")
    #expect(
      throws: PathError.unreachable(nextHop: try Samples.ip("198.18.1.2"), from: guest)
    ) { try scenario.path(from: a, to: b) }
  }

  @Test func aDestinationNeedsAnAddress() throws {
    var scenario = try Samples.native()
    scenario.hosts[2].nics[0].address = nil
    #expect(throws: PathError.noAddress(b)) { try scenario.path(from: a, to: b) }
  }

  @Test func unknownMachinesAreNamed() throws {
    let scenario = try Samples.native()
    let nobody = Place(host: Host.ID("r"), vm: VM.ID("nobody"))
    #expect(throws: PathError.unknownPlace(nobody)) { try scenario.path(from: a, to: nobody) }
    #expect(throws: PathError.unknownPlace(nobody)) { try scenario.path(from: nobody, to: a) }
  }

  @Test func aPassedThroughNICIsOnTheSegmentOfItsPort() throws {
    var scenario = try Samples.kvm()
    for index in 0...1 {
      scenario.hosts[1].vms[0].nics[index].model = .passthrough
      scenario.hosts[1].vms[0].nics[index].attachment = nil
    }
    #expect(try scenario.path(from: a, to: b).map(\.place) == [a, guest, b])
  }

  @Test func twoGuestsOnOneBridgeReachEachOtherWithoutALink() throws {
    var scenario = try Samples.kvm()
    var second = Samples.vm(
      "second",
      nics: [
        Samples.nic(
          "eth0", .virtio, uplink: "eth1", .bridged, try Samples.address("198.18.1.9/24"))
      ])
    second.memory = ByteCount(bytes: 1 << 30)
    scenario.hosts[1].vms.append(second)
    let place = Place(host: Host.ID("r"), vm: VM.ID("second"))
    #expect(try scenario.path(from: guest, to: place).map(\.place) == [guest, place])
  }
}
