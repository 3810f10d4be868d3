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
          key: /root/.ssh/lab
          known_hosts: /root/.ssh/lab_hosts
          host_keys: accept_new
          program: /opt/hypertwin
          ports: {eth0: enp1s0}
        - name: router
          ssh: root@192.0.2.2
          connection: qemu:///system
          acceleration: kvm
          forwarder: hypertwin
          bridges: {eth0: br-a, eth1: br-b}
        - name: receiver
          ports: {eth0: enp1s0}
      """
    let loaded = try TestbedFile.read(text, file: "t.yaml", for: scenario)
    let testbed = loaded.testbed
    #expect(testbed.name == "three machines" && testbed.label == "emulated host")
    let generator = testbed.machine(of: Host.ID("generator"))
    #expect(generator.remote?.description == "root@192.0.2.1:2222")
    #expect(generator.remote?.program == "/opt/hypertwin")
    #expect(generator.remote?.key == "/root/.ssh/lab")
    #expect(generator.remote?.knownHosts == "/root/.ssh/lab_hosts")
    #expect(generator.remote?.hostKeys == .acceptNew)
    #expect(generator.ports == [NIC.ID("eth0"): "enp1s0"])
    let router = testbed.machine(of: Host.ID("router"))
    #expect(router.connection == "qemu:///system")
    #expect(router.remote?.program == "/usr/local/bin/hypertwin")
    #expect(router.acceleration == .kvm && router.forwarder == .hypertwin)
    #expect(router.bridges == [NIC.ID("eth0"): "br-a", NIC.ID("eth1"): "br-b"])
    #expect(testbed.machine(of: Host.ID("absent")) == Testbed.Machine(host: Host.ID("absent")))
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
    ("hosts: [{name: router, ssh: h, ports: {eth0: e, eth1: e}}]", "hosts[0].ports.eth1"),
    ("hosts: [{name: generator, ssh: h, program: '$(x)', ports: {eth0: e}}]", "hosts[0].program"),
    ("hosts: [{name: generator, ssh: h, key: 'a b', ports: {eth0: e}}]", "hosts[0].key"),
    ("hosts: [{name: generator, ssh: h, host_keys: any, ports: {eth0: e}}]", "hosts[0].host_keys"),
    ("hosts: [{name: generator, program: /x}]", "hosts[0].program"),
    ("hosts: [{name: router, connection: 'qemu+ssh://h/system'}]", "hosts[0].connection"),
    ("hosts: [{name: generator, bridges: {eth0: br0}}]", "hosts[0].bridges"),
    ("hosts: [{name: router, acceleration: fast}]", "hosts[0].acceleration"),
    ("hosts: [{name: router, forwarder: none}]", "hosts[0].forwarder"),
    ("hosts: [{name: router, tsc: paravirt}]", "hosts[0].tsc"),
    // Its scenario's router is no Xen host.
    ("hosts: [{name: router, tsc: emulate}]", "hosts[0].tsc"),
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
      #expect(error.problems.allSatisfy { $0.path.hasPrefix(place.prefix(5)) }, "\(error)")
      #expect(error.problems.allSatisfy { $0.line == 3 }, "\(error)")
    }
  }

  /// A host that the testbed leaves out is on this machine, and its cable cannot lead to another.
  @Test func aCableToAnotherMachineNeedsRealInterfacesAtBothEnds() {
    let text = "testbed: 1\nname: t\nhosts: [{name: generator, ssh: h, ports: {eth0: e}}]\n"
    do {
      _ = try TestbedFile.read(text, file: "t.yaml", for: scenario)
      Issue.record("accepted")
    } catch {
      #expect(error.problems.map(\.path) == ["hosts"], "\(error)")
      #expect("\(error)".contains("router.eth0"), "\(error)")
    }
  }

  @Test func oneMachineHasOneWayToIt() {
    let text = """
      testbed: 1
      name: t
      hosts:
        - {name: generator, ssh: root@h}
        - {name: router, ssh: root@h, key: /k}
        - {name: receiver, ssh: root@h}
      """
    do {
      _ = try TestbedFile.read(text, file: "t.yaml", for: scenario)
      Issue.record("accepted")
    } catch {
      #expect(error.problems.contains { $0.path == "hosts[1].ssh" }, "\(error)")
    }
  }

  /// The examples that the README names, each with a scenario that it plays.
  @Test(arguments: [
    ("three-machines", "this-machine/native"), ("three-machines-kvm", "this-machine/virtio"),
    ("three-machines-bridges", "this-machine/virtio"), ("three-machines-xen", "paper-2013/xen"),
    ("one-server", "this-machine/native"), ("one-server", "this-machine/virtio"),
    ("own-forwarder", "this-machine/native"),
  ])
  func theExamplesFit(testbed: String, scenario: String) throws {
    let path = "scenarios/\(scenario).yaml"
    let scenario = try ScenarioFile.read(try Fixture.text(path), file: path).scenario
    let file = "testbeds/\(testbed).yaml"
    _ = try TestbedFile.read(try Fixture.text(file), file: file, for: scenario)
  }

  @Test(
    arguments: [
      ("", .native), (", tsc: native", .native), (", tsc: default", .automatic),
      (", tsc: emulate", .emulate),
    ] as [(String, Testbed.TSCMode)])
  func aXenHostSaysHowItsGuestsReadTheCounter(key: String, mode: Testbed.TSCMode) throws {
    let path = "scenarios/rack/xen-pv.yaml"
    let scenario = try ScenarioFile.read(try Fixture.text(path), file: path).scenario
    let text = "testbed: 1\nname: t\nhosts: [{name: router\(key)}]\n"
    let testbed = try TestbedFile.read(text, file: "t.yaml", for: scenario).testbed
    #expect(testbed.machine(of: Host.ID("router")).tsc == mode)
  }

  @Test func everyExampleIsTried() {
    let files = Fixture.files(in: "testbeds", suffix: ".yaml")
    #expect(files.count == 6, "\(files): add it to theExamplesFit")
  }

  @Test func anotherSchemaIsRefused() {
    #expect(throws: InputError.self) {
      try TestbedFile.read("testbed: 2\nname: t\n", file: "t.yaml", for: scenario)
    }
  }
}
