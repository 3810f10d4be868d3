import Appliance
import Foundation
import Testing

@testable import Hardware

/// A guest as the router on a machine that is reached by SSH, whose NICs are bridged to real ports:
/// measured by the program itself, and nothing left whatever dies.
@Suite(
  .serialized,
  .enabled(
    if: RemoteScene.isPossible, "needs root, ip, ssh and sshd (Debian: openssh-server)"),
  .enabled(if: TestServer.isQEMU, "needs a libvirtd with QEMU; script/with-libvirt gives one"),
  .enabled(if: GuestParts.missing == nil, "\(GuestParts.missing ?? "")"))
struct RemoteGuestTests {
  /// `hypertwin` with these words in the scene, its output in files of the scene's folder.
  private static func program(_ words: [String], in scene: RemoteScene) throws -> Process {
    let process = Process()
    process.executableURL = URL(fileURLWithPath: RemoteScene.products + "/hypertwin")
    process.arguments = words
    process.environment = [
      "PATH": "/usr/sbin:/usr/bin:/sbin:/bin", "LC_ALL": "C", "HOME": scene.folder,
      "HYPERTWIN_STATE": scene.folder + "/state", "HYPERTWIN_GUEST": try GuestExecutable.find(),
    ]
    for (stream, name) in [(true, "output"), (false, "errors")] {
      let path = "\(scene.folder)/\(name)"
      _ = FileManager.default.createFile(atPath: path, contents: nil)
      let handle = try FileHandle(forWritingTo: URL(fileURLWithPath: path))
      if stream { process.standardOutput = handle } else { process.standardError = handle }
    }
    process.standardInput = FileHandle.nullDevice
    try process.run()
    return process
  }

  private static func measure(
    _ scene: RemoteScene, _ more: [String] = ["--seconds", "1"]
  ) throws -> Process {
    try program(
      [
        "measure", scene.folder + "/scenario.yaml", "--testbed", scene.folder + "/testbed.yaml",
        "--acceleration", "emulation", "--blocks", "1", "--attempts", "1",
        // Other tests run beside this one.
        "--force",
      ] + more + (GuestParts.kernel.map { ["--kernel", $0] } ?? []), in: scene)
  }

  private static func text(_ name: String, of scene: RemoteScene) throws -> String {
    try String(contentsOfFile: "\(scene.folder)/\(name)", encoding: .utf8)
  }

  @Test func aGuestOfAnotherMachineIsMeasured() async throws {
    try await onThread {
      let scene = try RemoteScene(guest: true)
      defer { scene.remove() }
      let measuring = try Self.measure(scene)
      measuring.waitUntilExit()
      let errors = try Self.text("errors", of: scene)
      // A sample that others disturbed is no valid one, and the exit status says so.
      let isDisturbed = errors.contains("no valid sample of virtio: 0 samples, 1 invalid")
      #expect(measuring.terminationStatus == (isDisturbed ? 1 : 0), "\(errors)")
      #expect(try scene.remains() == [])
      #expect(scene.agents().isEmpty, "\(scene.agents())")
      let exporting = try Self.program(
        ["results", "export", "latest", "--format", "csv"], in: scene)
      exporting.waitUntilExit()
      let rows = try Self.text("output", of: scene).split(whereSeparator: \.isNewline)
      for name in [",pi,time,", ",udp,goodput,", ",tcp,goodput,"] {
        let row = rows.first { $0.contains(name) }
        print("a guest of another machine: \(row ?? "no row with \(name)")")
        #expect(row != nil, "\(errors)")
      }
      // The machine counts for its guest, and for itself.
      let machine = "root@\(scene.stations[1].address)"
      for name in ["/vm.vcpu0_cpu,", "/vm.libvirt_vcpu_time,", "\(machine).host.cpu,"] {
        #expect(rows.contains { $0.contains(name) }, "no \(name)")
      }
      // The record has what ran there: the program's hash, the domain and its hypervisor.
      let recording = try Self.program(
        ["results", "export", "latest", "--format", "json"], in: scene)
      recording.waitUntilExit()
      let record = try Self.text("output", of: scene)
      let guest = try Tool().run("sha256sum", [try GuestExecutable.find()]).prefix(64)
      for word in [
        String(guest), "of \(machine)", "{run-uuid}", "-accel", "software emulates it",
      ] {
        #expect(record.contains(word), "\(word) is not in the record")
      }
      // Its samples are of one kind, or it does not go on.
      let resuming = try Self.measure(
        scene, ["--seconds", "2", "--workload", "udp", "--resume", "latest"])
      resuming.waitUntilExit()
      let refusal = try Self.text("errors", of: scene)
      #expect(resuming.terminationStatus == 65, "\(refusal)")
      let words = ["options and workloads of virtio", "\"seconds\":1", "\"workloads\":[\"udp\"]"]
      for word in words { #expect(refusal.contains(word), "\(refusal)") }
    }
  }

  /// The guest's taps are ports of bridges that were there before, and the bridges as before in the
  /// end.
  @Test func aGuestOnBridgesOfAnotherMachineIsMeasured() async throws {
    try await onThread {
      let scene = try RemoteScene(guest: true, bridges: true)
      defer { scene.remove() }
      let before = try scene.bridged()
      let measuring = try Self.measure(scene, ["--seconds", "1", "--workload", "udp"])
      var most = before
      while measuring.isRunning {
        let now = try scene.bridged()
        if now.values.joined().count > most.values.joined().count { most = now }
        Thread.sleep(forTimeInterval: 0.05)
      }
      let errors = try Self.text("errors", of: scene)
      #expect(most.values.map(\.count) == [2, 2], "\(most), \(errors)")
      #expect(try scene.bridged() == before)
      #expect(try scene.remains() == [])
      let exporting = try Self.program(
        ["results", "export", "latest", "--format", "csv"], in: scene)
      exporting.waitUntilExit()
      let rows = try Self.text("output", of: scene).split(whereSeparator: \.isNewline)
      let row = rows.first { $0.contains(",udp,goodput,") }
      print("a guest on bridges of another machine: \(row ?? "no row of udp")")
      #expect(row != nil, "\(errors)")
    }
  }

  /// The worker sees the end of its connection and undoes all, the guest with it.
  @Test func nothingIsLeftWhenTheCoordinatorIsKilled() async throws {
    try await onThread {
      let scene = try RemoteScene(guest: true)
      defer { scene.remove() }
      let measuring = try Self.measure(scene)
      while measuring.isRunning, try !Self.text("errors", of: scene).contains("udp: warm-up") {
        Thread.sleep(forTimeInterval: 0.05)
      }
      let errors = try Self.text("errors", of: scene)
      #expect(measuring.isRunning && errors.contains("udp: warm-up"), "\(errors)")
      #expect(try scene.remains().contains { $0.hasPrefix("ht-") && $0.hasSuffix("-vm") })
      kill(measuring.processIdentifier, SIGKILL)
      measuring.waitUntilExit()
      #expect(try scene.remains(after: 60) == [])
      #expect(scene.agents().isEmpty, "\(scene.agents())")
    }
  }
}

/// What guests are made of.
private enum GuestParts {
  /// What a guest is made of that is not here; nil if all is.
  static let missing: String? = {
    do {
      _ = try KernelSource.find(folder: kernel, cache: "/var/cache/hypertwin")
      _ = try GuestExecutable.find()
      return nil
    } catch {
      return "\(error)"
    }
  }()

  /// The folder of the guests' kernel that the environment names; nil for the usual places.
  static let kernel: String? = {
    let environment = ProcessInfo.processInfo.environment
    if let folder = environment["HYPERTWIN_KERNEL"] { return folder }
    return environment["HYPERTWIN_CACHE"].map { $0 + "/kernel" }
  }()
}
