extension Rack {
  /// Writes what SSH needs to know, and the testbed.
  func writeAccess() throws(RackError) {
    guard let host = TextFile.read("\(folder.path)/payload/ssh_host_ed25519_key.pub") else {
      throw .system("read the rack's own key")
    }
    let key = host.split(separator: " ").prefix(2).joined(separator: " ")
    try TextFile.write("[127.0.0.1]:\(record.port) \(key)\n", to: folder.knownHosts)
    try TextFile.write(sshText, to: folder.sshConfiguration)
    try TextFile.write(testbedText, to: folder.testbed)
  }

  /// Seconds after which SSH sends a silent rack a message, and how many may stay unanswered: after
  /// 600 s without a word a rack is dead.
  ///
  /// An idle rack may miss its timer's interrupt, and then sleeps until another comes
  /// (docs/rack.md): the message brings one.
  private static let aliveMessages = (interval: 2, unanswered: 300)

  /// ssh_config(5). A rack that counts instructions is sent no messages, which it would count.
  var sshText: String {
    let options = """
      Host \(name)
        HostName 127.0.0.1
        Port \(record.port)
        User root
        IdentityFile "\(folder.key)"
        IdentitiesOnly yes
        UserKnownHostsFile "\(folder.knownHosts)"
        GlobalKnownHostsFile /dev/null
        StrictHostKeyChecking yes
        BatchMode yes
        LogLevel ERROR

      """
    if record.isExact { return options }
    return options + """
        ServerAliveInterval \(Self.aliveMessages.interval)
        ServerAliveCountMax \(Self.aliveMessages.unanswered)

      """
  }

  /// The testbed in which the rack is everything: hosts are its namespaces, guests its own.
  ///
  /// It is for `hypertwin` on the rack itself, where libvirt is local.
  public var testbedText: String {
    Self.testbedText(record.kind, isExact: record.isExact)
  }

  /// What says that the clocks of a rack count instructions.
  private static let exactClock = "clock: instructions"

  /// The testbed of such a rack.
  static func testbedText(_ kind: RackKind, isExact: Bool) -> String {
    let hosts = kind.connection.map { "\n  - name: router\n    connection: \($0)" } ?? " []"
    return """
      # A rack of Hypertwin: an emulated machine, so its times are no real machine's.
      testbed: 1
      name: rack-\(kind.rawValue)\(isExact ? "-exact" : "")
      label: emulated host\(isExact ? "\n\(Self.exactClock)" : "")
      hosts:\(hosts)

      """
  }
}
