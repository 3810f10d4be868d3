/// Reads what a machine is and how it is set.
public struct EnvironmentReader: Sendable {
  /// The machine's files.
  public var files: SystemFiles
  /// What a program prints that is started with these arguments, the first its name.
  public var output: @Sendable ([String]) -> Fact

  /// A reader of those files and of what those programs print.
  public init(
    files: SystemFiles = SystemFiles(),
    output: @escaping @Sendable ([String]) -> Fact = ToolOutput.read
  ) {
    self.files = files
    self.output = output
  }

  /// The record of the machine as it is now, with what `inputs` adds.
  public func record(_ inputs: EnvironmentInputs = .init()) -> EnvironmentRecord {
    var volatile = self.volatile
    for (name, value) in inputs.volatile { volatile[name] = value }
    return EnvironmentRecord(
      stable: .object([
        "cpu": cpu, "kernel": kernel, "power": power, "interrupts": interrupts, "memory": memory,
        "clock": clock, "versions": .object(inputs.versions.mapValues(\.json)),
        "domains": domains(inputs), "guests": .object(inputs.guests),
        "network": network(inputs.interfaces),
        "workload": [
          "hashes": .object(inputs.hashes.mapValues(\.json)),
          "flags": .array(inputs.workloadFlags.map(CanonicalJSON.string)),
        ],
      ]),
      volatile: .object(volatile))
  }

  private func domains(_ inputs: EnvironmentInputs) -> CanonicalJSON {
    func plain(_ text: String) -> String {
      inputs.placeholders.reduce(text) { $0.replacing($1.text, with: $1.stands) }
    }
    return .array(
      inputs.domains.map { domain in
        [
          "role": .string(domain.role), "xml": domain.xml.map(plain).json,
          "arguments": .array(domain.arguments.map { .string(plain($0)) }),
          "affinities": domain.affinities.isEmpty
            ? Fact.unknown("no process of its machine runs it").json
            : .object(domain.affinities.mapValues(CanonicalJSON.string)),
          "tsc": domain.tsc?.json ?? "native: only Xen has other modes",
        ]
      })
  }

  private var kernel: CanonicalJSON {
    [
      "release": json("/proc/sys/kernel/osrelease"), "version": json("/proc/sys/kernel/version"),
      "command_line": json("/proc/cmdline"),
    ]
  }

  private var clock: CanonicalJSON {
    let folder = "/sys/devices/system/clocksource/clocksource0"
    return [
      "source": json(folder + "/current_clocksource"),
      "available": json(folder + "/available_clocksource"),
    ]
  }

  private var volatile: [String: CanonicalJSON] {
    [
      "boot": json("/proc/sys/kernel/random/boot_id"), "load": json("/proc/loadavg"),
      "available_memory": field("MemAvailable", of: "/proc/meminfo").json,
      "frequencies": frequencies, "interrupt_affinity": interruptAffinity,
    ]
  }

  /// A file's text, or why there is none.
  func json(_ path: String) -> CanonicalJSON { files.text(path).json }

  /// The value of `NAME: VALUE` in the first line of a file that begins with the name.
  func field(_ name: String, of path: String) -> Fact {
    guard let text = files.text(path).value else { return files.text(path) }
    for line in text.split(separator: "\n") {
      let parts = line.split(separator: ":", maxSplits: 1, omittingEmptySubsequences: false)
      guard parts.count == 2,
        parts[0].split(separator: " ").joined(separator: " ").trimmedTabs
          == name
      else { continue }
      return .known(parts[1].split { $0 == " " || $0 == "\t" }.joined(separator: " "))
    }
    return .unknown("\(path) has no line \"\(name)\"")
  }

  /// The text of every file of a folder, by name.
  func folder(_ path: String) -> CanonicalJSON {
    let (names, reason) = files.names(path)
    guard let names else { return Fact.unknown(reason).json }
    return .object(
      names.reduce(into: [:]) { $0[$1] = json("\(path)/\($1)") })
  }
}

extension String {
  /// The text without tabs at its end, which /proc/cpuinfo puts before the colon.
  fileprivate var trimmedTabs: String {
    var text = self
    while text.last == "\t" || text.last == " " { text.removeLast() }
    return text
  }
}
