import Console
import Glibc
import Libvirt

/// A worker's way to one agent: a program that it has started, or a domain's console. The serving
/// thread reads and writes; `end` may be called by another.
final class WorkerChannel: @unchecked Sendable {
  /// What is read and written.
  let descriptor: Int32
  private let process: ChildProcess?
  /// Keeps a console open.
  private let console: ConsoleChannel?
  private var pending: [UInt8] = []

  /// Seconds that an agent has to end by itself when its input is closed.
  private static let grace = 4.0

  /// Starts `hypertwin-guest agent` in a network namespace.
  ///
  /// - Throws: `HardwareError` if it cannot be started.
  init(namespace: String, guest: String) throws(HardwareError) {
    let ends: (Int32, Int32)
    do {
      ends = try Sockets.pair()
    } catch {
      throw HardwareError(error.description)
    }
    defer { close(ends.1) }
    guard let path = Tool.path(of: "ip") else {
      close(ends.0)
      throw HardwareError("the program ip is missing; install iproute2")
    }
    do throws(HardwareError) {
      process = try ChildProcess(
        path: path, arguments: ["netns", "exec", namespace, guest, "agent"],
        descriptors: .init(input: ends.1, output: ends.1))
    } catch {
      close(ends.0)
      throw error
    }
    descriptor = ends.0
    console = nil
    ByteChannel.makeNonblocking(descriptor)
  }

  /// The agent on a console.
  init(_ console: ConsoleChannel) {
    self.console = console
    process = nil
    descriptor = console.descriptor
    ByteChannel.makeRaw(descriptor)
    ByteChannel.makeNonblocking(descriptor)
  }

  deinit { if console == nil { close(descriptor) } }

  /// What there is to read; empty if nothing now, nil at the end.
  func read() -> [UInt8]? { try? ByteChannel(input: descriptor, output: -1).read() }

  /// Writes, or keeps what is not taken yet.
  func write(_ bytes: [UInt8]) {
    pending += bytes
    flush()
  }

  /// Writes what was kept. What a closed end does not take is dropped; `read` tells of it.
  func flush() {
    guard !pending.isEmpty else { return }
    do throws(ByteChannel.Failure) {
      let count = try ByteChannel(input: -1, output: descriptor).write(pending[...])
      pending.removeFirst(count)
    } catch {
      pending = []
    }
  }

  /// Ends the agent if it was started for this channel, by the end of its input or else by force,
  /// with all that it has started; so nobody holds its namespace.
  func end() {
    guard let process else { return }
    shutdown(descriptor, Int32(SHUT_RDWR))
    let deadline = Clock.seconds() + Self.grace
    while !process.hasEnded() {
      if Clock.seconds() > deadline { kill(-process.identifier, SIGKILL) }
      Clock.sleep(milliseconds: 5)
    }
  }
}
