/// What a host asks of an agent. Each is answered by one `AgentReply`.
public enum AgentRequest: Hashable, Sendable, Codable {
  /// Begins a session; the answer is `ready`. Asked by `AgentClient.connect`.
  case hello(version: Int)
  /// What the agent's machine is now; the answer is `ready`.
  case info
  /// Sets up the machine's network; the answer is `done` when all of it holds.
  case configure(configuration: AgentConfiguration)
  /// Starts a kernel; the answer is `done`, and events follow until its result or failure.
  case run(order: AgentRun)
  /// Starts forwarding between interfaces; the answer is `done`. See `AgentForwarding`.
  case forward(order: AgentForwarding)
  /// Reads the counters; the answer is `counters`.
  case counters
  /// What the process of a run does now; the answer is `doing`. Unknown runs are refused.
  case look(run: Int)
  /// Ends a run before its time; its result or failure follows as an event. Unknown runs are
  /// refused.
  case cancel(run: Int)
  /// Ends the agent, and the machine if the agent is its init; the answer comes before.
  case powerOff

  /// The version of these messages. An agent refuses a host of another.
  public static let version = 2

  /// What an error calls it.
  public var name: String {
    switch self {
    case .hello: "hello"
    case .info: "info"
    case .configure: "configure"
    case .run(let order): "run \(order.kernel)"
    case .forward: "forward"
    case .counters: "counters"
    case .look: "look"
    case .cancel: "cancel"
    case .powerOff: "power off"
    }
  }
}

/// A request with its number, as it is sent.
public struct AgentEnvelope: Hashable, Sendable, Codable {
  /// The number that the reply will have.
  public var id: Int
  /// What is asked.
  public var request: AgentRequest

  /// That request.
  public init(id: Int, request: AgentRequest) {
    self.id = id
    self.request = request
  }
}

/// A kernel of `hypertwin-guest`, to be run.
public struct AgentRun: Hashable, Sendable, Codable {
  /// What its events are known by; not that of a run that still goes on.
  public var id: Int
  /// The kernel's name, as on the command line.
  public var kernel: String
  /// Its words, `KEY=VALUE`.
  public var words: [String]

  /// That run.
  public init(id: Int, kernel: String, words: [String] = []) {
    self.id = id
    self.kernel = kernel
    self.words = words
  }
}

/// Forwarding between interfaces.
public struct AgentForwarding: Hashable, Sendable, Codable {
  /// What forwards.
  public enum Engine: String, Hashable, Sendable, Codable, CaseIterable {
    /// The guest's kernel: `ip_forward` is set. It ends when the run is cancelled.
    case kernel
    /// Our own forwarder, on packet rings, with the addresses, routes and neighbours that the agent
    /// was configured with. Its result has its counters.
    case own
  }

  /// What its events are known by. It goes on until it is cancelled.
  public var id: Int
  /// What forwards.
  public var engine: Engine
  /// The interfaces, each by its name or Ethernet address; all but `lo` where there is none.
  public var interfaces: [String]

  /// That forwarding.
  public init(id: Int, engine: Engine, interfaces: [String] = []) {
    self.id = id
    self.engine = engine
    self.interfaces = interfaces
  }
}
