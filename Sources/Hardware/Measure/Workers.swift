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

  /// Chunks of a file that are sent before the first is answered.
  private static let chunksOnTheWay = 4
  /// Seconds that a chunk may take.
  private static let chunkPatience = 600.0

  /// No connection yet; workers are reached by SSH.
  public convenience init(progress: @escaping @Sendable (String) -> Void = { _ in }) {
    self.init(progress: progress) { remote throws(HardwareError) in
      let ssh = SSHCommand(remote)
      return try WorkerClient(
        name: remote.description, program: ssh.program, arguments: ssh.arguments,
        environment: SSHCommand.environment, remedy: ssh.remedy)
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
    let client = try connection(remote)
    guard client.isRoot else {
      throw HardwareError(
        "\(remote): measuring changes that machine, which needs root; write ssh: root@"
          + "\(remote.name) in the testbed")
    }
    return client
  }

  /// The worker of that machine, whoever its user is.
  ///
  /// - Throws: `HardwareError` where it does not answer.
  func connection(_ remote: Testbed.Remote) throws(HardwareError) -> WorkerClient {
    if let client = clients[remote], client.isAlive { return client }
    clients[remote] = nil
    progress("connection to \(remote)")
    let client = try connect(remote)
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
      try Self.send(bytes, of: hash, to: client)
    }
  }

  /// Sends a file, of which a few chunks are always on the way.
  static func send(
    _ bytes: [UInt8], of hash: String, to client: WorkerClient
  ) throws(HardwareError) {
    var questions: [WorkerClient.Question] = []
    var sent = 0
    // An empty file has one chunk too.
    repeat {
      let part = Array(bytes[sent...].prefix(FileCache.chunk))
      questions.append(
        try client.post(.put(file: hash, offset: sent, size: bytes.count), payload: part))
      sent += part.count
      while questions.count >= chunksOnTheWay || (sent == bytes.count && !questions.isEmpty) {
        let question = questions.removeFirst()
        let reply = try client.answer(to: question, within: chunkPatience)
        guard case .done = reply else { throw client.unexpected(reply, to: question.name) }
      }
    } while sent < bytes.count
  }

  /// Ends all connections; what is left there is undone there.
  public func close() {
    for client in clients.values { client.close() }
    clients = [:]
  }
}
