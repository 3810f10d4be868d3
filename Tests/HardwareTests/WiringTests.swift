import Formats
import Model
import Testing

@testable import Hardware

/// Every scenario's network gets names that Linux takes, and none twice.
@Suite struct WiringTests {
  @Test(arguments: [
    "this-machine/native", "this-machine/virtio", "paper-2013/xen", "paper-2013/kvm_standard",
    "rack/native", "rack/kvm-virtio", "rack/xen-pv", "rack/xen-pv-routed",
  ])
  func namesAndAddressesAreUniqueAndFitLinux(name: String) throws {
    let wiring = Wiring(try Scenarios.read(name))
    let ports = wiring.nodes.flatMap { $0.ports + $0.guestPorts }
    #expect(Set(ports.map(\.station)).count == ports.count)
    let run = RunID.random()
    let stations = ports.map { run.fill($0.station.description) }
    #expect(Set(stations).count == stations.count)
    // Locally administered, and of this run: two runs may share a segment.
    #expect(stations.allSatisfy { $0.hasPrefix("02:") && $0.split(separator: ":").count == 6 })
    #expect(stations.map { RunID.random().fill($0) } == stations)
    #expect(ports.map { RunID.random().fill($0.station.description) } != stations)
    #expect(ports.allSatisfy { Testbed.isInterfaceName(run.fill($0.interface)) })
    let taps = wiring.nodes.flatMap(\.guestPorts).map { run.fill($0.interface) }
    #expect(Set(taps).count == taps.count && taps.allSatisfy { $0.hasPrefix("ht\(run.short)") })
    #expect(Set(wiring.nodes.map(\.namespace)).count == wiring.nodes.count)
  }

  @Test func aBridgedGuestGetsABridgeForEachNICAndItsHostForwardsNothing() throws {
    let wiring = Wiring(try Scenarios.read("this-machine/virtio"))
    let router = try #require(wiring.node(Host.ID("router")))
    #expect(router.bridges == [NIC.ID("eth0"): "br0", NIC.ID("eth1"): "br1"])
    #expect(router.ports.map(\.addressed) == ["br0", "br1"])
    #expect(!router.forwards)
  }

  @Test func aNativeRouterAndTheHostOfARoutedGuestForward() throws {
    for name in ["this-machine/native", "paper-2013/xen"] {
      let wiring = Wiring(try Scenarios.read(name))
      #expect(try #require(wiring.node(Host.ID("router"))).forwards)
      #expect(wiring.nodes.filter(\.forwards).count == 1)
      #expect(wiring.nodes.allSatisfy { $0.bridges.isEmpty })
    }
  }

  @Test func aRealPortKeepsItsNameAndItsOwnAddress() throws {
    let scenario = try Scenarios.read("this-machine/native")
    var testbed = Testbed(name: "t")
    for (name, ports) in [("generator", ["eth0": "p0"]), ("router", ["eth0": "p1", "eth1": "p2"])] {
      var machine = Testbed.Machine(host: Host.ID(name))
      machine.remote = Testbed.Remote("root@\(name)")
      for (nic, port) in ports { machine.ports[NIC.ID(nic)] = port }
      testbed.machines.append(machine)
    }
    let wiring = try Wiring(scenario, on: testbed).filled(by: .random()) { remote, port in
      "\(remote?.name ?? "here") \(port)"
    }
    let router = try #require(wiring.node(Host.ID("router")))
    #expect(router.ports.map(\.interface) == ["p1", "p2"])
    #expect(router.ports.map(\.station.description) == ["router p1", "router p2"])
    let flow = try #require(Scenarios.flows(of: scenario).first)
    let ends = try FlowEnds(flow, in: scenario, wiring: wiring)
    #expect(ends.nextHop?.description == "router p1" && ends.source.interface == "p0")
  }

  @Test func framesGoToTheRoutersStationAndToTheReceiversAddress() throws {
    let scenario = try Scenarios.read("this-machine/virtio")
    let wiring = Wiring(scenario)
    let flow = try #require(Scenarios.flows(of: scenario).first)
    let ends = try FlowEnds(flow, in: scenario, wiring: wiring)
    let router = try #require(wiring.node(Host.ID("router")))
    #expect(ends.nextHop == router.guestPorts[0].station)
    #expect(ends.from.description == "198.18.0.2" && ends.to.description == "198.18.1.2")
    #expect(ends.source.interface == "eth0" && ends.destination.interface == "eth0")
  }
}

/// Scenarios of the folder fixtures.
enum Scenarios {
  /// The scenario of that name below fixtures/scenarios.
  static func read(_ name: String) throws -> Scenario {
    let root = #filePath.split(separator: "/").dropLast(3).joined(separator: "/")
    let path = "/\(root)/fixtures/scenarios/\(name).yaml"
    return try ScenarioFile.read(try TextFile.read(path), file: path).scenario
  }

  /// The flows among its workloads.
  static func flows(of scenario: Scenario) -> [Flow] {
    scenario.workloads.compactMap { workload in
      guard case .flow(let flow) = workload.kind else { return nil }
      return flow
    }
  }
}
