#if canImport(Glibc)
  import Glibc
#endif

import Formats

/// Standard output and standard error.
enum Terminal {
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

  /// Writes text to standard error, where a failure to write has nobody to tell it to.
  static func writeError(_ text: String) { _ = TextFile.put(text, to: STDERR_FILENO) }
}
