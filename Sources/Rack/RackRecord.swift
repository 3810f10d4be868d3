/// What is on disk of a rack that runs.
public struct RackRecord: Hashable, Sendable {
  /// What it runs.
  public var kind: RackKind
  /// The identifier of QEMU's process.
  public var process: Int32
  /// When that process was started, in the kernel's ticks since the machine's start. An identifier
  /// alone may be another's by now.
  public var started: UInt64
  /// Which start of this machine that was.
  public var boot: String
  /// The port of 127.0.0.1 that leads to its SSH server.
  public var port: UInt16
  /// MiB of memory.
  public var memory: Int
  /// Whether its clock counts instructions.
  public var isExact: Bool
  /// The image that it was booted from.
  public var image: String

  /// The record as text, a line for each property.
  var text: String {
    """
    kind \(kind.rawValue)
    process \(process)
    started \(started)
    boot \(boot)
    port \(port)
    memory \(memory)
    exact \(isExact)
    image \(image)

    """
  }

  /// All its properties.
  init(
    kind: RackKind, process: Int32, started: UInt64, boot: String, port: UInt16, memory: Int,
    isExact: Bool, image: String
  ) {
    self.kind = kind
    self.process = process
    self.started = started
    self.boot = boot
    self.port = port
    self.memory = memory
    self.isExact = isExact
    self.image = image
  }

  /// Reads `text`; nil where that is no record.
  init?(_ text: String) {
    var values: [Substring: Substring] = [:]
    for line in text.split(separator: "\n") {
      guard let space = line.firstIndex(of: " ") else { return nil }
      values[line[..<space]] = line[line.index(after: space)...]
    }
    guard let kind = values["kind"].flatMap({ RackKind(rawValue: String($0)) }),
      let process = values["process"].flatMap({ Int32($0) }), process > 1,
      let started = values["started"].flatMap({ UInt64($0) }), let boot = values["boot"],
      let port = values["port"].flatMap({ UInt16($0) }),
      let memory = values["memory"].flatMap({ Int($0) }),
      let isExact = values["exact"].flatMap({ Bool(String($0)) }), let image = values["image"]
    else { return nil }
    self.init(
      kind: kind, process: process, started: started, boot: String(boot), port: port,
      memory: memory, isExact: isExact, image: String(image))
  }
}
