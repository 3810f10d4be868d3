internal import CLibvirt
import Glibc

/// Carries bytes between a stream of libvirt's and a descriptor, with a thread for each direction,
/// until either ends.
final class ConsolePump: Sendable {
  nonisolated(unsafe) private let stream: OpaquePointer
  private let descriptor: Int32
  /// Keeps the stream's connection open.
  private let connection: Connection

  private static let chunk = 4096

  /// Takes over stream and descriptor.
  init(stream: OpaquePointer, descriptor: Int32, connection: Connection) {
    self.stream = stream
    self.descriptor = descriptor
    self.connection = connection
  }

  deinit {
    virStreamFree(stream)
    close(descriptor)
  }

  /// Starts both threads, which keep this object while they run.
  func start() {
    launch { $0.carryOut() }
    launch { $0.carryIn() }
  }

  /// From the domain.
  private func carryOut() {
    var buffer = [CChar](repeating: 0, count: Self.chunk)
    while true {
      let count = virStreamRecv(stream, &buffer, buffer.count)
      guard count > 0, write(all: buffer[..<Int(count)]) else { break }
    }
    // The other direction, and who reads the console, see the end.
    shutdown(descriptor, Int32(SHUT_RDWR))
  }

  /// To the domain.
  private func carryIn() {
    var buffer = [CChar](repeating: 0, count: Self.chunk)
    while true {
      let count = read(descriptor, &buffer, buffer.count)
      if count < 0, errno == EINTR { continue }
      guard count > 0 else { break }
      var sent = 0
      while sent < count {
        let step = buffer[sent..<count].withUnsafeBufferPointer {
          virStreamSend(stream, $0.baseAddress, $0.count)
        }
        guard step > 0 else { break }
        sent += Int(step)
      }
      if sent < count { break }
    }
    // Wakes the other direction from its wait for the domain.
    virStreamAbort(stream)
  }

  private func write(all bytes: ArraySlice<CChar>) -> Bool {
    var rest = bytes
    while !rest.isEmpty {
      // A closed end must be an error and not a signal.
      let count = rest.withUnsafeBufferPointer {
        send(descriptor, $0.baseAddress, $0.count, Int32(MSG_NOSIGNAL))
      }
      if count < 0, errno == EINTR { continue }
      guard count > 0 else { return false }
      rest = rest.dropFirst(count)
    }
    return true
  }

  private func launch(_ work: @escaping @Sendable (ConsolePump) -> Void) {
    let box = Unmanaged.passRetained(Work(pump: self, body: work))
    var thread = pthread_t()
    let status = pthread_create(
      &thread, nil,
      { argument in
        guard let argument else { return nil }
        let work = Unmanaged<Work>.fromOpaque(argument).takeRetainedValue()
        work.body(work.pump)
        return nil
      }, box.toOpaque())
    if status == 0 { pthread_detach(thread) } else { box.release() }
  }

  private final class Work: Sendable {
    let pump: ConsolePump
    let body: @Sendable (ConsolePump) -> Void

    init(pump: ConsolePump, body: @escaping @Sendable (ConsolePump) -> Void) {
      self.pump = pump
      self.body = body
    }
  }
}
