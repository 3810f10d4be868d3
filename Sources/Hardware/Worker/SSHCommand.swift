import Glibc
import Model

/// How a worker is started on a machine of a testbed.
struct SSHCommand: Hashable, Sendable {
  /// The program, by its name.
  let program = "ssh"
  /// Its arguments, which no shell of this machine sees. The other machine's shell sees the
  /// program's path and the word `worker`, which have no character that means anything to a shell.
  let arguments: [String]

  /// What to look at where it does not lead to a worker.
  let remedy: String

  /// Seconds until a machine that does not answer is given up.
  private static let connectSeconds = 15
  /// Seconds between SSH's own signs of life, three of which may stay unanswered.
  private static let aliveSeconds = 5

  /// The way to a worker on `remote`.
  init(_ remote: Testbed.Remote) {
    var options = [
      "BatchMode=yes", "ConnectTimeout=\(Self.connectSeconds)",
      "ServerAliveInterval=\(Self.aliveSeconds)", "ServerAliveCountMax=3",
      "StrictHostKeyChecking=\(remote.hostKeys == .strict ? "yes" : "accept-new")",
      "ClearAllForwardings=yes", "EscapeChar=none", "LogLevel=ERROR",
    ]
    if let file = remote.knownHosts { options.append("UserKnownHostsFile=\(file)") }
    if remote.key != nil { options.append("IdentitiesOnly=yes") }
    var arguments = ["-T", "-x", "-a"] + options.flatMap { ["-o", $0] }
    let port = remote.port.map { "-p \($0) " } ?? ""
    let key = remote.key.map { "-i \($0) " } ?? ""
    let address = (remote.user.map { "\($0)@" } ?? "") + remote.name
    remedy =
      "see whether `ssh \(port)\(key)\(address) \(remote.program) --version` answers without a "
      + "question, or write another ssh in the testbed"
    if let key = remote.key { arguments += ["-i", key] }
    if let user = remote.user { arguments += ["-l", user] }
    if let port = remote.port { arguments += ["-p", "\(port)"] }
    self.arguments = arguments + ["--", remote.name, remote.program, "worker"]
  }

  /// What SSH is told of the user's world: where his keys, his agent and his settings are.
  static var environment: [String] {
    ChildProcess.environment
      + ["HOME", "USER", "LOGNAME", "SSH_AUTH_SOCK"].compactMap { (name: String) in
        getenv(name).map { "\(name)=\(String(cString: $0))" }
      }
  }
}
