import Foundation
import Model
import Testing

@testable import Hardware

/// What a machine of a testbed is asked about, and what it says.
@Suite struct ExaminationTests {
  private static let testbed: Testbed = {
    var generator = Testbed.Machine(host: Host.ID("generator"))
    generator.remote = Testbed.Remote("root@192.0.2.1")
    generator.ports = [NIC.ID("eth0"): "enp3s0"]
    var router = Testbed.Machine(host: Host.ID("router"))
    router.remote = Testbed.Remote("root@192.0.2.2")
    router.bridges = [NIC.ID("eth0"): "br-a", NIC.ID("eth1"): "br-b"]
    return Testbed(name: "t", machines: [generator, router])
  }()

  @Test func aTestbedAloneSaysWhatIsNeeded() {
    let machines = Self.testbed.machines
    let generator = Examination(of: machines[0].remote, in: Self.testbed, for: [])
    #expect(generator.ports == ["enp3s0"] && generator.bridges.isEmpty)
    #expect(generator.connections.isEmpty)
    let router = Examination(of: machines[1].remote, in: Self.testbed, for: [])
    #expect(router.ports.isEmpty && router.bridges == ["br-a", "br-b"])
    #expect(router.connections == ["qemu:///system"])
  }

  /// This machine, asked as another one would be.
  @Test func whatIsMissingIsNamed() {
    var examination = Examination(of: nil, in: Testbed(name: "t"), for: [])
    examination.ports = ["absent0", "../x", "lo"]
    examination.bridges = ["lo"]
    examination.connections = ["test:///default", "nowhere:///x"]
    let findings = examination.findings(stateFolder: NSTemporaryDirectory())
    func levels(_ check: String) -> [Hardware.Finding.Level] {
      findings.filter { $0.check == check }.map(\.level)
    }
    #expect(levels("port absent0") == [.refuse] && levels("port ../x") == [.refuse])
    let loopback = findings.first { $0.check == "port lo" }
    #expect(loopback?.level == .refuse && loopback?.seen == "lo is no Ethernet interface")
    #expect(loopback?.remedy == "Name another interface in the testbed.")
    #expect(levels("bridge lo") == [.refuse])
    #expect(levels("libvirt") == [.ok, .refuse])
    // Neither driver is QEMU's or Xen's; and what is sent from elsewhere is not looked for here.
    for check in ["KVM", "Xen", "guest kernel", "guest program", "generator", "pinning"] {
      #expect(levels(check).isEmpty, "\(check)")
    }
    #expect(levels("disk").count == 1 && levels("memory").count == 1)
  }

  /// The coordinator's own machine is asked of the connections that the testbed names, and of
  /// ports; where nothing is said of guests, of the usual connection.
  @Test func theOwnMachineIsAskedOfItsTestbedsConnections() throws {
    var router = Testbed.Machine(host: Host.ID("router"))
    router.connection = "nowhere:///x"
    router.ports = [NIC.ID("eth0"): "absent0"]
    func findings(_ machines: [Testbed.Machine], _ scenarios: [Scenario]) -> [Hardware.Finding] {
      var inputs = DoctorInputs(stateFolder: NSTemporaryDirectory())
      inputs.libvirt = .known("the usual one")
      let examination = Examination(
        of: nil, in: Testbed(name: "t", machines: machines), for: scenarios,
        connection: "test:///default")
      return examination.findings(with: Doctor(reader: EnvironmentReader(), inputs: inputs))
    }
    let virtio = try Scenarios.read("this-machine/virtio")
    for scenarios in [[], [virtio]] {
      let named = findings([router], scenarios)
      let libvirt = named.filter { $0.check == "libvirt" }
      #expect(libvirt.map(\.level) == [.refuse] && libvirt[0].seen.hasPrefix("nowhere:///x"))
      #expect(libvirt[0].remedy.contains("the testbed"))
      #expect(named.contains { $0.check == "port absent0" && $0.level == .refuse })
      #expect(!named.contains { $0.check == "KVM" || $0.check == "Xen" })
    }
    let unnamed = findings([], [virtio]).filter { $0.check == "libvirt" }
    #expect(unnamed.map(\.level) == [.ok] && unnamed[0].seen.hasPrefix("test:///default"))
    let silent = findings([], []).filter { $0.check == "libvirt" }
    #expect(silent.map(\.seen) == ["the usual one"])
  }

  @Test func aWorkerExaminesAndCleansItsMachine() async throws {
    try await onThread {
      let folder = NSTemporaryDirectory() + "hypertwin-examination-\(UUID().uuidString)"
      defer { try? FileManager.default.removeItem(atPath: folder) }
      let state = StateFolder(path: folder + "/state")
      let knob = folder + "/knob"
      try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
      try "b\n".write(toFile: knob, atomically: true, encoding: .utf8)
      let run = RunID.random()
      try Self.leaveJournal(of: run, knob: knob, in: state)
      let remote = try #require(Self.testbed.machines[0].remote)
      let workers = Workers(progress: { _ in }) { remote throws(HardwareError) in
        guard remote.name == "192.0.2.1" else { throw HardwareError("\(remote): no route") }
        return try WorkerClient(
          name: remote.description, program: RemoteScene.products + "/SafetyProbe",
          arguments: ["worker", state.path, folder + "/cache"],
          environment: ChildProcess.environment)
      }
      defer { workers.close() }
      let found = workers.examine(Self.testbed, for: [])
      #expect(found.map(\.machine) == ["root@192.0.2.1", "root@192.0.2.2"])
      #expect(found[0].problem == nil)
      #expect(found[0].findings.contains { $0.check == "port enp3s0" && $0.level == .refuse })
      #expect(
        found[1].problem == "hosts[1].ssh: root@192.0.2.2: no route" && found[1].findings.isEmpty)
      // Cleaning is root's.
      guard geteuid() == 0 else {
        #expect(workers.clean(Self.testbed, isDry: true)[0].problem?.contains("root") == true)
        return
      }
      let dry = workers.clean(Self.testbed, isDry: true)
      #expect(dry[0].runs.map(\.run) == [run.description], "\(dry)")
      #expect(dry[0].runs[0].actions == ["write the previous value to \(knob)"])
      #expect(dry[1].problem == "hosts[1].ssh: root@192.0.2.2: no route")
      #expect(try String(contentsOfFile: knob, encoding: .utf8) == "b\n")
      let clean = workers.clean(Self.testbed, isDry: false)
      #expect(clean[0].problem == nil && clean[0].runs.allSatisfy(\.isComplete))
      #expect(try String(contentsOfFile: knob, encoding: .utf8).hasPrefix("a"))
      #expect(workers.clean(Self.testbed, isDry: false)[0].runs.isEmpty)
      #expect(workers.clean(Testbed(name: "t"), isDry: false).isEmpty && remote.user == "root")
    }
  }

  /// The journal of a run that has written a knob, and whose process is dead.
  private static func leaveJournal(
    of run: RunID, knob: String, in state: StateFolder
  ) throws {
    let header = JournalHeader(run: run, boot: Boot.current(), process: 1, plan: "hash")
    var before = Before()
    before.previous = "a"
    let records: [JournalRecord] = [
      .run(header),
      .intent(sequence: 0, action: .writeKnob(path: knob, value: "b"), before: before),
      .done(sequence: 0, after: After()),
    ]
    let lines = try records.map { String(decoding: try JSONEncoder().encode($0), as: UTF8.self) }
    try FileManager.default.createDirectory(
      atPath: state.runs, withIntermediateDirectories: true)
    try (lines.joined(separator: "\n") + "\n").write(
      toFile: state.journal(of: run), atomically: true, encoding: .utf8)
  }
}
