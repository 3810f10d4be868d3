import Formats
import Foundation
import Model
import Testing

@testable import Rack

@Suite
struct RackMachineTests {
  private func machine(_ kind: RackKind, exact: Bool = false) -> RackMachine {
    RackMachine(
      kind: kind, port: 40_001, memory: 3072, isExact: exact,
      image: RackImage(folder: "/cache/a,b"), folder: RackFolder(kind, state: "/state"))
  }

  @Test(arguments: RackKind.allCases)
  func nothingButSSHOnLoopbackLeadsIn(kind: RackKind) throws {
    let command = machine(kind).command
    let network = try #require(command.first { $0.hasPrefix("user,") })
    #expect(network == "user,id=net,restrict=on,hostfwd=tcp:127.0.0.1:40001-:22")
    #expect(command.filter { $0 == "-netdev" }.count == 1)
    #expect(command.contains("-nodefaults"))
    #expect(!command.contains { $0.hasPrefix("tcp:") || $0 == "-vnc" || $0 == "-qmp" })
  }

  @Test
  func disksAreReadOnlyAndCommasInPathsAreDoubled() {
    let drives = machine(.kvm).command.filter { $0.hasPrefix("file=") }
    #expect(drives.count == 2)
    #expect(drives.allSatisfy { $0.hasSuffix("readonly=on") })
    #expect(drives[0].hasPrefix("file=/cache/a,,b/root.ext4,format=raw"))
  }

  @Test
  func xenGetsItsDomainAsAModule() throws {
    let command = machine(.xen).command
    let kernel = try #require(command.firstIndex(of: "-kernel"))
    #expect(command[kernel + 1] == "/cache/a,b/xen")
    let modules = try #require(command.firstIndex(of: "-initrd"))
    #expect(command[modules + 1].contains("vmlinux console=hvc0 "))
    #expect(command[modules + 1].hasSuffix(",/cache/a,b/initramfs.cpio"))
  }

  @Test(arguments: RackKind.allCases)
  func onlyAnExactRackCountsInstructions(kind: RackKind) {
    #expect(!machine(kind).command.contains("-icount"))
    let exact = machine(kind, exact: true).command
    #expect(exact.contains("shift=0,sleep=on"))
    #expect(exact.contains { $0.contains(" transparent_hugepage=never") })
  }

  @Test(arguments: RackKind.allCases)
  func theTestbedIsReadAndLabelled(kind: RackKind) throws {
    for isExact in [false, true] { try Self.checkTestbed(kind, isExact) }
  }

  private static func checkTestbed(_ kind: RackKind, _ isExact: Bool) throws {
    let rack = rack(kind, isExact: isExact)
    let path = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
      .appendingPathComponent("../../fixtures/scenarios/this-machine/native.yaml").path
    let scenario = try ScenarioFile.read(
      try String(contentsOfFile: path, encoding: .utf8), file: path
    ).scenario
    let read = try TestbedFile.read(rack.testbedText, file: "testbed.yaml", for: scenario)
    #expect(read.testbed.label == "emulated host")
    #expect(read.testbed.clock == (isExact ? .instructions : .time))
    #expect(read.testbed.machine(of: Host.ID("router")).connection == kind.connection)
  }

  private static func rack(_ kind: RackKind, isExact: Bool) -> Rack {
    Rack(
      record: RackRecord(
        kind: kind, process: 2, started: 1, boot: "b", port: 40_001, memory: 3072,
        isExact: isExact, image: "/i"), folder: RackFolder(kind, state: "/state"))
  }

  @Test
  func sshTrustsNobodyButTheRack() {
    let rack = Self.rack(.xen, isExact: false)
    #expect(rack.sshText.contains("StrictHostKeyChecking yes"))
    #expect(rack.sshText.contains("HostName 127.0.0.1\n  Port 40001\n"))
    #expect(rack.ssh(["true"]).suffix(3) == ["rack-xen", "--", "true"])
  }

  /// What wakes an idle rack comes well before a wait for an agent counts as a standstill.
  @Test
  func sshWakesARackThatSleepsUnlessItCountsInstructions() throws {
    let text = Self.rack(.kvm, isExact: false).sshText
    let words = text.split(whereSeparator: \.isWhitespace)
    let key = try #require(words.firstIndex(of: "ServerAliveInterval"))
    let seconds = try #require(Int(words[key + 1]))
    #expect((1..<5).contains(seconds))
    #expect(text.hasSuffix("\n") && !text.contains("\n\n"))
    #expect(!Self.rack(.kvm, isExact: true).sshText.contains("ServerAlive"))
  }
}
