import Model

/// What a thread did, in words.
struct ThreadText {
  /// The thread.
  let thread: String
  /// What executes it.
  let core: String
  /// The share of the time in which it ran, in percent.
  let utilisation: String
  /// The share in which it could have run and something else did, in percent.
  let steal: String
  /// How often it was woken per second.
  let notifications: String

  /// The words for a thread.
  init(_ time: ThreadTime) {
    thread = DisplayText.harmless(time.thread)
    core = DisplayText.harmless(time.core)
    utilisation = NumberText.fixed(time.utilisation * 100, 1)
    steal = NumberText.fixed(time.steal * 100, 1)
    notifications = NumberText.fixed(time.notifications, 0)
  }

  /// What each number is, for headings.
  static let titles = ["busy %", "steal %", "woken/s"]

  /// What a table of such threads is about.
  static func title(_ workload: String?) -> String {
    "What threads did" + (workload.map { ": \(DisplayText.harmless($0))" } ?? "")
  }
}
