import Foundation
import Kernels
import Testing

/// What is the router's to forward, the kernel's own stack does not see, for as long as the router
/// runs, and everything else it does.
@Suite(
  .enabled(if: TestNetwork.isPossible, Comment(rawValue: TestNetwork.reason)),
  .enabled(if: IngressProbe.isSupported, "needs Linux 6.6 or newer"))
struct IngressDropTests {
  private static func configuration(station: MACAddress) -> RouterConfiguration {
    RouterConfiguration(interfaces: [RouterInterface(name: "right", port: 0, mac: station)])
  }

  private static let station = MACAddress(bits: 0x0200_0000_0002)

  @Test func theKernelNeitherForwardsNorAnswersWhatIsTheRoutersUntilTheValueGoes() throws {
    let probe = try IngressProbe()
    #expect(try probe.answers() == IngressProbe.all)
    let drop = try NetworkNamespace.within(probe.network.name) {
      try IngressDrop(Self.configuration(station: Self.station), ports: ["right"])
    }
    let answers = try withExtendedLifetime(drop) { try probe.answers() }
    #expect(answers == IngressProbe.ownOnly)
    drop.remove()
    #expect(try probe.answers() == IngressProbe.all)
  }

  @Test func whatIsForAnotherStationThanTheRoutersIsLeftToTheKernel() throws {
    let probe = try IngressProbe()
    let drop = try NetworkNamespace.within(probe.network.name) {
      try IngressDrop(
        Self.configuration(station: MACAddress(bits: 0x0200_0000_0003)), ports: ["right"])
    }
    let answers = try withExtendedLifetime(drop) { try probe.answers() }
    #expect(answers == IngressProbe.all)
  }

  @Test func aPortThatIsNotThereIsNamedAndTheOthersAreLeftAlone() throws {
    let probe = try IngressProbe()
    var configuration = Self.configuration(station: Self.station)
    configuration.interfaces.append(
      RouterInterface(name: "none", port: 1, mac: MACAddress(bits: 0x0200_0000_0003)))
    #expect(throws: IngressDropError.port(.absent(interface: "none"))) {
      let drop = try NetworkNamespace.within(probe.network.name) {
        try IngressDrop(configuration, ports: ["right", "none"])
      }
      drop.remove()
    }
    #expect(try probe.answers() == IngressProbe.all)
  }

  /// Whatever ends the program, even what it cannot know of, ends its hold on the port.
  @Test(
    .enabled(
      if: CommandRun.isPossible, "needs the program hypertwin beside the tests (swift build)"),
    arguments: [SIGINT, SIGTERM, SIGHUP, SIGKILL])
  func theProgramsEndIsTheDropsEnd(signal: Int32) throws {
    let probe = try IngressProbe()
    let routes = FileManager.default.temporaryDirectory
      .appendingPathComponent("\(probe.network.name)-routes.txt")
    defer { _ = try? FileManager.default.removeItem(at: routes) }
    try Data(IngressProbe.routes.utf8).write(to: routes)
    let process = Process()
    process.executableURL = URL(fileURLWithPath: "/usr/sbin/ip")
    process.arguments = [
      "netns", "exec", probe.network.name, CommandRun.program.path, "kernel", "forward", "--live",
      "--exclusive", "--in", "right", "--routes", routes.path, "--seconds", "60",
    ]
    process.standardInput = FileHandle.nullDevice
    process.standardOutput = FileHandle.nullDevice
    process.standardError = FileHandle.standardError
    try process.run()
    defer { if process.isRunning { kill(process.processIdentifier, SIGKILL) } }
    var answers = IngressProbe.all
    while answers != IngressProbe.ownOnly, process.isRunning { answers = try probe.answers() }
    #expect(answers == IngressProbe.ownOnly)
    kill(process.processIdentifier, signal)
    process.waitUntilExit()
    #expect(try probe.answers() == IngressProbe.all)
  }
}
