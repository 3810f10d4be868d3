internal import CLibvirt
import Glibc

/// An open console of a domain: one descriptor that is read and written, closed when it goes.
///
/// Reading ends with 0 bytes, or with EIO from a terminal, when the domain is gone.
public final class ConsoleChannel: Sendable {
  /// The descriptor. It is this object's: do not close it.
  public let descriptor: Int32
  /// The terminal that it is open on; nil where libvirt carries it.
  public let terminal: String?

  /// Opens the pseudo-terminal at `path` without echo, line discipline or control.
  init(terminal path: String) throws(LibvirtError) {
    let descriptor = open(path, O_RDWR | O_NOCTTY | O_CLOEXEC)
    guard descriptor >= 0 else {
      throw LibvirtError("open the console \(path)", String(cString: strerror(errno)))
    }
    var settings = termios()
    if tcgetattr(descriptor, &settings) == 0 {
      cfmakeraw(&settings)
      tcsetattr(descriptor, TCSANOW, &settings)
    }
    self.descriptor = descriptor
    terminal = path
  }

  /// Carries the first console of `domain` over libvirt.
  init(streamOf domain: Domain) throws(LibvirtError) {
    guard let stream = virStreamNew(domain.connection.raw, 0) else {
      throw .last("open a stream to domain \(domain.uuid)")
    }
    guard virDomainOpenConsole(domain.raw, nil, stream, 0) == 0 else {
      let error = LibvirtError.last("open the console of domain \(domain.uuid)")
      virStreamFree(stream)
      throw error
    }
    var ends: [Int32] = [-1, -1]
    guard socketpair(AF_UNIX, Int32(SOCK_STREAM.rawValue) | Self.closeOnExec, 0, &ends) == 0 else {
      let reason = String(cString: strerror(errno))
      virStreamAbort(stream)
      virStreamFree(stream)
      throw LibvirtError("open the console of domain \(domain.uuid)", reason)
    }
    descriptor = ends[0]
    terminal = nil
    ConsolePump(stream: stream, descriptor: ends[1], connection: domain.connection).start()
  }

  /// `SOCK_CLOEXEC`.
  private static let closeOnExec: Int32 = 0o2000000

  deinit { close(descriptor) }
}
