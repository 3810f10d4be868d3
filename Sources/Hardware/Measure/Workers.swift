import Appliance
import FoundationEssentials
import Model

/// The connections of a campaign to the workers of other machines, each made when it is first
/// needed and kept from one sample to the next. Use it from one thread.
public final class Workers: @unchecked Sendable {
  // One thread uses it, the one that measures.
  private var clients: [Testbed.Remote: WorkerClient] = [:]
  private let connect: (Testbed.Remote) throws(HardwareError) -> WorkerClient
  private let progress: @Sendable (String) -> Void

  /// No connection yet; workers are reached by SSH.
  public convenience init(progress: @escaping @Sendable (String) -> Void = { _ in }) {
    self.init(progress: progress) { remote throws(HardwareError) in
      let ssh = SSHCommand(remote)
      return try WorkerClient(
        name: remote.description, program: ssh.program, arguments: ssh.arguments,
        environment: SSHCommand.environment)
    }
  }

  /// Workers are reached as `connect` says.
  init(
    progress: @escaping @Sendable (String) -> Void,
    connect: @escaping (Testbed.Remote) throws(HardwareError) -> WorkerClient
  ) {
    self.progress = progress
    self.connect = connect
  }

  /// The worker of that machine, which is connected to if need be.
  ///
  /// - Throws: `HardwareError` where it does not answer, or its user is not root.
  func client(_ remote: Testbed.Remote) throws(HardwareError) -> WorkerClient {
    if let client = clients[remote], client.isAlive { return client }
    clients[remote] = nil
    progress("connection to \(remote)")
    let client = try connect(remote)
    guard try client.facts().isRoot else {
      throw HardwareError(
        "\(remote): measuring changes that machine, which needs root; write ssh: root@"
          + "\(remote.name) in the testbed")
    }
    clients[remote] = client
    return client
  }

  /// Sends what that machine's cache lacks of those files, by their hashes.
  ///
  /// - Throws: `HardwareError` where a file cannot be read or sent.
  func send(_ files: [String: String], to remote: Testbed.Remote) throws(HardwareError) {
    let client = try client(remote)
    let reply = try client.ask(.missing(files: files.keys.sorted()), within: 30)
    guard case .missing(let missing) = reply else {
      throw client.unexpected(reply, to: "what its cache has")
    }
    for hash in missing {
      guard let path = files[hash], let data = FileManager.default.contents(atPath: path) else {
        throw HardwareError("the file \(files[hash] ?? hash) cannot be read")
      }
      let bytes = Array(data)
      progress("\(remote): \(path), \(bytes.count >> 20) MiB")
      var sent = 0
      repeat {
        let part = Array(bytes[sent...].prefix(FileCache.chunk))
        try client.order(.put(file: hash, size: bytes.count), payload: part, within: 600)
        sent += part.count
      } while sent < bytes.count
    }
  }

  /// Ends all connections; what is left there is undone there.
  public func close() {
    for client in clients.values { client.close() }
    clients = [:]
  }
}
