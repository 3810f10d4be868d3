import CInit
import Console
import Kernels

#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#endif

/// What a kernel tells the agent that has started it, on a descriptor that the agent names in the
/// environment; nothing where a user has started it.
enum RunEvents {
  /// The variable that names the descriptor.
  static let variable = "HYPERTWIN_EVENTS"

  /// Raised when the agent wants the run to end; for kernels that end gracefully.
  static let stop = StopFlag()

  private static let descriptor: Int32? = getenv(variable).flatMap { Int32(String(cString: $0)) }

  /// Whether an agent has started this run.
  static var isWatched: Bool { descriptor != nil }

  /// Sees to it that the run does not outlive its agent, and, where `kernel` can, ends gracefully.
  static func begin(_ kernel: GuestKernel) {
    guard isWatched else { return }
    hypertwin_die_with_parent()
    if kernel.traits.contains(.stoppable) {
      // The flag exists before a signal can come.
      _ = stop.isRaised
      signal(SIGTERM) { _ in RunEvents.stop.raise() }
    }
    if !kernel.traits.contains(.announcesStart) { started() }
  }

  /// Says that the run is under way; of a receiver, that it listens.
  static func started() {
    guard let descriptor else { return }
    let channel = ByteChannel(input: -1, output: descriptor)
    // An agent that is gone is found out otherwise.
    _ = try? channel.write(Array("started\n".utf8)[...])
  }
}
