import Kernels
import Model

/// A kernel that this program can run. To add one, add it to `all`.
struct GuestKernel: Sendable {
  /// A key of its command line.
  struct Key: Sendable {
    let name: String
    let summary: String
  }

  /// How it behaves under an agent.
  struct Traits: OptionSet, Sendable {
    let rawValue: Int
    /// It looks at `RunEvents.stop`, and has a result when it is ended before its time.
    static let stoppable = Traits(rawValue: 1)
    /// It calls `RunEvents.started` itself, when its counterpart may begin.
    static let announcesStart = Traits(rawValue: 2)
  }

  /// Its name on the command line.
  let name: String
  /// What it does, in a few words.
  let summary: String
  /// The keys that it understands; all may be left out.
  let keys: [Key]
  /// How it behaves under an agent.
  let traits: Traits
  /// Runs it; the result is what the line of JSON shows. Throws `GuestArguments.Mistake` if the
  /// command line is wrong, anything else if the kernel fails.
  let run: @Sendable (GuestArguments) throws -> any Encodable & Sendable

  init(
    name: String, summary: String, keys: [Key], traits: Traits = [],
    run: @escaping @Sendable (GuestArguments) throws -> any Encodable & Sendable
  ) {
    self.name = name
    self.summary = summary
    self.keys = keys
    self.traits = traits
    self.run = run
  }

  /// The kernels, in the order of the help.
  static let all: [GuestKernel] = [info, pi, stream, forward, liveForward, probe] + traffic

  /// What the kernels find on this machine.
  static let info = GuestKernel(
    name: "info", summary: "the version, and the vector instructions that the kernels will use",
    keys: []
  ) { _ in
    ["version": Version.current, "instruction_set": InstructionSet.current.rawValue]
  }

  /// Pi.
  static let pi = GuestKernel(
    name: "pi", summary: "decimal digits of pi, checked",
    keys: [
      Key(name: "digits", summary: "decimals behind the point; \(PiComputation.defaultDigits)"),
      Key(name: "algorithm", summary: "gauss-legendre or chudnovsky; gauss-legendre"),
      Key(name: "threads", summary: "threads; 1"),
      Key(name: "huge-pages", summary: "off, transparent or explicit; off"),
      Key(name: "seed", summary: "what the checks' random choices derive from; a random number"),
    ]
  ) { arguments in
    let seed = try arguments.integer("seed").map { UInt64(bitPattern: Int64($0)) }
    let computation = try PiComputation(
      digits: try arguments.integer("digits") ?? PiComputation.defaultDigits,
      algorithm: try arguments.choice("algorithm") ?? .gaussLegendre,
      threads: try arguments.integer("threads") ?? 1,
      hugePages: try arguments.choice("huge-pages") ?? .off,
      seed: seed ?? UInt64.random(in: 0..<1 << 32))
    return PiReport(computation, try computation.run())
  }

  /// STREAM.
  static let stream = GuestKernel(
    name: "stream", summary: "STREAM's four loops: the memory's bandwidth",
    keys: [
      Key(name: "threads", summary: "threads, each on a CPU of its own; one per CPU"),
      Key(name: "stores", summary: "plain or non-temporal; plain"),
      Key(name: "array-size", summary: "size of each array, as 128MiB; 4 times the caches"),
      Key(name: "repetitions", summary: "passes, the first not counted; 10"),
      Key(name: "pages", summary: "system, small or huge; system"),
      Key(
        name: "offset",
        summary: "how far each array begins behind the one before it; "
          + "\(StreamLayout.defaultOffset)B"),
      Key(name: "small-arrays", summary: "yes to run although the arrays are too small; no"),
    ]
  ) { arguments in
    try StreamRun(
      StreamPlan(
        threads: try arguments.integer("threads"),
        stores: try arguments.choice("stores") ?? .plain,
        arrayBytes: try arguments.size("array-size").map { Int($0.bytes) },
        repetitions: try arguments.integer("repetitions") ?? 10,
        pages: try arguments.choice("pages") ?? .system,
        offset: try arguments.size("offset").map { Int($0.bytes) } ?? StreamLayout.defaultOffset,
        allowsSmallArrays: try arguments.answer("small-arrays") ?? false)
    ).run()
  }

  /// The costs that are measured in place.
  static let probe = GuestKernel(
    name: "probe", summary: "what exits, system calls, faults, switches and loads cost here",
    keys: [
      Key(
        name: "probes",
        summary: "some of \(Probe.allCases.map(\.rawValue).joined(separator: ",")); all"),
      Key(name: "seconds", summary: "for all samples together; 6"),
      Key(name: "largest-set", summary: "largest working set, as 64MiB; 4 times the cache"),
    ]
  ) { arguments in
    var plan = ProbePlan(seconds: try arguments.number("seconds") ?? 6)
    plan.probes = try arguments.choices("probes") ?? Probe.allCases
    plan.largestWorkingSet = try arguments.size("largest-set").map { Int($0.bytes) }
    return try ProbeRun(plan).run()
  }
}
