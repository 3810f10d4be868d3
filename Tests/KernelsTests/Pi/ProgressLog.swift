import Kernels
import Synchronization

/// What a computation has told about its progress.
final class ProgressLog: Sendable {
  private let entries = Mutex<[PiProgress]>([])

  var all: [PiProgress] { entries.withLock { $0 } }

  func append(_ progress: PiProgress) { entries.withLock { $0.append(progress) } }
}
