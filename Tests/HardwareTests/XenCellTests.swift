import Foundation
import Model
import Testing

@testable import Appliance
@testable import Hardware

/// Guests of Xen: how they are described, and what is done for them.
@Suite struct XenCellTests {
  /// An appliance of which only what Xen needs is there.
  private static func appliance() throws -> Appliance {
    let folder = NSTemporaryDirectory() + "hypertwin-xen-\(UUID().uuidString)"
    try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
    try Data([0x7F]).write(to: URL(fileURLWithPath: folder + "/vmlinux"))
    return Appliance(
      folder: folder,
      manifest: Appliance.Manifest(
        id: "", version: "", kernelRelease: "", kernelSHA256: String(repeating: "a", count: 64),
        guestSHA256: "", initramfsSHA256: String(repeating: "b", count: 64), modules: []))
  }

  private static func cell(_ name: String, _ appliance: Appliance) throws -> Cell {
    try Cell(
      try Scenarios.read("rack/\(name)"), hash: "", testbed: .thisMachine, emulated: false,
      appliance: appliance, connection: "qemu:///system")
  }

  @Test(arguments: [
    ("xen-pv", "Xen PV", "vmlinux", "hvc0"), ("xen-pvh", "Xen PVH", "vmlinux", "hvc0"),
    ("xen-hvm", "Xen HVM", "vmlinuz", "ttyS0"),
  ])
  func theGuestFitsItsWay(name: String, platform: String, kernel: String, console: String) throws {
    let appliance = try Self.appliance()
    defer { try? FileManager.default.removeItem(atPath: appliance.folder) }
    let cell = try Self.cell(name, appliance)
    #expect(cell.platform == platform)
    #expect(cell.parts[0].plan.problems.isEmpty, "\(cell.parts[0].plan.problems)")
    let text = try cell.parts[0].plan.text()
    #expect(text.contains("at xen:///system, paused"))
    #expect(text.contains("<kernel>\(appliance.folder)/\(kernel)</kernel>"))
    #expect(text.contains("console=\(console) "))
    #expect(!text.contains("memballoon"))
    #expect(text.contains("<timer mode='native' name='tsc'/>"))
    #expect(text.contains("<script path='\(appliance.folder)/xen-interface'/>"))
    #expect(access(appliance.folder + "/xen-interface", X_OK) == 0)
  }

  /// The plan shows what the testbed says.
  @Test func theTestbedSaysHowTheCounterIsRead() throws {
    let appliance = try Self.appliance()
    defer { try? FileManager.default.removeItem(atPath: appliance.folder) }
    var router = Testbed.Machine(host: Host.ID("router"))
    router.tsc = .emulate
    let cell = try Cell(
      try Scenarios.read("rack/xen-pv"), hash: "",
      testbed: Testbed(name: "t", machines: [router]), emulated: false, appliance: appliance,
      connection: "qemu:///system")
    #expect(try cell.parts[0].plan.text().contains("<timer mode='emulate' name='tsc'/>"))
    #expect(cell.guests.values.map(\.tsc) == [.emulate])
  }

  /// A routed guest's host knows the way to each of its addresses, and answers for what is behind.
  @Test func aRoutedGuestIsRoutedTo() throws {
    let appliance = try Self.appliance()
    defer { try? FileManager.default.removeItem(atPath: appliance.folder) }
    let text = try Self.cell("xen-pv-routed", appliance).parts[0].plan.text()
    #expect(text.contains("route 198.18.2.2/32"))
    #expect(text.contains("set net.ipv4.conf.all.proxy_arp"))
    #expect(!text.contains("make the bridge"))
  }

  /// Behind SSH nothing differs from a guest here but where its files are: the plan has their
  /// hashes, and the machine is sent what it needs of them.
  @Test(arguments: ["xen-pv", "xen-pvh", "xen-hvm", "xen-pv-routed"])
  func aGuestOfAnotherMachineIsTheSameButForItsFiles(name: String) throws {
    let appliance = try Self.appliance()
    defer { try? FileManager.default.removeItem(atPath: appliance.folder) }
    let scenario = try Scenarios.read("rack/\(name)")
    let remote = try #require(Testbed.Remote("root@192.0.2.9"))
    var testbed = Testbed(name: "other")
    for host in scenario.hosts {
      var machine = Testbed.Machine(host: host.id)
      machine.remote = remote
      testbed.machines.append(machine)
    }
    let here = try Self.cell(name, appliance)
    let there = try Cell(
      scenario, hash: "", testbed: testbed, emulated: false, appliance: appliance,
      connection: "qemu:///system")
    let part = try #require(there.parts.first)
    #expect(there.parts.count == 1 && part.machine == remote)
    #expect(part.plan.problems.isEmpty, "\(part.plan.problems)")
    let files = there.files(for: remote)
    #expect(here.files(for: nil).isEmpty)
    let expected =
      name == "xen-hvm" ? ["vmlinuz", "initramfs.cpio"] : ["vmlinux", "initramfs.cpio"]
    #expect(
      Set(files.values) == Set((expected + ["xen-interface"]).map { appliance.folder + "/" + $0 }))
    var text = try part.plan.text()
    #expect(text.contains("at xen:///system, paused"))
    for (hash, path) in files {
      #expect(FileCache.isHash(hash) && text.contains("{file:\(hash)}"))
      text = text.replacingOccurrences(of: "{file:\(hash)}", with: path)
    }
    // The last line is the plan's hash.
    func steps(_ text: String) -> [Substring] {
      text.split(separator: "\n").filter { !$0.contains("plan ") }
    }
    #expect(steps(text) == steps(try here.parts[0].plan.text()))
  }

  @Test func anEmulatedNICIsRefusedWithWhatCanBeDone() throws {
    let appliance = try Self.appliance()
    defer { try? FileManager.default.removeItem(atPath: appliance.folder) }
    var scenario = try Scenarios.read("rack/xen-hvm")
    let host = try #require(scenario.hosts.firstIndex { !$0.vms.isEmpty })
    scenario.hosts[host].vms[0].nics[0].model = .e1000
    #expect {
      _ = try Cell(
        scenario, hash: "", testbed: .thisMachine, emulated: false, appliance: appliance,
        connection: "qemu:///system")
    } throws: { error in
      "\(error)".hasPrefix("router/vm.eth0: Xen's guests are measured with netfront only;")
    }
  }
}
