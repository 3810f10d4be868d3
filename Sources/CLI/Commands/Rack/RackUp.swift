import Appliance
import ArgumentParser
import Hardware
import Rack
import RackScenarios

/// `hypertwin rack up`.
struct RackUp: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "up", abstract: "Boot a rack in the background, and say how it is reached.",
    discussion: """
      The first time, its disk is built from Debian's packages, which takes root, mmdebstrap and \
      the network; it is kept in the cache. What it prints on standard output is the testbed's file.

      EXAMPLES
        hypertwin rack up xen
        hypertwin rack up kvm --memory 4096
        hypertwin rack up native --exact
      """)

  @Argument(help: "What runs on it.")
  var kind: RackKind

  @Flag(
    name: .long,
    help: "Let its clock count instructions, so that times repeat; slower. See docs/rack.md.")
  var exact = false

  @Option(name: .long, help: ArgumentHelp("Its memory.", valueName: "MiB"))
  var memory: Int?

  @Option(
    name: .long,
    help: ArgumentHelp("Within how long it must be ready, 10 to 3600.", valueName: "seconds"))
  var patience = 300.0

  @OptionGroup var image: RackImageOptions

  func validate() throws {
    guard patience.isFinite, (10...3600).contains(patience) else {
      throw ValidationError("--patience \(patience) is not between 10 and 3600.")
    }
  }

  func run() async throws {
    try await reportingFailures {
      let interruption = Interruption()
      let flag = interruption.flag
      let rack = try RackCommand.working {
        let start = try self.start { flag.isRaised }
        try start.check()
        return try start.boot(try image.prepare { flag.isRaised })
      }
      Terminal.writeError(Self.text(rack))
      try Terminal.write(rack.testbedText)
    }
  }

  private func start(isStopped: @escaping @Sendable () -> Bool) throws -> RackStart {
    var start = RackStart(kind, state: RackCommand.state)
    if let memory { start.memory = memory }
    start.isExact = exact
    start.patience = patience
    start.isStopped = isStopped
    start.progress = { Terminal.writeError("\($0)\n") }
    let programs = try RackPrograms()
    for note in programs.notes { Terminal.writeError("note: \(note)\n") }
    start.programs = programs.paths
    start.scenarios = RackScenarios.texts
    return start
  }

  /// How it is used.
  static func text(_ rack: Rack) -> String {
    let kind = rack.record.kind.rawValue
    var text = """
      The rack \(kind) is up: process \(rack.record.process), SSH at 127.0.0.1:\
      \(rack.record.port), console in \(rack.console)
        hypertwin rack shell \(kind)         a shell on it, where hypertwin measure runs
        hypertwin rack down \(kind)          ends it
        ssh -F \(rack.sshConfiguration) \(rack.name)

      """
    if let connection = rack.connection { text += "  virsh --connect '\(connection)' list\n" }
    return text + "Its testbed, which is in \(rack.testbed):\n"
  }
}

/// `hypertwin rack build`.
struct RackBuild: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "build", abstract: "Build the racks' disk, if the cache has none.",
    discussion: """
      Takes root. Racks themselves do not.

      EXAMPLES
        sudo hypertwin rack build
      """)

  @OptionGroup var image: RackImageOptions

  func run() async throws {
    try await reportingFailures {
      let interruption = Interruption()
      let flag = interruption.flag
      let built = try RackCommand.working { try image.prepare { flag.isRaised } }
      try Terminal.write("\(built.kernelFolder)\n")
    }
  }
}

/// Where the racks' disk comes from.
struct RackImageOptions: ParsableArguments {
  @Option(
    name: .long,
    help: ArgumentHelp("A server of Debian's packages. Default: Debian's own.", valueName: "url"))
  var mirror: String?

  func validate() throws {
    if let mirror, !mirror.hasPrefix("http://"), !mirror.hasPrefix("https://"),
      !mirror.hasPrefix("file:///")
    {
      throw ValidationError("--mirror \(mirror) is no URL of http, https or file.")
    }
  }

  /// The disk, built if need be.
  func prepare(isStopped: @escaping @Sendable () -> Bool) throws -> RackImage {
    try RackImage.prepare(
      mirror: mirror, cache: MeasureOptions.cache, isStopped: isStopped,
      progress: { Terminal.writeError("\($0)\n") })
  }
}
