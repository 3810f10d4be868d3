internal import CLibvirt
import Glibc

extension Domain {
  /// The pseudo-terminal of its first console or serial port at the server; nil if it has none
  /// yet. Only a local server's may be opened here.
  ///
  /// - Throws: `LibvirtError`, `.noDomain` if it is gone.
  public func consolePath() throws(LibvirtError) -> String? {
    let description = try xml()
    return Markup.terminal(of: "console", in: description)
      ?? Markup.terminal(of: "serial", in: description)
  }

  /// Opens its first console for reading and writing, as raw bytes.
  ///
  /// At a local server that is its pseudo-terminal, at any other a stream of libvirt's that two
  /// threads carry. QEMU drops what a guest writes while nobody has the terminal open: open the
  /// console before the domain is resumed.
  ///
  /// - Throws: `LibvirtError` if it has none, or the terminal cannot be opened.
  public func openConsole() throws(LibvirtError) -> ConsoleChannel {
    if connection.isLocal, let path = try consolePath() {
      return try ConsoleChannel(terminal: path)
    }
    return try ConsoleChannel(streamOf: self)
  }
}
