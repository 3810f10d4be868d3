/// What to run of STREAM.
public struct StreamPlan: Hashable, Sendable {
  /// The fewest passes: the first is not counted.
  public static let fewestRepetitions = 2
  /// The most passes. Each multiplies the values by 15, and 2·15²⁵⁰ is about as much as a double
  /// can hold.
  public static let mostRepetitions = 250
  /// How many times the last-level caches an array must be, by STREAM's rules.
  public static let cacheMultiple = 4
  /// How many ticks of the clock a pass must last, by STREAM's rules.
  public static let leastTicks: Int64 = 20

  /// Threads, each on a CPU of its own; nil for as many as there are CPUs.
  public var threads: Int?
  /// How results are stored.
  public var stores: StreamStores
  /// Bytes of each of the three arrays; nil for `cacheMultiple` times the last-level caches.
  public var arrayBytes: Int?
  /// Passes over the four loops.
  public var repetitions: Int
  /// The pages of the arrays.
  public var pages: MappedMemory.Pages
  /// How far each array begins behind the one before it, in bytes modulo 2 MiB: a multiple of 64,
  /// up to `StreamLayout.largestOffset`.
  public var offset: Int
  /// Whether to run although the arrays are too small for STREAM's rules; the result says so.
  public var allowsSmallArrays: Bool
  /// The vector instructions; nil for what `StreamStores.usualInstructions` says.
  public var instructions: InstructionSet?

  /// All its properties.
  public init(
    threads: Int? = nil, stores: StreamStores = .plain, arrayBytes: Int? = nil,
    repetitions: Int = 10, pages: MappedMemory.Pages = .system,
    offset: Int = StreamLayout.defaultOffset, allowsSmallArrays: Bool = false,
    instructions: InstructionSet? = nil
  ) {
    self.threads = threads
    self.stores = stores
    self.arrayBytes = arrayBytes
    self.repetitions = repetitions
    self.pages = pages
    self.offset = offset
    self.allowsSmallArrays = allowsSmallArrays
    self.instructions = instructions
  }
}
