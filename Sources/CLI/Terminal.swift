#if canImport(Glibc)
  import Glibc
#endif

import Formats
import Report

/// Standard output and standard error.
enum Terminal {
  /// Takes the places of standard streams that were closed, so that no file or pipe that is opened
  /// later gets what is meant for them: writing to them fails, as it must.
  static func reserveStreams() {
    for stream in [STDIN_FILENO, STDOUT_FILENO, STDERR_FILENO] {
      guard fcntl(stream, F_GETFD) < 0, errno == EBADF else { continue }
      // The lowest free number is given, which is this one: those below it are open by now.
      _ = open("/dev/null", stream == STDIN_FILENO ? O_WRONLY : O_RDONLY)
    }
  }

  /// The columns of the terminal on standard output; 100 where that is not a terminal.
  static var width: Int {
    var size = winsize()
    guard isatty(STDOUT_FILENO) == 1, ioctl(STDOUT_FILENO, UInt(TIOCGWINSZ), &size) == 0,
      size.ws_col > 0
    else { return 100 }
    return Int(size.ws_col)
  }

  /// Whether colours are wanted on standard output: a terminal, and NO_COLOR is unset.
  static var hasColor: Bool { isatty(STDOUT_FILENO) == 1 && getenv("NO_COLOR") == nil }

  /// Writes text to standard output.
  ///
  /// - Throws: `Failure` if it cannot be written whole, as to a full disk.
  static func write(_ text: String) throws(Failure) {
    guard TextFile.put(text, to: STDOUT_FILENO) else {
      throw .output("standard output: \(String(cString: strerror(errno)))")
    }
  }

  /// Writes lines to standard error, where a failure to write has nobody to tell it to.
  ///
  /// They may have texts of files, guests and other machines in them, so that nothing of it moves a
  /// cursor or changes a terminal's state.
  static func writeError(_ text: String) {
    writeControls(DisplayText.harmless(text, keepingLines: true))
  }

  /// Writes text of our own to standard error, with what moves the cursor of a terminal.
  static func writeControls(_ text: String) { _ = TextFile.put(text, to: STDERR_FILENO) }
}
