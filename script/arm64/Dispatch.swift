// What the kernels use of Dispatch, whose interface no toolchain brings along in text.
import Glibc

/// A count that threads raise and wait for, on the C library's semaphore.
public final class DispatchSemaphore: Sendable {
  nonisolated(unsafe) private let semaphore = UnsafeMutablePointer<sem_t>.allocate(capacity: 1)

  public init(value: Int) {
    guard sem_init(semaphore, 0, UInt32(value)) == 0 else { fatalError("sem_init failed") }
  }

  deinit {
    sem_destroy(semaphore)
    semaphore.deallocate()
  }

  public func wait() {
    while sem_wait(semaphore) != 0 {}
  }

  @discardableResult
  public func signal() -> Int {
    guard sem_post(semaphore) == 0 else { fatalError("sem_post failed") }
    return 0
  }
}
