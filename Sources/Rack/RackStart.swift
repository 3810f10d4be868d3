import Appliance

#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#endif

/// How a rack is started.
public struct RackStart: Sendable {
  /// What it runs.
  public var kind: RackKind
  /// MiB of memory.
  public var memory: Int
  /// Whether its clock counts instructions, so that times repeat.
  public var isExact = false
  /// Programs of this machine that it gets in its PATH, by their names there.
  public var programs: [String: String] = [:]
  /// Texts of scenarios that it gets in /rack/scenarios, by their names without `.yaml`.
  public var scenarios: [String: String] = [:]
  /// Seconds within which libvirt must answer.
  public var patience = 300.0
  /// The program's state folder.
  public var state: String
  /// Whether the user wants it to end.
  public var isStopped: @Sendable () -> Bool = { false }
  /// Told what is being done.
  public var progress: @Sendable (String) -> Void = { _ in }

  /// A rack of that kind with the usual memory.
  public init(_ kind: RackKind, state: String) {
    self.kind = kind
    self.state = state
    memory = kind.defaultMemory
  }

  /// What its programs' packages are called.
  private static let packages = [
    RackMachine.program: "qemu-system-x86", "ssh": "openssh-client",
    "ssh-keygen": "openssh-client", "mke2fs": "e2fsprogs", "debugfs": "e2fsprogs",
  ]
  /// MiB beyond the programs' own size that the second disk has.
  private static let spareMiB = 16
  /// How often another port is tried when somebody was faster.
  private static let attempts = 3

  /// Everything that can be told to be wrong before an image is made.
  ///
  /// - Throws: `RackError`.
  public func check() throws(RackError) {
    guard kind.memories.contains(memory) else {
      throw .unusable(
        "--memory \(memory) MiB: a rack of kind \(kind.rawValue) has \(kind.memories.lowerBound) "
          + "to \(kind.memories.upperBound) MiB")
    }
    try Rack.require(Self.packages)
    if let rack = Rack.find(kind, state: state) {
      throw .unusable(
        "the rack \(kind.rawValue) is up already, process \(rack.record.process); "
          + "`hypertwin rack down \(kind.rawValue)` ends it")
    }
    for (name, path) in programs.sorted(by: { $0.key < $1.key })
    // Libraries are only read.
    where access(path, name.contains(".so") ? R_OK : R_OK | X_OK) != 0 {
      throw .unusable("\(path): there is no program \(name); build it, or leave it out")
    }
  }

  /// Boots a rack of `image`, and waits until it can be used.
  ///
  /// - Throws: `RackError`; then nothing runs, and the console's log is kept.
  public func boot(_ image: RackImage) throws(RackError) -> Rack {
    try check()
    let folder = RackFolder(kind, state: state)
    Rack.clear(folder)
    try TextFile.makePrivateFolder(folder.path)
    do throws(RackError) {
      try makePayload(in: folder)
      for attempt in 1... {
        if let rack = try attemptBoot(image, folder, isLast: attempt == Self.attempts) {
          return rack
        }
      }
      throw .unusable("no port of 127.0.0.1 stays free; try again")
    } catch {
      if error == .interrupted { Rack.clear(folder) }
      throw error
    }
  }

  /// Keys, and the second disk with the programs.
  private func makePayload(in folder: RackFolder) throws(RackError) {
    progress("making keys and the disk of programs")
    let payload = "\(folder.path)/payload"
    do throws(ApplianceError) {
      for part in ["bin", "scenarios"] { try FileSystem.makeFolder("\(payload)/\(part)") }
    } catch {
      throw .unusable(error.description)
    }
    for key in [folder.key, "\(payload)/ssh_host_ed25519_key"] {
      try Program.run(
        ["ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-C", "hypertwin-rack", "-f", key],
        log: folder.log, isStopped: isStopped)
    }
    try Program.run(
      ["cp", "\(folder.key).pub", "\(payload)/authorized_keys"], log: folder.log,
      isStopped: isStopped)
    try TextFile.write(
      Rack.testbedText(kind, isExact: isExact), to: "\(payload)/testbed.yaml")
    for (name, text) in scenarios {
      try TextFile.write(text, to: "\(payload)/scenarios/\(name).yaml")
    }
    var bytes = 0
    for (name, path) in programs {
      try Program.run(
        ["cp", "--", path, "\(payload)/bin/\(name)"], log: folder.log, isStopped: isStopped)
      var status = stat()
      if stat(path, &status) == 0 { bytes += Int(status.st_size) }
    }
    let mebibytes = (bytes * 5 / 4) >> 20 + Self.spareMiB
    try RackBuilder.makeDisk(
      folder.payload, of: payload, mebibytes: mebibytes, log: folder.log, isStopped: isStopped)
    guard chmod(folder.payload, 0o600) == 0 else { throw .system("make \(folder.payload)") }
  }

  /// One start of QEMU; nil if its port was taken by another meanwhile.
  private func attemptBoot(
    _ image: RackImage, _ folder: RackFolder, isLast: Bool
  ) throws(RackError) -> Rack? {
    let port = try Loopback.freePort()
    let machine = RackMachine(
      kind: kind, port: port, memory: memory, isExact: isExact, image: image, folder: folder)
    unlink(folder.console)
    let log = open(folder.log, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0o600)
    guard log >= 0 else { throw .system("write \(folder.log)") }
    defer { close(log) }
    progress("booting \(kind.rawValue), \(memory) MiB\(isExact ? ", counting instructions" : "")")
    let program = try Program(machine.command, output: log, ownSession: true)
    var rack: Rack?
    do throws(RackError) {
      guard let started = RackRecord.start(of: program.identifier) else {
        throw .failed("start QEMU", TextFile.tail(of: folder.log, lines: 4))
      }
      let record = RackRecord(
        kind: kind, process: program.identifier, started: started,
        boot: RackRecord.bootIdentifier, port: port, memory: memory, isExact: isExact,
        image: image.folder)
      try TextFile.write(record.text, to: folder.record)
      let new = Rack(record: record, folder: folder)
      rack = new
      try new.writeAccess()
      try RackWait(rack: new, program: program, start: self).untilReady()
      return new
    } catch {
      program.end()
      unlink(folder.record)
      let said = TextFile.tail(of: folder.log, lines: 2)
      if rack != nil, !isLast, said.contains("Could not set up host forwarding rule") {
        return nil
      }
      throw error
    }
  }
}
