import FoundationEssentials

/// What a coordinator asks of a worker. Each is answered by one `WorkerReply`.
enum WorkerRequest: Hashable, Sendable, Codable {
  /// Begins; the answer is `ready`. A worker that hears nothing for `silenceSeconds` undoes all and
  /// ends.
  case hello(version: Int, silenceSeconds: Double)
  /// A sign of life; the answer is `done`.
  case ping
  /// What the machine has now; the answer is `ready`.
  case facts
  /// Which files the worker's cache lacks, by their SHA-256; the answer is `missing`.
  case missing(files: [String])
  /// The bytes from `offset` on of a file of `size` bytes, which are the message's payload; the
  /// answer is `done`.
  case put(file: String, offset: Int, size: Int)
  /// Applies a part of a plan; the answer is `done` when all of it holds, and a refusal when it is
  /// undone again.
  case apply(part: PlanPart)
  /// Undoes what was applied; the answer is `undone`.
  case undo
  /// Opens a channel to an agent; the answer is `done`, and data follow in both directions.
  case connect(channel: Int, place: AgentPlace)
  /// Closes a channel, and ends an agent in a namespace; the answer is `done`.
  case disconnect(channel: Int)
  /// What is known there of guests of the run; the answer is `guests`.
  case guests(guests: [GuestPlace])
  /// The machine's counters; the answer is `counters`.
  case counters
  /// What the machine counts of itself and of guests of the run; the answer is `reading`.
  case reading(guests: [GuestPlace])
  /// The machine's environment record with those interfaces; the answer is `record`.
  case record(interfaces: [String])
  /// What the machine is like for those who would measure on it; the answer is `findings`.
  case examine(examination: Examination)
  /// Undoes what dead runs have left, or only looks; the answer is `cleaned`.
  case clean(isDry: Bool)

  /// The version of these messages. A worker refuses a coordinator of another.
  static let version = 4

  /// What an error calls it.
  var name: String {
    switch self {
    case .hello: "hello"
    case .ping: "a sign of life"
    case .facts: "its facts"
    case .missing: "what its cache has"
    case .put: "a file"
    case .apply: "its part of the plan"
    case .undo: "undoing"
    case .connect: "an agent's channel"
    case .disconnect: "an agent's end"
    case .guests: "its guests"
    case .counters: "its counters"
    case .reading: "what its guests count"
    case .record: "its environment record"
    case .examine: "its preflight"
    case .clean: "cleaning"
    }
  }
}

/// The part of a plan that one machine applies.
struct PlanPart: Hashable, Sendable, Codable {
  /// The run, which has parts on other machines too.
  var run: RunID
  /// What distinguishes this part's journal from others of the run.
  var name: String
  /// The steps, `Plan.json()`.
  var plan: String
  /// The hash that `hypertwin plan` printed.
  var hash: String
  /// How many times longer than on real hardware its steps may take.
  var slowness = 1.0
}

/// Where an agent is.
enum AgentPlace: Hashable, Sendable, Codable {
  /// To be started in a network namespace of the run, from a file of the cache.
  case namespace(name: String, guest: String)
  /// On the console of the run's domain in that role.
  case console(uri: String, role: String)
}

/// The answer to a request.
enum WorkerReply: Hashable, Sendable, Codable {
  /// It is done.
  case done
  /// What the machine is and has.
  case ready(facts: MachineFacts)
  /// Files that are not in the cache.
  case missing(files: [String])
  /// What became of undoing: what was left alone or failed, and whether nothing remains to be
  /// tried.
  case undone(complaints: [String], isComplete: Bool)
  /// What is known of guests.
  case guests(facts: GuestFacts)
  /// The counters at this moment.
  case counters(counters: HostCounters)
  /// What was counted, at this moment.
  case reading(reading: MachineReading)
  /// The environment record's two parts.
  case record(stable: CanonicalJSON, volatile: CanonicalJSON)
  /// What was found.
  case findings(findings: [Finding])
  /// What became of the runs that have left a journal.
  case cleaned(runs: [Clean.Result])
  /// It was not done; why.
  case refused(reason: String)
}

/// What a coordinator sends.
enum CoordinatorMessage: Hashable, Sendable, Codable {
  /// A request, and the number that its reply will have.
  case request(id: Int, request: WorkerRequest)
  /// Bytes for an agent, the payload.
  case data(channel: Int)
}

/// What a worker sends.
enum WorkerMessage: Hashable, Sendable, Codable {
  /// The answer to the request of that number.
  case reply(id: Int, reply: WorkerReply)
  /// Bytes of an agent, the payload.
  case data(channel: Int)
  /// An agent has closed its end.
  case closed(channel: Int)
}

/// How messages are written: JSON on one line, a line feed, and the payload as it is.
enum WorkerWire {
  /// Frames on the way at once. SSH loses none, and a MiB of them fills a path of 100 Mbit/s over
  /// 80 ms.
  static let window = 64

  /// The bytes of a message. O(n).
  static func bytes(_ message: some Encodable, payload: [UInt8] = []) throws -> [UInt8] {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
    return Array(try encoder.encode(message)) + [UInt8(ascii: "\n")] + payload
  }

  /// The message of bytes, and its payload. O(n).
  ///
  /// - Throws: `HardwareError` where it is none; nothing is assumed of the bytes.
  static func read<Message: Decodable>(
    _ type: Message.Type, from bytes: [UInt8]
  ) throws(HardwareError) -> (Message, [UInt8]) {
    guard let end = bytes.firstIndex(of: UInt8(ascii: "\n")) else {
      throw HardwareError("a message has no end of its first line")
    }
    do {
      let message = try JSONDecoder().decode(type, from: Data(bytes[..<end]))
      return (message, Array(bytes[(end + 1)...]))
    } catch {
      throw HardwareError("a message is not understood: \(error)")
    }
  }
}
