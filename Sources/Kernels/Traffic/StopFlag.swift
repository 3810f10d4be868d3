import Synchronization

/// A request to end, made by one thread and honoured by others within milliseconds.
public final class StopFlag: Sendable {
  private let flag = Atomic<Bool>(false)

  /// A flag that is not raised.
  public init() {}

  /// Asks for the end. Once raised, it stays so. Async-signal-safe.
  public func raise() { flag.store(true, ordering: .relaxed) }

  /// Whether the end was asked for.
  @inline(__always)
  public var isRaised: Bool { flag.load(ordering: .relaxed) }
}
