#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#endif

/// A host's side of a conversation with one agent.
///
/// Its functions block the calling thread up to their time, so call them on a `Thread` of your own
/// and not in a task. Any thread may call them, one at a time: others wait their turn. `interrupt`
/// alone ends what another thread waits for. Several clients know nothing of each other.
public final class AgentClient: @unchecked Sendable {
  // All that varies is only used with `mutex` held.

  /// What errors call the agent: its role, host or VM.
  public let name: String
  let channel: ByteChannel
  private let ownsDescriptors: Bool
  let child: pid_t?
  private let wakePipe: (read: Int32, write: Int32)
  private let mutex: UnsafeMutablePointer<pthread_mutex_t>

  private var conversation: Conversation
  private var output: [UInt8] = []
  private var nextID = 1
  private var reply: (id: Int, reply: AgentReply)?
  private var events: [AgentEvent] = []
  private var sawBeacon = false
  private var isReady = false
  private var fatal: String?
  private var usualPatience = Duration.seconds(10)
  private var stoodStill: UInt64 = 0

  /// Nanoseconds in which an agent that may have spoken to another host is listened to, before it
  /// is spoken to.
  private static let beaconPatience: UInt64 = 1_000_000_000

  /// Events of runs that nobody asks for are forgotten beyond this number.
  private static let mostEvents = 4096

  /// A client on two descriptors, which may be the same; they become non-blocking, and terminals
  /// raw.
  ///
  /// - Parameters:
  ///   - name: What errors call the agent.
  ///   - ownsDescriptors: Whether `deinit` closes them.
  /// - Throws: `AgentError.channel` if the system has no more descriptors.
  public convenience init(
    name: String, input: Int32, output: Int32, ownsDescriptors: Bool = true
  ) throws(AgentError) {
    try self.init(
      name: name, input: input, output: output, ownsDescriptors: ownsDescriptors, child: nil)
  }

  init(
    name: String, input: Int32, output: Int32, ownsDescriptors: Bool, child: pid_t?
  ) throws(AgentError) {
    let ends: (Int32, Int32)
    do {
      ends = try Sockets.pair()
    } catch {
      throw .channel(agent: name, reason: error.description)
    }
    for descriptor in [input, output] { ByteChannel.makeRaw(descriptor) }
    for descriptor in [input, output, ends.0, ends.1] { ByteChannel.makeNonblocking(descriptor) }
    self.name = name
    channel = ByteChannel(input: input, output: output)
    self.ownsDescriptors = ownsDescriptors
    self.child = child
    wakePipe = ends
    mutex = .allocate(capacity: 1)
    pthread_mutex_init(mutex, nil)
    conversation = .host(session: UInt32.random(in: 1 ... .max))
  }

  deinit {
    if ownsDescriptors {
      close(channel.input)
      if channel.output != channel.input { close(channel.output) }
    }
    if let child { Self.reap(child) }
    close(wakePipe.read)
    close(wakePipe.write)
    pthread_mutex_destroy(mutex)
    mutex.deallocate()
  }

  /// Ends what another thread waits for, or the next call, with `AgentError.interrupted`. What the
  /// agent was asked goes on. Async-signal-safe.
  public func interrupt() {
    var byte: UInt8 = 1
    _ = write(wakePipe.write, &byte, 1)
  }

  /// How long the answer to a request may take where nothing else is said: 10 s. An agent on an
  /// emulated machine needs longer.
  public var patience: Duration {
    get { locked { usualPatience } }
    set { locked { usualPatience = newValue } }
  }

  /// Seconds in which this program stood still while it waited for the agent, in pieces of more
  /// than 5 s: the machine was paused, moved to another host, or starved. What ran meanwhile was
  /// timed by clocks that went on.
  public var standstill: Double { locked { Double(stoodStill) * 1e-9 } }

  /// Frames that arrived damaged so far.
  public var damagedFrames: Int { locked { conversation.damagedFrames } }

  /// The end of what was printed on the channel besides the agent's frames: a kernel's messages.
  public var consoleText: String { locked { conversation.otherText } }

  /// Waits for the agent, and begins a session. Called once, before all else.
  ///
  /// - Parameter isFresh: Whether the agent has spoken to nobody before, and so says when it has
  ///   started: until then nothing is sent, which would only wait for it on a console.
  /// - Returns: What the agent's machine is.
  /// - Throws: `AgentError`.
  public func connect(
    within limit: Duration, isFresh: Bool = false
  ) throws(AgentError) -> AgentInfo {
    try locked { () throws(AgentError) in
      var patience = Patience(limit, now: ByteChannel.now())
      // An agent that has just started says so. One that spoke to another host before does not.
      let silent = isFresh ? UInt64.max : ByteChannel.now() + Self.beaconPatience
      while !sawBeacon, ByteChannel.now() < min(silent, patience.end) {
        try step(&patience, waitingFor: "its start")
      }
      let reply = try ask(.hello(version: AgentRequest.version), &patience)
      isReady = true
      guard case .ready(let info) = reply else { throw unexpected(reply, to: "hello") }
      guard info.protocolVersion == AgentRequest.version else {
        throw .unintelligible(
          agent: name,
          reason: "it speaks version \(info.protocolVersion), not \(AgentRequest.version)")
      }
      return info
    }
  }

  /// Asks for something, and waits for the answer, as long as `patience` where no time is given.
  ///
  /// - Throws: `AgentError`; `refused` if the agent says no.
  public func ask(
    _ request: AgentRequest, within limit: Duration? = nil
  ) throws(AgentError) -> AgentReply {
    try locked { () throws(AgentError) in
      var patience = Patience(limit ?? usualPatience, now: ByteChannel.now())
      return try ask(request, &patience)
    }
  }

  /// Waits for an event that `take` wants, and makes something of it; others are kept for later. It
  /// waits as long as `patience` where no time is given.
  ///
  /// - Parameter purpose: What errors call it.
  /// - Throws: `AgentError`.
  public func wait<Value>(
    for purpose: String, within limit: Duration? = nil, _ take: (AgentEvent) -> Value?
  ) throws(AgentError) -> Value {
    try locked { () throws(AgentError) in
      var patience = Patience(limit ?? usualPatience, now: ByteChannel.now())
      while true {
        for (index, event) in events.enumerated() {
          guard let value = take(event) else { continue }
          events.remove(at: index)
          return value
        }
        try check(patience, purpose)
        try step(&patience, waitingFor: purpose)
      }
    }
  }

  private func ask(
    _ request: AgentRequest, _ patience: inout Patience
  ) throws(AgentError) -> AgentReply {
    let id = nextID
    nextID += 1
    do {
      conversation.send(Array(try JSONLine.text(AgentEnvelope(id: id, request: request)).utf8))
    } catch {
      throw .unintelligible(agent: name, reason: "\(error)")
    }
    while true {
      if let reply, reply.id == id {
        if case .refused(let reason) = reply.reply {
          throw .refused(agent: name, request: request.name, reason: reason)
        }
        return reply.reply
      }
      try check(patience, request.name)
      try step(&patience, waitingFor: request.name)
    }
  }

  private func check(_ patience: Patience, _ purpose: String) throws(AgentError) {
    guard patience.isOver(now: ByteChannel.now()) else { return }
    throw .timedOut(
      agent: name, waitingFor: purpose, seconds: patience.seconds,
      damagedFrames: conversation.damagedFrames)
  }

  /// Waits once, for a slice of the patience at most, reads and writes.
  private func step(
    _ patience: inout Patience, waitingFor purpose: String
  ) throws(AgentError) {
    if let fatal { throw .fatal(agent: name, reason: fatal) }
    let now = ByteChannel.now()
    if output.isEmpty { output = conversation.output(now: now) }
    let end = max(now, min(patience.sliceEnd(now: now), conversation.nextOutput ?? .max))
    let ready = channel.wait(until: end, wantsWrite: !output.isEmpty, others: [wakePipe.read])
    stoodStill += patience.note(waitedUntil: end, now: ByteChannel.now())
    if ready.others[0] {
      var byte: UInt8 = 0
      _ = read(wakePipe.read, &byte, 1)
      throw .interrupted(agent: name, waitingFor: purpose)
    }
    do {
      if ready.canRead {
        guard let bytes = try channel.read() else {
          // What it said before it went comes first.
          if let fatal { throw AgentError.fatal(agent: name, reason: fatal) }
          throw AgentError.closed(agent: name, waitingFor: purpose, lastWords: lastWords)
        }
        try take(conversation.receive(bytes), waitingFor: purpose)
      }
      if ready.canWrite { output.removeFirst(try channel.write(output[...])) }
    } catch let error as AgentError {
      throw error
    } catch {
      throw .channel(agent: name, reason: "\(error)")
    }
  }

  private func take(
    _ arrivals: [Conversation.Arrival], waitingFor purpose: String
  ) throws(AgentError) {
    for arrival in arrivals {
      switch arrival {
      case .beacon(let payload):
        // Its last words come as a beacon, for it does not wait until they are acknowledged.
        if let message = try? JSONLine.value(AgentMessage.self, from: payload),
          case .event(.fatal(let reason)) = message
        {
          fatal = reason
        } else if isReady {
          throw .restarted(agent: name, waitingFor: purpose)
        } else if !sawBeacon {
          sawBeacon = true
          conversation.hurry()
        }
      case .message(let payload):
        do {
          take(try JSONLine.value(AgentMessage.self, from: payload))
        } catch {
          throw .unintelligible(agent: name, reason: error.description)
        }
      }
    }
  }

  private func take(_ message: AgentMessage) {
    switch message {
    case .reply(let id, let reply): self.reply = (id, reply)
    case .event(.fatal(let reason)): fatal = reason
    case .event(let event):
      events.append(event)
      if events.count > Self.mostEvents { events.removeFirst() }
    }
  }

  private var lastWords: String {
    let lines = conversation.otherText.split(separator: "\n").suffix(5)
    return lines.joined(separator: " | ")
  }

  func unexpected(_ reply: AgentReply, to request: String) -> AgentError {
    .unintelligible(agent: name, reason: "\(reply) is no answer to \(request)")
  }

  private func locked<Value, Failure: Error>(
    _ work: () throws(Failure) -> Value
  ) throws(Failure) -> Value {
    pthread_mutex_lock(mutex)
    defer { pthread_mutex_unlock(mutex) }
    return try work()
  }
}
