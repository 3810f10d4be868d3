import Foundation
import Libvirt
import Model
import Store
import Testing

@testable import Hardware

/// Machines that are reached by SSH: measured for real, and left as they were whatever dies.
@Suite(
  .serialized,
  .enabled(
    if: RemoteScene.isPossible, "needs root, ip, ssh and sshd (Debian: openssh-server)"))
struct RemoteTests {
  @Test func threeMachinesWithRealPortsAreMeasured() async throws {
    try await onThread {
      let scene = try RemoteScene()
      defer { scene.remove() }
      let sampler = scene.sampler()
      defer { sampler.workers.close() }
      let outcome = try sampler.sample(try scene.cell())
      if case .failed(let reason) = outcome.verdict { Issue.record("\(reason)") }
      let figures = outcome.measurements.map { "\($0.workload).\($0.quantity)" }
      for name in ["udp.goodput", "udp.loss", "tcp.goodput"] {
        #expect(figures.contains(name), "\(figures)")
      }
      // Both ends are machines of one kernel, so their clocks compare.
      #expect(figures.contains("udp.latency"), "\(figures)")
      for measurement in outcome.measurements {
        print(
          "three machines: \(measurement.workload) \(measurement.quantity) \(measurement.value) "
            + measurement.unit)
      }
      let environment = try #require(outcome.environment)
      #expect(environment.record.contains(scene.stations[1].address))
      #expect(try scene.remains() == [])
      #expect(scene.agents().isEmpty, "\(scene.agents())")
      // The connections serve the next sample too.
      let second = try sampler.sample(try scene.cell())
      if case .failed(let reason) = second.verdict { Issue.record("\(reason)") }
      // Its hash is not compared: tests beside this one change the machine.
      #expect(second.environment != nil)
    }
  }

  /// What an emulated rack is: one machine by SSH, all hosts inside.
  @Test func allHostsMayBeNamespacesOfOneMachine() async throws {
    try await onThread {
      let scene = try RemoteScene(ports: false)
      defer { scene.remove() }
      let sampler = scene.sampler()
      defer { sampler.workers.close() }
      let outcome = try sampler.sample(try scene.cell())
      if case .failed(let reason) = outcome.verdict { Issue.record("\(reason)") }
      #expect(outcome.measurements.contains { $0.workload == "tcp" && $0.value > 0 })
      #expect(try scene.remains() == [])
    }
  }

  @Test func nothingIsLeftWhenTheCoordinatorIsKilled() async throws {
    try await onThread {
      let scene = try RemoteScene()
      defer { scene.remove() }
      let process = Process()
      process.executableURL = URL(fileURLWithPath: RemoteScene.products + "/SafetyProbe")
      process.arguments = [
        "measure", scene.folder + "/scenario.yaml", scene.folder + "/testbed.yaml",
        RemoteScene.products + "/hypertwin-guest", scene.folder + "/state",
      ]
      let output = Pipe()
      process.standardOutput = output
      try process.run()
      var said = ""
      while !said.contains("udp: 5") {
        let data = output.fileHandleForReading.availableData
        guard !data.isEmpty else { break }
        said += String(decoding: data, as: UTF8.self)
      }
      #expect(said.contains("udp: 5"), "\(said)")
      #expect(try !scene.remains().isEmpty, "the machines are in use")
      kill(process.processIdentifier, SIGKILL)
      process.waitUntilExit()
      #expect(try scene.remains(after: 60) == [])
      #expect(scene.agents().isEmpty, "\(scene.agents())")
    }
  }

  /// The router's management cable is cut while it forwards: it undoes its part by itself, and the
  /// others are undone by the coordinator.
  @Test func nothingIsLeftWhenAConnectionIsLost() async throws {
    try await onThread {
      let scene = try RemoteScene()
      defer { scene.remove() }
      let isCut = Signal(false)
      nonisolated(unsafe) let network = scene
      let sampler = scene.sampler(silence: 4) { text in
        guard text.hasSuffix(": warm-up") else { return }
        isCut.with { isCut in
          guard !isCut else { return }
          isCut = true
          try? network.setCable(1, isUp: false)
        }
      }
      let error = #expect(throws: MeasureError.self) {
        _ = try sampler.sample(try scene.cell())
      }
      let words = error?.description ?? ""
      #expect(words.contains(scene.stations[1].address), "\(words)")
      #expect(try scene.remains(after: 60) == [])
      try scene.setCable(1, isUp: true)
      sampler.workers.close()
      #expect(scene.agents().isEmpty, "\(scene.agents())")
    }
  }

  /// A worker that is killed is undone by its reaper.
  @Test func nothingIsLeftWhenAWorkerIsKilled() async throws {
    try await onThread {
      let scene = try RemoteScene()
      defer { scene.remove() }
      let sampler = scene.sampler()
      defer { sampler.workers.close() }
      let cell = try scene.cell()
      let part = try #require(cell.parts.first { $0.machine?.name == scene.stations[0].address })
      let machine = try sampler.machine(part.machine, files: [:])
      try machine.apply(part.plan, of: .random())
      #expect(try !scene.remains().isEmpty)
      for worker in scene.workers() { kill(worker, SIGKILL) }
      #expect(try scene.remains(after: 60) == [])
    }
  }

  @Test func aPortThatOthersRestOnIsRefused() async throws {
    try await onThread {
      let scene = try RemoteScene()
      defer { scene.remove() }
      let sampler = scene.sampler()
      defer { sampler.workers.close() }
      let remote = try #require(scene.testbed.machines[0].remote)
      let machine = try sampler.machine(remote, files: [:])
      let namespace = Names.namespace("a")
      for (port, word) in [("mgmt", "SSH"), ("absent", "no interface")] {
        let error = #expect(throws: HardwareError.self) {
          try machine.apply(
            Plan([
              .createNamespace(name: namespace),
              .takePort(interface: port, namespace: namespace, mtu: 1500),
            ]), of: .random())
        }
        #expect(error?.description.contains(word) ?? false, "\(error as Any)")
      }
      let error = #expect(throws: HardwareError.self) {
        try machine.apply(
          Plan([
            .createNamespace(name: namespace),
            .takePort(interface: "p0", namespace: namespace, mtu: 9000),
          ]), of: .random())
      }
      #expect(error?.description.contains("MTU") ?? false, "\(error as Any)")
      #expect(try scene.remains() == [])
    }
  }

  /// A key that nobody knows is taken where the testbed says so, and known from then on; another
  /// key of the same machine is not.
  @Test func aNewKeyIsAcceptedOnceWhereTheTestbedSaysSo() async throws {
    try await onThread {
      let scene = try RemoteScene()
      defer { scene.remove() }
      let sampler = scene.sampler()
      defer { sampler.workers.close() }
      var remote = try #require(scene.testbed.machines[0].remote)
      let known = scene.folder + "/fresh"
      remote.knownHosts = known
      let refused = #expect(throws: HardwareError.self) {
        _ = try sampler.workers.client(remote)
      }
      #expect(refused?.description.contains("ost key") ?? false, "\(refused as Any)")
      remote.hostKeys = .acceptNew
      #expect(try sampler.workers.client(remote).isRoot)
      // It is kept, by a hash of the name where SSH is set so.
      #expect(try String(contentsOfFile: known, encoding: .utf8).contains("ssh-ed25519"))
      sampler.workers.close()
      remote.hostKeys = .strict
      #expect(try sampler.workers.client(remote).isRoot)
      sampler.workers.close()
      // Of another machine, as far as SSH can tell.
      let key = try String(contentsOfFile: scene.folder + "/key.pub", encoding: .utf8)
        .split(separator: " ").prefix(2).joined(separator: " ")
      try "\(remote.name) \(key)\n".write(toFile: known, atomically: true, encoding: .utf8)
      remote.hostKeys = .acceptNew
      let changed = #expect(throws: HardwareError.self) {
        _ = try sampler.workers.client(remote)
      }
      #expect(changed?.description.contains("ost key") ?? false, "\(changed as Any)")
    }
  }

  /// What the generator does at most is tried on the machines that generate and receive.
  @Test func theGeneratorsLimitIsFoundOnAnotherMachine() async throws {
    try await onThread {
      let scene = try RemoteScene()
      defer { scene.remove() }
      let sampler = scene.sampler()
      defer { sampler.workers.close() }
      let limit = try #require(
        try GeneratorTest.limit(
          frame: ByteCount(bytes: 1518), on: scene.testbed.machines[0].remote, sampler: sampler,
          seconds: 0.3))
      print("generator and receiver on another machine: \(limit) frames of 1518 B per second")
      #expect(limit > 1000)
      #expect(try scene.remains() == [])
    }
  }

  @Test func aMachineThatDoesNotAnswerIsSaidSo() async throws {
    try await onThread {
      let scene = try RemoteScene()
      defer { scene.remove() }
      var remote = try #require(scene.testbed.machines[0].remote)
      remote.program = "/nowhere/hypertwin"
      let sampler = scene.sampler()
      let error = #expect(throws: HardwareError.self) {
        _ = try sampler.workers.client(remote)
      }
      #expect(error?.description.contains("/nowhere/hypertwin") ?? false, "\(error as Any)")
      remote.program = RemoteScene.products + "/hypertwin"
      remote.knownHosts = "/dev/null"
      let stranger = #expect(throws: HardwareError.self) {
        _ = try sampler.workers.client(remote)
      }
      #expect(stranger?.description.contains("ost key") ?? false, "\(stranger as Any)")
    }
  }
}
