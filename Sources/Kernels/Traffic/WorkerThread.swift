#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#endif

/// A thread of the operating system for work that blocks or spins, which Swift's tasks must not.
final class WorkerThread<Success: Sendable>: @unchecked Sendable {
  // Written by the thread before it ends, and read after it was joined.
  private var result: Result<Success, TrafficError>?
  private let work: @Sendable () throws(TrafficError) -> Success
  private var thread = pthread_t()

  private init(_ work: @escaping @Sendable () throws(TrafficError) -> Success) {
    self.work = work
  }

  /// Starts a thread for that work.
  ///
  /// - Throws: `TrafficError.run` if the system has no room for another thread.
  static func start(
    _ work: @escaping @Sendable () throws(TrafficError) -> Success
  ) throws(TrafficError) -> WorkerThread {
    let worker = WorkerThread(work)
    let context = Unmanaged.passRetained(AnyWork { worker.perform() })
    let code = pthread_create(
      &worker.thread, nil,
      { argument in
        if let argument { Unmanaged<AnyWork>.fromOpaque(argument).takeRetainedValue().body() }
        return nil
      }, context.toOpaque())
    guard code == 0 else {
      context.release()
      throw .run("cannot start a thread: \(systemText(code)); end other programs")
    }
    return worker
  }

  private func perform() {
    do throws(TrafficError) {
      result = .success(try work())
    } catch {
      result = .failure(error)
    }
  }

  /// Waits for the thread to end, and returns what its work returned. May be called once.
  func join() throws(TrafficError) -> Success {
    let code = pthread_join(thread, nil)
    precondition(code == 0, "a thread was joined twice")
    guard let result else { preconditionFailure("a thread ended without a result") }
    return try result.get()
  }
}

/// What a thread does, without its types.
private final class AnyWork: Sendable {
  let body: @Sendable () -> Void
  init(_ body: @escaping @Sendable () -> Void) { self.body = body }
}

/// Carries a value that cannot be copied to another thread.
final class Parcel<Content: ~Copyable>: @unchecked Sendable {
  // Only the thread that it was given to uses it.
  var content: Content
  init(_ content: consuming Content) { self.content = content }
}
