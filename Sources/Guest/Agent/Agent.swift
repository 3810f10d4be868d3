import Console

#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#endif

/// Serves the requests of a host on two descriptors, one kernel at a time, on one thread.
final class Agent {
  /// Why an agent has ended.
  enum End: Equatable {
    /// The host closed the channel.
    case closed
    /// The host, or a signal, asked for the end.
    case poweredOff
  }

  private let channel: ByteChannel
  private let bootSeconds: Double
  private var conversation = Conversation.agent()
  private var output: [UInt8] = []
  private var nextBeacon: UInt64 = 0
  /// Whether there is something to say that waits for what was written before.
  private var isHeldUp = false
  /// When it ends whether or not the host has heard all; nil while it serves.
  private var endAt: UInt64?

  /// The kernel that runs.
  var run: KernelProcess?
  /// Whether `run` has been said to be under way.
  var isStartTold = false
  /// Forwarding by the machine's kernel, which no process of ours does.
  var kernelForwarding: Int?
  /// All that a host has configured, for our own forwarder.
  var configuration = AgentConfiguration()

  /// Nanoseconds between two beacons.
  private static let beaconInterval: UInt64 = 500_000_000
  /// Nanoseconds that the host has to hear the last words.
  private static let farewell: UInt64 = 1_000_000_000
  /// Nanoseconds between two looks at whether a slow console has taken what was written.
  private static let drainInterval: UInt64 = 20_000_000

  /// An agent on descriptors of the caller's.
  init(input: Int32, output: Int32) {
    channel = ByteChannel(input: input, output: output)
    bootSeconds = MachineFacts.uptime()
  }

  /// Serves until the end.
  ///
  /// - Parameter isEndWanted: Asked after every signal.
  /// - Throws: `ByteChannel.Failure` if the channel cannot be used.
  func serve(isEndWanted: () -> Bool = { false }) throws(ByteChannel.Failure) -> End {
    defer { run?.kill() }
    while true {
      let now = ByteChannel.now()
      if isEndWanted(), endAt == nil { end(now) }
      if let endAt, now >= endAt || (conversation.unacknowledged == 0 && output.isEmpty) {
        return .poweredOff
      }
      prepareOutput(now)
      let descriptors = run?.descriptors ?? []
      let ready = channel.wait(
        until: nextTime(now), wantsWrite: !output.isEmpty, others: descriptors)
      for (place, isReady) in ready.others.enumerated() where isReady { run?.read(place) }
      if ready.canRead {
        guard let bytes = try channel.read() else { return .closed }
        for case .message(let message) in conversation.receive(bytes) { take(message) }
      }
      if ready.canWrite { output.removeFirst(try channel.write(output[...])) }
      watchRun()
      reap()
    }
  }

  /// Tells the host of something.
  func tell(_ message: AgentMessage) {
    guard let text = try? JSONLine.text(message) else { return }
    conversation.send(Array(text.utf8))
  }

  /// The frame of an agent's last words, which no acknowledgement is awaited for.
  static func lastWords(_ reason: String) -> [UInt8] {
    let message = AgentMessage.event(event: .fatal(reason: reason))
    let text = (try? JSONLine.text(message)) ?? ""
    return Frame(.toHost, .beacon, session: 0, sequence: 0, payload: Array(text.utf8)).line
  }

  /// What the machine is now.
  func info() throws -> AgentInfo { try MachineFacts.info(bootSeconds: bootSeconds) }

  /// Ends once the host has heard all, or soon.
  func end(_ now: UInt64) { endAt = now + Self.farewell }

  /// Nothing is added to what a slow console has not taken yet: it would be repetitions.
  private func prepareOutput(_ now: UInt64) {
    guard output.isEmpty, let time = nextOutput, time <= now else { return }
    isHeldUp = !channel.isDrained
    guard !isHeldUp else { return }
    output = conversation.output(now: now)
    guard conversation.session == 0, now >= nextBeacon else { return }
    nextBeacon = now + Self.beaconInterval
    output += Frame(.toHost, .beacon, session: 0, sequence: 0).line
  }

  /// When there is something to say next.
  private var nextOutput: UInt64? {
    let beacon = conversation.session == 0 ? nextBeacon : nil
    return [conversation.nextOutput, beacon].compactMap { $0 }.min()
  }

  /// When something is to be done though nothing happens.
  private func nextTime(_ now: UInt64) -> UInt64? {
    let output = isHeldUp ? now + Self.drainInterval : nextOutput
    return [output, endAt, run?.killAt].compactMap { $0 }.min()
  }

  private func take(_ message: [UInt8]) {
    do {
      let envelope = try JSONLine.value(AgentEnvelope.self, from: message)
      tell(.reply(id: envelope.id, reply: answer(envelope.request)))
      // Only after the answer, so that it comes first.
      watchRun()
    } catch {
      tell(.event(event: .log(text: "a request is not understood: \(error)")))
    }
  }

  /// Tells the host what has become of the run.
  private func watchRun() {
    guard let run else { return }
    if run.isStarted, !isStartTold {
      isStartTold = true
      tell(.event(event: .started(run: run.id)))
    }
    if let killAt = run.killAt, ByteChannel.now() >= killAt { run.kill() }
    guard run.isOver else { return }
    switch run.outcome() {
    case .result(let line): tell(.event(event: .result(run: run.id, line: line)))
    case .failed(let reason): tell(.event(event: .failed(run: run.id, reason: reason)))
    }
    self.run = nil
  }

  /// Waits for children that others have left to an init.
  private func reap() {
    guard getpid() == 1 else { return }
    var status: Int32 = 0
    while true {
      let process = waitpid(-1, &status, WNOHANG)
      guard process > 0 else { return }
      run?.noteEnd(of: process, status: status)
    }
  }
}
