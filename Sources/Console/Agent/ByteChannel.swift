#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#endif

/// Two descriptors that bytes come from and go to: pipes, a terminal or a socket (then the same
/// one twice). Never blocks longer than it is told, and is indifferent to signals.
public struct ByteChannel: Sendable {
  /// Why a channel cannot be used; a sentence.
  public struct Failure: Error, Hashable, Sendable, CustomStringConvertible {
    /// What was done, and the system's reason.
    public let description: String

    /// Of what was done, with the reason that `errno` names.
    public init(_ what: String, code: Int32) {
      description = "\(what): \(String(cString: strerror(code)))"
    }
  }

  /// What a channel is ready for.
  public struct Readiness: Hashable, Sendable {
    /// There is something to read, or its end.
    public var canRead = false
    /// Something can be written.
    public var canWrite = false
    /// Which of the other descriptors have something to read.
    public var others: [Bool] = []
  }

  /// Bytes that are written at once: no more than a pipe that is ready takes without blocking.
  private static let writeBytes = 4096
  private static let readBytes = 64 << 10

  /// Where bytes come from.
  public let input: Int32
  /// Where bytes go.
  public let output: Int32

  /// Those descriptors, which stay the caller's.
  public init(input: Int32, output: Int32) {
    self.input = input
    self.output = output
  }

  /// The monotonic clock, in nanoseconds.
  public static func now() -> UInt64 {
    var time = timespec()
    clock_gettime(CLOCK_MONOTONIC, &time)
    return UInt64(time.tv_sec) * 1_000_000_000 + UInt64(time.tv_nsec)
  }

  /// Makes a terminal pass bytes as they are, without echo. Nothing happens to what is none.
  public static func makeRaw(_ descriptor: Int32) {
    var settings = termios()
    guard tcgetattr(descriptor, &settings) == 0 else { return }
    cfmakeraw(&settings)
    settings.c_cflag |= tcflag_t(CLOCAL | CREAD)
    _ = tcsetattr(descriptor, TCSANOW, &settings)
  }

  /// Makes reads and writes of a descriptor return at once.
  public static func makeNonblocking(_ descriptor: Int32) {
    let flags = fcntl(descriptor, F_GETFL)
    if flags >= 0 { _ = fcntl(descriptor, F_SETFL, flags | O_NONBLOCK) }
  }

  /// Waits until something can be done, a signal comes, or that time of `now`; nil waits for ever.
  ///
  /// - Parameters:
  ///   - wantsWrite: Whether there is something to write.
  ///   - others: More descriptors to wait for; those below 0 are never ready.
  public func wait(
    until deadline: UInt64?, wantsRead: Bool = true, wantsWrite: Bool, others: [Int32] = []
  ) -> Readiness {
    var polls = [
      pollfd(fd: wantsRead ? input : -1, events: Int16(POLLIN), revents: 0),
      pollfd(fd: wantsWrite ? output : -1, events: Int16(POLLOUT), revents: 0),
    ]
    polls += others.map { pollfd(fd: $0, events: Int16(POLLIN), revents: 0) }
    let count = poll(&polls, nfds_t(polls.count), Self.milliseconds(until: deadline))
    guard count > 0 else { return Readiness(others: others.map { _ in false }) }
    return Readiness(
      canRead: polls[0].revents != 0, canWrite: polls[1].revents != 0,
      others: polls[2...].map { $0.revents != 0 })
  }

  /// Whether the other side, or the wire to it, has taken all that was written, where the system
  /// knows: it does of terminals and sockets.
  public var isDrained: Bool {
    var queued: Int32 = 0
    return ioctl(output, UInt(TIOCOUTQ), &queued) != 0 || queued == 0
  }

  /// What there is to read; empty if nothing now, nil at the end.
  public func read() throws(Failure) -> [UInt8]? {
    var end = false
    var code: Int32 = 0
    let bytes = [UInt8](unsafeUninitializedCapacity: Self.readBytes) { buffer, filled in
      #if canImport(Glibc)
        let count = Glibc.read(input, buffer.baseAddress, buffer.count)
      #else
        let count = Musl.read(input, buffer.baseAddress, buffer.count)
      #endif
      code = count < 0 ? errno : 0
      end = count == 0
      filled = max(0, count)
    }
    switch code {
    case 0: return end ? nil : bytes
    case EINTR, EAGAIN: return []
    // So a terminal says that the program at its other end is gone.
    case EIO, ECONNRESET: return nil
    default: throw Failure("cannot read from descriptor \(input)", code: code)
    }
  }

  /// Writes some of `bytes`; how many. 0 if none can be written now.
  ///
  /// - Throws: `Failure`; that the other end is closed is one too, and no signal comes of it.
  public func write(_ bytes: ArraySlice<UInt8>) throws(Failure) -> Int {
    var blocked = sigset_t()
    var previous = sigset_t()
    sigemptyset(&blocked)
    sigaddset(&blocked, SIGPIPE)
    pthread_sigmask(SIG_BLOCK, &blocked, &previous)
    defer { pthread_sigmask(SIG_SETMASK, &previous, nil) }
    let part = bytes.prefix(Self.writeBytes)
    #if canImport(Glibc)
      let count = part.withUnsafeBytes { Glibc.write(output, $0.baseAddress, $0.count) }
    #else
      let count = part.withUnsafeBytes { Musl.write(output, $0.baseAddress, $0.count) }
    #endif
    guard count < 0 else { return count }
    let code = errno
    if code == EPIPE, sigismember(&previous, SIGPIPE) == 0 {
      // Takes back the signal that this write has caused.
      var none = timespec()
      _ = sigtimedwait(&blocked, nil, &none)
    }
    if code == EINTR || code == EAGAIN { return 0 }
    throw Failure("cannot write to descriptor \(output)", code: code)
  }

  /// The time left, rounded up, as `poll` takes it.
  private static func milliseconds(until deadline: UInt64?) -> Int32 {
    guard let deadline else { return -1 }
    let now = now()
    guard deadline > now else { return 0 }
    return Int32(clamping: (deadline - now + 999_999) / 1_000_000)
  }
}
