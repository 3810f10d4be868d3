/// What the threads of a simulation did, batch by batch.
public struct WorkTrace: Hashable, Sendable {
  /// A thread and what executes it.
  public struct Thread: Hashable, Sendable {
    /// The thread's name.
    public var name: String
    /// The name of the core, or the lock, that executes it.
    public var core: String

    /// All its properties.
    public init(name: String, core: String) {
      self.name = name
      self.core = core
    }
  }

  /// A batch of packets that a thread served at a stage.
  public struct Slice: Hashable, Sendable {
    /// The thread's place in `threads`.
    public var thread: Int
    /// The stage's place in `stages`.
    public var stage: Int
    /// When it began, from the beginning of the warm-up.
    public var begin: SimTime
    /// When it ended; not before it began.
    public var end: SimTime
    /// How many packets it had.
    public var packets: Int

    /// All its properties.
    public init(thread: Int, stage: Int, begin: SimTime, end: SimTime, packets: Int) {
      self.thread = thread
      self.stage = stage
      self.begin = begin
      self.end = end
      self.packets = packets
    }
  }

  /// The threads.
  public var threads: [Thread]
  /// The names of the stages.
  public var stages: [String]
  /// The batches in the order in which they began.
  public var slices: [Slice]
  /// Batches that were served when the trace was full.
  public var missed: Int

  /// All its properties.
  public init(threads: [Thread], stages: [String], slices: [Slice], missed: Int) {
    self.threads = threads
    self.stages = stages
    self.slices = slices
    self.missed = missed
  }
}
