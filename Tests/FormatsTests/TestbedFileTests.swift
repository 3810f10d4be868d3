import Model
import Testing

@testable import Formats

/// Testbed files are read whole, checked against the scenario, and hostile ones refused with
/// places.
@Suite struct TestbedFileTests {
  private let scenario: Scenario

  init() throws {
    let path = "scenarios/this-machine/virtio.yaml"
    scenario = try ScenarioFile.read(try Fixture.text(path), file: path).scenario
  }

  @Test func everyKeyIsRead() throws {
    let text = """
      testbed: 1
      name: three machines
      label: emulated host
      hosts:
        - name: generator
          ssh: root@192.0.2.1:2222
          agent: /opt/hypertwin-guest
          ports: {eth0: enp1s0}
        - name: router
          connection: qemu+ssh://root@192.0.2.2/system
          acceleration: kvm
          forwarder: hypertwin
          bridges: {eth0: br-a, eth1: br-b}
      """
    let loaded = try TestbedFile.read(text, file: "t.yaml", for: scenario)
    let testbed = loaded.testbed
    #expect(testbed.name == "three machines" && testbed.label == "emulated host")
    let generator = testbed.machine(of: Host.ID("generator"))
    #expect(generator.remote?.description == "root@192.0.2.1:2222")
    #expect(generator.remote?.agent == "/opt/hypertwin-guest")
    #expect(generator.ports == [NIC.ID("eth0"): "enp1s0"])
    let router = testbed.machine(of: Host.ID("router"))
    #expect(router.connection == "qemu+ssh://root@192.0.2.2/system")
    #expect(router.acceleration == .kvm && router.forwarder == .hypertwin)
    #expect(router.bridges == [NIC.ID("eth0"): "br-a", NIC.ID("eth1"): "br-b"])
    #expect(testbed.machine(of: Host.ID("receiver")) == Testbed.Machine(host: Host.ID("receiver")))
    #expect(loaded.hash == SHA256.hexadecimal(of: text.utf8))
  }

  /// Each is one broken testbed and the place that must be named.
  @Test(arguments: [
    ("hosts: [{name: absent}]", "hosts[0].name"),
    ("hosts: [{name: router}, {name: router}]", "hosts[1].name"),
    ("hosts: [{name: generator, ssh: '-oProxyCommand=x'}]", "hosts[0].ssh"),
    ("hosts: [{name: generator, ssh: 'a b'}]", "hosts[0].ssh"),
    ("hosts: [{name: generator, ssh: 'root@h:0'}]", "hosts[0].ssh"),
    ("hosts: [{name: generator, ssh: h, ports: {eth9: e}}]", "hosts[0].ports.eth9"),
    ("hosts: [{name: generator, ssh: h, ports: {eth0: 'a;b'}}]", "hosts[0].ports.eth0"),
    ("hosts: [{name: generator, ssh: h, ports: {eth0: sixteen-letters-x}}]", "hosts[0].ports.eth0"),
    ("hosts: [{name: generator, ssh: h}]", "hosts[0].ports"),
    ("hosts: [{name: generator, ssh: h, agent: '$(x)', ports: {eth0: e}}]", "hosts[0].agent"),
    ("hosts: [{name: generator, agent: /x}]", "hosts[0].agent"),
    ("hosts: [{name: router, connection: 'qemu+ssh://h/system'}]", "hosts[0].bridges"),
    ("hosts: [{name: router, acceleration: fast}]", "hosts[0].acceleration"),
    ("hosts: [{name: router, forwarder: none}]", "hosts[0].forwarder"),
    ("hosts: [{name: router, ports: [eth0]}]", "hosts[0].ports"),
    ("colour: red", "colour"),
  ])
  func whatIsWrongIsNamedWithItsPlace(rest: String, place: String) {
    let text = "testbed: 1\nname: t\n\(rest)\n"
    do {
      _ = try TestbedFile.read(text, file: "t.yaml", for: scenario)
      Issue.record("accepted: \(rest)")
    } catch {
      #expect(error.problems.contains { $0.path == place }, "\(error)")
      #expect(error.problems.allSatisfy { $0.path.hasPrefix(place.prefix(6)) }, "\(error)")
      #expect(error.problems.allSatisfy { $0.line == 3 }, "\(error)")
    }
  }

  @Test func anotherSchemaIsRefused() {
    #expect(throws: InputError.self) {
      try TestbedFile.read("testbed: 2\nname: t\n", file: "t.yaml", for: scenario)
    }
  }
}
