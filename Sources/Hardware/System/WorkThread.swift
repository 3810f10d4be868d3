import Glibc

/// Work on a thread of its own, whose namespaces can be changed without harm to others.
enum WorkThread {
  /// Runs `body` on a new thread and waits for its end.
  static func run<Result: Sendable>(
    _ body: @escaping @Sendable () throws(HardwareError) -> Result
  ) throws(HardwareError) -> Result {
    let job = Job(body)
    guard let thread = start(job) else { throw .system("a thread cannot be started") }
    pthread_join(thread, nil)
    guard let result = job.result else { throw HardwareError("a thread ended without a result") }
    return try result.get()
  }

  /// Runs `body` on a new thread that nobody waits for; false where none can be started.
  static func detach(_ body: @escaping @Sendable () -> Void) -> Bool {
    guard let thread = start(Work(body)) else { return false }
    pthread_detach(thread)
    return true
  }

  /// A new thread that does `work`; nil where none can be started, and then `errno` says why.
  private static func start(_ work: Runnable) -> pthread_t? {
    let box = Unmanaged.passRetained(work)
    var thread = pthread_t()
    let status = pthread_create(
      &thread, nil,
      { argument in
        guard let argument else { return nil }
        Unmanaged<Runnable>.fromOpaque(argument).takeRetainedValue().run()
        return nil
      }, box.toOpaque())
    guard status == 0 else {
      box.release()
      errno = status
      return nil
    }
    return thread
  }

  private final class Work: Runnable {
    let body: () -> Void

    init(_ body: @escaping () -> Void) { self.body = body }

    override func run() { body() }
  }

  private class Runnable {
    func run() {}
  }

  private final class Job<Result>: Runnable {
    let body: () throws(HardwareError) -> Result
    var result: Swift.Result<Result, HardwareError>?

    init(_ body: @escaping () throws(HardwareError) -> Result) { self.body = body }

    override func run() {
      do throws(HardwareError) {
        result = .success(try body())
      } catch {
        result = .failure(error)
      }
    }
  }
}
