import Glibc

/// Work on a thread of its own, whose namespaces can be changed without harm to others.
enum WorkThread {
  /// Runs `body` on a new thread and waits for its end.
  static func run<Result: Sendable>(
    _ body: @escaping @Sendable () throws(HardwareError) -> Result
  ) throws(HardwareError) -> Result {
    let job = Job(body)
    let box = Unmanaged.passRetained(job as Runnable)
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
      throw .system("a thread cannot be started")
    }
    pthread_join(thread, nil)
    guard let result = job.result else { throw HardwareError("a thread ended without a result") }
    return try result.get()
  }

  /// Runs `body` on a new thread that nobody waits for; false where none can be started.
  static func detach(_ body: @escaping @Sendable () -> Void) -> Bool {
    let box = Unmanaged.passRetained(Work(body) as Runnable)
    var thread = pthread_t()
    let status = pthread_create(
      &thread, nil,
      { argument in
        guard let argument else { return nil }
        Unmanaged<Runnable>.fromOpaque(argument).takeRetainedValue().run()
        return nil
      }, box.toOpaque())
    if status == 0 { pthread_detach(thread) } else { box.release() }
    return status == 0
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
