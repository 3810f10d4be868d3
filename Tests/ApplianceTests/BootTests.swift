import Appliance
import Console
import Foundation
import Testing

/// The appliance boots in an emulated machine, and its agent does all that a host asks.
@Suite(
  .enabled(if: Machine.missing == nil, "\(Machine.missing ?? "")"), .serialized)
struct BootTests {
  private static let mac = "52:54:00:12:34:56"

  @Test(arguments: [
    ("virtio-net-pci", GuestDriver.virtio), ("e1000", .e1000), ("rtl8139", .rtl8139),
  ])
  func theAgentServesOnTheConsole(device: String, driver: GuestDriver) async throws {
    let folder = FileManager.default.temporaryDirectory.appending(path: "ht-\(UUID().uuidString)")
    defer { try? FileManager.default.removeItem(at: folder) }
    try await onThread {
      let appliance = try Appliance.build(kernel: try Machine.kernel(), cache: folder.path)
      let machine = try Machine(appliance, device: device, mac: Self.mac)
      let info = try machine.client.connect(within: .seconds(180))
      // It is emulated, beside other tests.
      machine.client.patience = .seconds(60)
      print("\(device): \(info.bootSeconds) s from the kernel's start to the agent's, emulated")
      #expect(info.isInit)
      #expect(info.hypervisor == "qemu")
      #expect(info.kernel == appliance.manifest.kernelRelease)
      let interface = try #require(info.interfaces.first { $0.mac == Self.mac })
      #expect(interface.driver == driver.boundName)
      try Self.useNetwork(machine.client)
      try Self.runKernels(machine.client)
      try machine.client.powerOff()
      #expect(machine.ends(within: 60), "\(machine.client.consoleText)")
    }
  }

  /// Sets the network up, and reads back what is to be seen of it.
  private static func useNetwork(_ client: AgentClient) throws {
    try client.configure(
      AgentConfiguration(
        hostName: "guest",
        interfaces: [.init(mac, addresses: ["198.18.0.1/24"], mtu: 1400, offloads: false)],
        routes: [.init("198.18.1.0/24", via: "198.18.0.2")],
        neighbours: [.init("198.18.0.2", mac: "52:54:00:12:34:57", interface: mac)],
        settings: AgentConfiguration.Setting.reversePathFilter(0) + [
          .init("ipv4/conf/{\(mac)}/rp_filter", "0")
        ]))
    let info = try client.info()
    let interface = try #require(info.interfaces.first { $0.mac == mac })
    #expect(interface.isUp)
    #expect(interface.mtu == 1400)
    let order = AgentRun(
      id: 1, kernel: "traffic-send",
      words: ["send-on=\(interface.name)", "packets=100", "seconds=5", "rate=1kpacket/s"])
    let before = try sent(client)
    _ = try client.run(order, within: .seconds(120))
    // virtio_net counts a frame when QEMU gives its buffer back, and behind this NIC is nobody.
    if interface.driver != "virtio_net" { #expect(try sent(client) >= before + 100) }
    #expect(throws: AgentError.self) {
      try client.configure(.init(interfaces: [.init(mac, addresses: ["198.18.0.1"])]))
    }
  }

  private static func sent(_ client: AgentClient) throws -> UInt64 {
    let counters = try client.counters()
    #expect(counters.processor.user + counters.processor.system > 0)
    #expect(counters.softInterrupts.contains { $0.name == "NET_RX" })
    return try #require(counters.interfaces.first { $0.mac == mac }).txPackets
  }

  private static func runKernels(_ client: AgentClient) throws {
    let line = try client.run(
      AgentRun(id: 2, kernel: "pi", words: ["digits=1000"]), within: .seconds(120))
    let result = try JSONLine.parse(line.utf8)["result"]
    let last = try #require(result?["last_digits"]?.text, "\(line)")
    #expect("18577805321712268066130019278766111959092164201989".hasSuffix(last))
    #expect(last.count >= 10)
    // A kernel that would run for long ends when it is told to.
    try client.start(AgentRun(id: 3, kernel: "pi", words: ["digits=4194304"]))
    #expect(throws: AgentError.self) {
      try client.start(AgentRun(id: 4, kernel: "info"))
    }
    guard case .doing(let doing) = try client.ask(.look(run: 3)) else {
      throw AgentError.unintelligible(agent: "guest", reason: "no answer to what a run does")
    }
    #expect(doing.contains(/^its process is in state [RSD] \(/), "\(doing)")
    #expect(throws: AgentError.self) { try client.ask(.look(run: 2)) }
    try client.cancel(3)
    #expect(throws: AgentError.failed(agent: "guest", kernel: "pi", reason: "cancelled")) {
      try client.result(of: 3, "pi", within: .seconds(60))
    }
  }
}
