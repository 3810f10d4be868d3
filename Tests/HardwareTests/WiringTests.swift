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
    #expect(ports.allSatisfy { $0.station.octets[0] & 3 == 2 && $0.station.octets.count == 6 })
    let run = RunID.random()
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
