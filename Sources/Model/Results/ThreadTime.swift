/// How a thread that moves packets spent the time of observation.
public struct ThreadTime: Hashable, Sendable, Codable {
  /// The thread.
  public var thread: String
  /// The core, or the lock, that executes it.
  public var core: String
  /// The workload that ran while it was watched, if that ran alone; nil where all ran together.
  public var workload: String?
  /// The share of the time in which it ran, 0 to 1.
  public var utilisation: Double
  /// The share of the time in which it could have run and its core ran something else, 0 to 1: a
  /// vCPU's steal, another thread's wait for a core.
  public var steal: Double
  /// How often it was woken per second.
  public var notifications: Double

  /// All its properties.
  public init(
    thread: String, core: String, workload: String? = nil, utilisation: Double, steal: Double,
    notifications: Double
  ) {
    self.thread = thread
    self.core = core
    self.workload = workload
    self.utilisation = utilisation
    self.steal = steal
    self.notifications = notifications
  }
}
