import Appliance
import Formats
import Foundation
import Glibc
import Libvirt
import Model

@testable import Hardware

/// Three "machines": network namespaces that the test makes, each with its own sshd on a management
/// cable, joined in a row by virtual cables whose ends serve as real ports. Where the router is to
/// have a guest it is this machine itself, whose libvirtd there is, behind an sshd all the same.
final class RemoteScene {
  /// A machine: its namespace, its address on the management cable, and its end of that.
  struct Station {
    let name: String
    let address: String
    let link: String
    let state: String
    /// The interfaces that serve as its ports.
    let ports: [String]
    /// Whether it is this machine, and has no namespace.
    let isHere: Bool
  }

  let folder: String
  let stations: [Station]
  let scenario: Scenario
  let testbed: Testbed
  /// Not Foundation's processes: sshd closes the socket by which those learn of an end, and then
  /// Foundation waits for it alone, and for no other process.
  private var daemons: [ChildProcess] = []
  private let tag: String
  /// The first three numbers of the management cables' addresses.
  private let network: String

  /// Whether there is what a scene needs.
  static let isPossible =
    TestServer.canChangeNetworks && Tool.path(of: "sshd") != nil && Tool.path(of: "ssh") != nil
    && Tool.path(of: "ssh-keygen") != nil

  /// The folder of the executables that are built with the tests.
  static var products: String {
    let own = (try? FileManager.default.destinationOfSymbolicLink(atPath: "/proc/self/exe")) ?? ""
    return (own as NSString).deletingLastPathComponent
  }

  /// - Parameters:
  ///   - ports: Whether each host is a machine of its own with real ports; else all are namespaces
  ///     of the first machine.
  ///   - guest: Whether the router is a guest.
  ///   - bridges: Whether that guest is joined to bridges that the machine has already, which the
  ///     ports belong to, and not to the ports themselves.
  init(ports: Bool = true, guest: Bool = false, bridges: Bool = false) throws {
    tag = String(UInt32.random(in: 0...0xFFFF) | 0x10000, radix: 16).suffix(4).description
    folder = NSTemporaryDirectory() + "hypertwin-remote-\(tag)"
    network = try Self.freeNetwork()
    let network = network
    // A piece of four addresses for each cable. The suite of guests may run beside the other, and
    // has the upper half.
    let base = (Int.random(in: 0..<10) + (guest ? 10 : 0)) * 12
    let (folder, tag) = (folder, tag)
    stations = ["g", "r", "s"].enumerated().map { number, letter in
      let isHere = guest && letter == "r"
      let names = isHere ? ["htm\(tag)0", "htm\(tag)1"] : ["p0", "p1"]
      return Station(
        name: "htm-\(tag)-\(letter)",
        address: "\(network).\(base + 4 * number + (isHere ? 1 : 2))",
        link: "htm\(tag)\(letter)", state: "\(folder)/state-\(letter)",
        ports: letter == "r" ? names : ["p0"], isHere: isHere)
    }
    // Hosts of names that no other run has.
    let root = #filePath.split(separator: "/").dropLast(3).joined(separator: "/")
    let fixture = guest ? "virtio" : "native"
    var text = try String(
      contentsOfFile: "/\(root)/fixtures/scenarios/this-machine/\(fixture).yaml", encoding: .utf8)
    for name in ["generator", "router", "receiver"] {
      text = text.replacingOccurrences(of: name, with: "\(name)\(tag)")
    }
    let lines = text.split(separator: "\n").filter {
      !$0.contains("kind: stream") && (guest || !$0.contains("kind: pi"))
    }
    text = lines.joined(separator: "\n").replacing("digits: 100000", with: "digits: 1000") + "\n"
    scenario = try ScenarioFile.read(text, file: "native.yaml").scenario
    let names = ["generator", "router", "receiver"].map { "\($0)\(tag)" }
    var machines: [String] = []
    for (number, name) in names.enumerated() {
      let isBridged = bridges && stations[number].isHere
      let nics = stations[number].ports.enumerated().map {
        "eth\($0): \($1)\(isBridged ? "b" : "")"
      }
      machines.append(
        """
          - name: \(name)
            ssh: root@\(stations[ports ? number : 0].address)
            key: \(folder)/key
            known_hosts: \(folder)/known
            program: \(Self.products)/hypertwin
        """
          + (ports
            ? "\n    \(isBridged ? "bridges" : "ports"): {\(nics.joined(separator: ", "))}" : "")
          + (stations[number].isHere ? "\n    connection: \(TestServer.uri)" : ""))
    }
    // What is labelled may share a processor with others, as tests do.
    let label = guest ? "label: namespaces as machines\n" : ""
    let testbedText =
      "testbed: 1\nname: scene\n\(label)hosts:\n" + machines.joined(separator: "\n") + "\n"
    testbed = try TestbedFile.read(testbedText, file: "t.yaml", for: scenario).testbed
    try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
    try text.write(toFile: folder + "/scenario.yaml", atomically: true, encoding: .utf8)
    try testbedText.write(toFile: folder + "/testbed.yaml", atomically: true, encoding: .utf8)
    do {
      try fillCache(guest ? try GuestExecutable.find() : Self.products + "/hypertwin-guest")
      try makeNetwork(base)
      if bridges { try makeBridges() }
      try startDaemons()
    } catch {
      remove()
      throw error
    }
  }

  /// The first three numbers of TEST-NET-2, or of TEST-NET-1 where this machine has addresses of
  /// that itself, as virtual machines do (RFC 5737). A scene's would hide the machine's own.
  private static func freeNetwork() throws -> String {
    let addresses = try Tool().run("ip", ["-4", "-o", "address", "show", "scope", "global"])
    let own = addresses.split(separator: "\n").filter { !$0.contains(" htm") }
    let networks = ["198.51.100", "192.0.2"]
    let free = networks.first { network in !own.contains { $0.contains(" \(network).") } }
    guard let free else { throw HardwareError("this machine has addresses of all of \(networks)") }
    return free
  }

  /// The machines have the agents' executable already: that files are sent is for `WorkerTests`.
  private func fillCache(_ guest: String) throws {
    let hash = try Tool().run("sha256sum", [guest]).prefix(64)
    let files = folder + "/cache/files"
    try FileManager.default.createDirectory(atPath: files, withIntermediateDirectories: true)
    // By a program: what is started here while Foundation copies would hold the copy open for
    // writing, and nobody could run it.
    _ = try Tool().run("cp", [guest, "\(files)/\(hash)"])
  }

  private func makeNetwork(_ base: Int) throws {
    for (number, station) in stations.enumerated() {
      let far = station.isHere ? [station.link + "m"] : ["mgmt", "netns", station.name]
      if !station.isHere { try ip("netns", "add", station.name) }
      try ip(["link", "add", station.link, "type", "veth", "peer", "name"] + far)
      try ip("address", "add", "\(network).\(base + 4 * number + 1)/30", "dev", station.link)
      try ip("link", "set", station.link, "up")
      guard !station.isHere else { continue }
      try ip("-n", station.name, "link", "set", "lo", "up")
      try ip("-n", station.name, "address", "add", station.address + "/30", "dev", "mgmt")
      try ip("-n", station.name, "link", "set", "mgmt", "up")
    }
    func end(_ number: Int, _ port: Int) -> [String] {
      let station = stations[number]
      return [station.ports[port]] + (station.isHere ? [] : ["netns", station.name])
    }
    for (near, far) in [(end(0, 0), end(1, 0)), (end(2, 0), end(1, 1))] {
      try ip(["link", "add"] + near + ["type", "veth", "peer", "name"] + far)
    }
    for station in stations {
      for port in station.ports { try ip(inside(station) + ["link", "set", port, "up"]) }
    }
    let g = stations[0].name
    // What a port must be given back with.
    try ip("-n", g, "address", "add", "203.0.113.1/26", "dev", "p0", "label", "p0:old")
    try ip("-n", g, "route", "add", "203.0.113.64/26", "via", "203.0.113.9", "metric", "77")
  }

  /// A bridge for each port of this machine's.
  private func makeBridges() throws {
    for station in stations where station.isHere {
      for port in station.ports {
        try ip("link", "add", port + "b", "type", "bridge")
        try ip("link", "set", port, "master", port + "b")
        try ip("link", "set", port + "b", "up")
      }
    }
  }

  /// The interfaces that belong to this machine's bridges, by bridge.
  func bridged() throws -> [String: [String]] {
    var members: [String: [String]] = [:]
    for station in stations where station.isHere {
      for port in station.ports {
        let folder = "/sys/class/net/\(port)b/brif"
        members[port + "b"] = try FileManager.default.contentsOfDirectory(atPath: folder).sorted()
      }
    }
    return members
  }

  private func startDaemons() throws {
    try FileManager.default.createDirectory(
      atPath: "/run/sshd", withIntermediateDirectories: true, attributes: [.posixPermissions: 0o755]
    )
    for name in ["key", "hostkey"] {
      _ = try Tool().run(
        "ssh-keygen", ["-q", "-t", "ed25519", "-N", "", "-f", "\(folder)/\(name)"])
    }
    let hostKey = try String(contentsOfFile: folder + "/hostkey.pub", encoding: .utf8)
      .split(separator: " ").prefix(2).joined(separator: " ")
    try stations.map { "\($0.address) \(hostKey)\n" }.joined()
      .write(toFile: folder + "/known", atomically: true, encoding: .utf8)
    // Without PAM, sshd refuses an account whose password is locked.
    let shadow = (try? String(contentsOfFile: "/etc/shadow", encoding: .utf8)) ?? ""
    let isLocked = shadow.hasPrefix("root:!") || shadow.contains("\nroot:!")
    for (number, station) in stations.enumerated() {
      let configuration = """
        ListenAddress \(station.address)
        HostKey \(folder)/hostkey
        PidFile none
        AuthorizedKeysFile \(folder)/key.pub
        StrictModes no
        PermitRootLogin prohibit-password
        PasswordAuthentication no
        KbdInteractiveAuthentication no
        UsePAM \(isLocked ? "yes" : "no")
        SetEnv HYPERTWIN_STATE=\(station.state) HYPERTWIN_CACHE=\(folder)/cache

        """
      let path = "\(folder)/sshd-\(number).conf"
      try configuration.write(toFile: path, atomically: true, encoding: .utf8)
      let log = Glibc.open("\(folder)/sshd-\(number).log", O_WRONLY | O_CREAT | O_TRUNC, 0o600)
      defer { close(log) }
      let sshd = Tool.path(of: "sshd") ?? ""
      let words = ["-D", "-e", "-f", path]
      let daemon = try ChildProcess(
        path: station.isHere ? sshd : Tool.path(of: "ip") ?? "",
        arguments: station.isHere ? words : ["netns", "exec", station.name, sshd] + words,
        descriptors: ChildProcess.Descriptors(errors: log))
      daemons.append(daemon)
    }
    for number in stations.indices { try waitFor(listening: number) }
  }

  private func waitFor(listening number: Int) throws {
    for _ in 0..<300 {
      let log = try String(contentsOfFile: "\(folder)/sshd-\(number).log", encoding: .utf8)
      if log.contains("listening on") { return }
      guard !daemons[number].hasEnded() else { throw HardwareError("sshd ended: \(log)") }
      Thread.sleep(forTimeInterval: 0.05)
    }
    throw HardwareError("sshd does not listen after 15 s")
  }

  /// Ends the daemons by their numbers, and takes everything away.
  func remove() {
    for station in stations { _ = try? Tool().run("ip", ["link", "set", station.link, "up"]) }
    for daemon in daemons {
      kill(daemon.identifier, SIGTERM)
      _ = daemon.wait()
    }
    // A cable may outlive its namespace where a session holds that; it goes by its near end.
    for station in stations {
      _ = try? Tool().run("ip", ["link", "delete", station.link])
      if station.isHere {
        for port in station.ports {
          for name in [port, port + "b"] { _ = try? Tool().run("ip", ["link", "delete", name]) }
        }
      }
      _ = try? Tool().run("ip", ["netns", "delete", station.name])
    }
    try? FileManager.default.removeItem(atPath: folder)
  }

  /// Cuts a machine's management cable, or joins it again.
  func setCable(_ number: Int, isUp: Bool) throws {
    try ip("link", "set", stations[number].link, isUp ? "up" : "down")
  }

  /// What of a run is left on the machines, one sentence each: ports that are not as they were,
  /// journals, names of namespaces.
  func remains() throws -> [String] {
    var remains: [String] = []
    for station in stations {
      let shown = try Tool().run("ip", inside(station) + ["-br", "link"])
      for port in station.ports
      where !shown.split(separator: "\n").contains(where: {
        $0.hasPrefix("\(port)@") && $0.contains("UP")
      }) {
        remains.append("\(station.name) has no \(port) that is up: \(shown)")
      }
      let journals = (try? FileManager.default.contentsOfDirectory(atPath: station.state + "/runs"))
      if let journals, !journals.isEmpty { remains.append("\(station.name): \(journals)") }
    }
    // Not asked for by its name, which is an error while a run has it.
    let addresses = try Tool().run("ip", ["-n", stations[0].name, "-o", "address", "show"])
      .split(separator: "\n").filter { $0.contains(" p0 ") }.joined(separator: "\n")
    if !addresses.contains("203.0.113.1/26") || !addresses.contains("p0:old") {
      remains.append("p0 of the first machine has \(addresses)")
    }
    let routes = try Tool().run("ip", ["-n", stations[0].name, "route"])
    if !routes.contains("203.0.113.64/26 via 203.0.113.9 dev p0 metric 77") {
      remains.append("the first machine has the routes \(routes)")
    }
    let names = (try? FileManager.default.contentsOfDirectory(atPath: "/run/netns")) ?? []
    remains += names.filter { $0.hasPrefix("ht-") && $0.hasSuffix(tag) }
    if stations[1].isHere {
      remains += try Connection(TestServer.uri).domains().map(\.name).filter { $0.contains(tag) }
    }
    return remains
  }

  /// What remains after at most that many seconds.
  func remains(after seconds: Double) throws -> [String] {
    let deadline = Date().addingTimeInterval(seconds)
    while Date() < deadline, try !remains().isEmpty { Thread.sleep(forTimeInterval: 0.1) }
    return try remains()
  }

  /// Processes that live in a namespace of a run on these machines: agents and what they run.
  func agents() -> [String] {
    let processes = (try? FileManager.default.contentsOfDirectory(atPath: "/proc")) ?? []
    return processes.compactMap { name in
      guard Int(name) != nil,
        let words = try? String(contentsOfFile: "/proc/\(name)/cmdline", encoding: .utf8),
        words.contains("\(folder)/cache/files/")
      else { return nil }
      return "\(name): \(words.replacingOccurrences(of: "\0", with: " "))"
    }
  }

  /// The processes of the first machine's worker.
  func workers() -> [pid_t] {
    let inode =
      try? FileManager.default.attributesOfItem(
        atPath: "/run/netns/\(stations[0].name)")[.systemFileNumber] as? Int
    let processes = (try? FileManager.default.contentsOfDirectory(atPath: "/proc")) ?? []
    return processes.compactMap { name in
      guard let number = pid_t(name),
        let words = try? String(contentsOfFile: "/proc/\(name)/cmdline", encoding: .utf8),
        words.hasSuffix("/hypertwin\0worker\0"),
        let link = try? FileManager.default.destinationOfSymbolicLink(
          atPath: "/proc/\(name)/ns/net"),
        let inode, link == "net:[\(inode)]"
      else { return nil }
      return number
    }
  }

  /// A sampler whose workers wait that long for a sign of life.
  func sampler(
    silence: Double = 45, progress: @escaping @Sendable (String) -> Void = { _ in }
  ) -> Sampler {
    var settings = MeasureSettings()
    settings.flowSeconds = 2
    settings.warmUpSeconds = 0.2
    let workers = Workers(progress: progress) { remote throws(HardwareError) in
      let ssh = SSHCommand(remote)
      return try WorkerClient(
        name: remote.description, program: ssh.program, arguments: ssh.arguments,
        environment: SSHCommand.environment, silence: silence)
    }
    return Sampler(
      settings: settings, guest: Self.products + "/hypertwin-guest",
      state: StateFolder(path: folder + "/state"), workers: workers, progress: progress)
  }

  /// The scenario on these machines.
  func cell() throws -> Cell {
    try Cell(
      scenario, hash: "", testbed: testbed, emulated: false, appliance: nil,
      connection: TestServer.uri)
  }

  /// What `ip` is told so that it acts on that machine.
  private func inside(_ station: Station) -> [String] {
    station.isHere ? [] : ["-n", station.name]
  }

  private func ip(_ arguments: String...) throws { try ip(arguments) }

  private func ip(_ arguments: [String]) throws { _ = try Tool().run("ip", arguments) }
}
