import Appliance

#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#endif

/// An emulated machine that runs Xen, KVM or plain Linux, and behaves as a server that is reached
/// by SSH. There is one of each kind at most.
public struct Rack: Sendable {
  /// What is on disk of it.
  public let record: RackRecord
  let folder: RackFolder

  /// The name by which SSH knows it, given its configuration.
  public var name: String { "rack-\(record.kind.rawValue)" }
  /// What SSH needs to know to reach it.
  public var sshConfiguration: String { folder.sshConfiguration }
  /// The path of its testbed's file.
  public var testbed: String { folder.testbed }
  /// The path of what its console said.
  public var console: String { folder.console }

  /// The rack of that kind; nil if none is running.
  ///
  /// - Parameter state: The program's state folder.
  public static func find(_ kind: RackKind, state: String) -> Rack? {
    let folder = RackFolder(kind, state: state)
    guard let text = TextFile.read(folder.record), let record = RackRecord(text), record.isAlive
    else { return nil }
    return Rack(record: record, folder: folder)
  }

  /// The command that opens a shell on it, or runs a command there.
  public func ssh(_ command: [String] = []) -> [String] {
    ["ssh", "-F", folder.sshConfiguration, name] + (command.isEmpty ? [] : ["--"] + command)
  }

  /// libvirt's URI of it from outside; nil for a rack without libvirt.
  public var connection: String? {
    guard let local = record.kind.connection, let colon = local.firstIndex(of: ":") else {
      return nil
    }
    let scheme = local[..<colon]
    return "\(scheme)+ssh://root@127.0.0.1:\(record.port)/system?keyfile=\(folder.key)"
      + "&known_hosts=\(folder.knownHosts)"
  }

  /// Ends it, and removes what it had. Nothing of it is kept.
  public func end() {
    record.end()
    Self.clear(folder)
  }

  /// Removes a folder of a rack that has ended.
  static func clear(_ folder: RackFolder) {
    for part in ["/payload/bin", "/payload/scenarios", "/payload", ""] {
      FileSystem.removeFlatFolder(folder.path + part)
    }
  }

  /// Checks that programs are there.
  ///
  /// - Parameter packages: The package of each program.
  static func require(_ packages: [String: String]) throws(RackError) {
    let missing = Program.missing(packages.keys.sorted())
    guard missing.isEmpty else {
      throw .missing(
        programs: missing, packages: Set(missing.compactMap { packages[$0] }).sorted())
    }
  }
}
