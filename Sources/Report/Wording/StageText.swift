import Model

/// What a packet meets at a stage, in words.
struct StageText {
  /// The stage.
  let stage: String
  /// The thread that executes it.
  let thread: String
  /// Mean microseconds in the queue; a dash where that is unknown.
  let waiting: String
  /// Mean microseconds of service.
  let service: String
  /// The thread's load in percent.
  let utilisation: String
  /// Dropped packets in percent of those that came.
  let dropped: String

  /// The words for a stage.
  init(_ time: StageTime) {
    stage = DisplayText.harmless(time.stage)
    thread = DisplayText.harmless(time.thread)
    waiting = time.waiting.map { NumberText.fixed($0 * 1e6, 1) } ?? "–"
    service = NumberText.fixed(time.service * 1e6, 1)
    utilisation = NumberText.fixed(time.utilisation * 100, 0)
    dropped = time.dropped == 0 ? "0" : NumberText.significant(time.dropped * 100, 2)
  }
}
