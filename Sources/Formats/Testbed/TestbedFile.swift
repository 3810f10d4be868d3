import Model
import Yams

/// A testbed as it was read, with what identifies it.
public struct LoadedTestbed: Sendable {
  /// The testbed, which fits the scenario it was read for.
  public var testbed: Testbed
  /// The text it was read from.
  public var text: String
  /// The SHA-256 of its text, in hexadecimal.
  public var hash: String
}

/// Reads testbeds from YAML.
public enum TestbedFile {
  /// The version of the testbed schema that this code reads.
  static let schema = 1

  /// Reads the testbed in `text` and checks it against the scenario that it is to play.
  ///
  /// - Parameters:
  ///   - file: the file's name, for problems.
  ///   - scenario: the scenario; nil where only its machines matter, whatever they play.
  /// - Throws: `InputError` with every problem there is.
  public static func read(
    _ text: String, file: String, for scenario: Scenario?
  ) throws(InputError) -> LoadedTestbed {
    let document = try YAMLDocument(text, file: file)
    let problems = Problems()
    let testbed = decode(document, problems: problems)
    if problems.findings.isEmpty {
      for finding in scenario.map(testbed.findings(for:)) ?? testbed.findings {
        problems.add(finding.path, finding.message)
      }
    }
    try problems.check(in: document)
    return LoadedTestbed(
      testbed: testbed, text: text, hash: SHA256.hexadecimal(of: text.utf8))
  }

  private static func decode(_ document: YAMLDocument, problems: Problems) -> Testbed {
    let root = YAMLReader(
      document.root, path: "", keys: ["testbed", "name", "label", "clock", "hosts"],
      problems: problems)
    let version = root.integer("testbed")
    if root.has("testbed") && version != schema {
      root.fail("testbed", "schema \(version) is unknown; this version reads \(schema)")
    }
    return Testbed(
      name: root.text("name"), label: root.optionalText("label"),
      clock: root.choice("clock", absent: .time),
      machines: root.list("hosts", keys: machineKeys, machine))
  }

  private static let machineKeys = [
    "name", "ssh", "key", "known_hosts", "host_keys", "program", "connection", "acceleration",
    "forwarder", "tsc", "ports", "bridges",
  ]

  private static func machine(_ reader: YAMLReader) -> Testbed.Machine? {
    var machine = Testbed.Machine(host: Host.ID(reader.text("name")))
    machine.remote = reader.parsed("ssh", "root@192.0.2.1:22") { Testbed.Remote($0) }
    readWay(of: &machine, reader)
    machine.connection = reader.optionalText("connection")
    machine.acceleration = reader.choice("acceleration", absent: .automatic)
    machine.forwarder = reader.choice("forwarder", absent: .kernel)
    machine.tsc = reader.choice("tsc", absent: .native)
    machine.ports = interfaces("ports", of: reader)
    machine.bridges = interfaces("bridges", of: reader)
    return machine
  }

  /// How a machine is reached, beside its name.
  private static func readWay(of machine: inout Testbed.Machine, _ reader: YAMLReader) {
    func path(_ key: String) -> String? {
      guard let path = reader.optionalText(key) else { return nil }
      guard Testbed.Remote.isPlainPath(path) else {
        reader.fail(key, "\"\(path)\" is not an absolute path of a–z, A–Z, 0–9, . _ - and /")
        return nil
      }
      return path
    }
    guard reader.has("ssh") else {
      for key in ["key", "known_hosts", "host_keys", "program"] where reader.has(key) {
        reader.fail(key, "only a machine reached by ssh has this; leave it out, or write ssh too")
      }
      return
    }
    machine.remote?.key = path("key")
    machine.remote?.knownHosts = path("known_hosts")
    machine.remote?.hostKeys = reader.choice("host_keys", absent: .strict)
    if let program = path("program") { machine.remote?.program = program }
  }

  /// A mapping from NICs of the scenario to interfaces of the machine.
  private static func interfaces(_ key: String, of reader: YAMLReader) -> [NIC.ID: String] {
    guard let node = reader.node(key) else { return [:] }
    guard case .mapping(let mapping) = node else {
      reader.fail(key, "this must be a mapping, such as {eth0: enp1s0}")
      return [:]
    }
    var result: [NIC.ID: String] = [:]
    for (nic, interface) in mapping {
      guard let nic = nic.string, let interface = interface.string else {
        reader.fail(key, "this must be a mapping of names to names, such as {eth0: enp1s0}")
        continue
      }
      result[NIC.ID(nic)] = interface
    }
    return result
  }
}
