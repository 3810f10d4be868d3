import Model
import Testing

@testable import Hardware

/// Frames that leave a machine have addresses of the block for benchmarks alone (RFC 2544).
@Suite struct AddressTests {
  private static func scenario(_ address: String) throws -> Scenario {
    var scenario = try Scenarios.read("this-machine/native")
    scenario.hosts[2].nics[0].address = InterfaceAddress(address)
    return scenario
  }

  private static func testbed(_ scenario: Scenario) -> Testbed {
    var testbed = Testbed.thisMachine
    testbed.machines = scenario.hosts.map { host in
      var machine = Testbed.Machine(host: host.id)
      for (number, nic) in host.nics.enumerated() { machine.ports[nic.id] = "enp\(number)s0" }
      return machine
    }
    return testbed
  }

  private static func cell(_ scenario: Scenario, _ testbed: Testbed) throws -> Cell {
    try Cell(
      scenario, hash: "", testbed: testbed, emulated: false, appliance: nil, connection: "")
  }

  @Test(arguments: ["10.0.1.2/24", "198.17.255.254/24", "198.20.0.1/24"])
  func othersAreRefusedWhereTheTestbedHasRealPorts(address: String) throws {
    let scenario = try Self.scenario(address)
    #expect {
      _ = try Self.cell(scenario, Self.testbed(scenario))
    } throws: { error in
      let number = address.prefix { $0 != "/" }
      return "\(error)".hasPrefix("receiver.eth0: \(number) is outside of 198.18.0.0/15")
    }
    // In namespaces of the run's own, nobody is met.
    #expect(try !Self.cell(scenario, .thisMachine).parts.isEmpty)
  }

  @Test(arguments: ["198.18.1.2/24", "198.19.255.254/24"])
  func thoseOfTheBlockAreTaken(address: String) throws {
    let scenario = try Self.scenario(address)
    #expect(try !Self.cell(scenario, Self.testbed(scenario)).parts.isEmpty)
  }
}
