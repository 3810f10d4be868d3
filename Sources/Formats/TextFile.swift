#if canImport(Glibc)
  import Glibc
#endif

/// Reads and writes files whole.
public enum TextFile {
  /// The largest input that is read: 16 MiB. A scenario of 20 000 VMs takes about 8.
  public static let limit = 16 << 20

  /// The text of a regular file of at most `limit` bytes of UTF-8.
  ///
  /// - Throws: `InputError`, before anything is read where the file is too large or no file.
  public static func read(_ path: String) throws(InputError) -> String {
    let descriptor = open(path, O_RDONLY | O_NONBLOCK | O_CLOEXEC)
    guard descriptor >= 0 else {
      throw InputError(file: path, message: "cannot be opened: \(String(cString: strerror(errno)))")
    }
    defer { close(descriptor) }
    var status = stat()
    guard fstat(descriptor, &status) == 0, status.st_mode & S_IFMT == S_IFREG else {
      throw InputError(file: path, message: "this is not a regular file; name a YAML file")
    }
    guard status.st_size <= limit else {
      throw InputError(
        file: path,
        message: "\(status.st_size) bytes are more than the \(limit) that are read; "
          + "is this the file you mean?")
    }
    var bytes = [UInt8](repeating: 0, count: Int(status.st_size))
    var count = 0
    while count < bytes.count {
      let got = bytes.withUnsafeMutableBytes { buffer in
        Glibc.read(descriptor, buffer.baseAddress.map { $0 + count }, buffer.count - count)
      }
      if got < 0 && errno == EINTR { continue }
      guard got >= 0 else {
        throw InputError(file: path, message: "cannot be read: \(String(cString: strerror(errno)))")
      }
      if got == 0 { break }
      count += got
    }
    guard let text = String(validating: bytes.prefix(count), as: UTF8.self) else {
      throw InputError(file: path, message: "this is not UTF-8 text; save it as UTF-8")
    }
    return text
  }

  /// Why a file could not be written; nothing of it was left behind.
  public struct WriteError: Error, CustomStringConvertible {
    /// The file, what failed, and the remedy.
    public let description: String
  }

  /// Refuses a place that `write` would fail at, before the work that makes the text.
  public static func checkWritable(_ path: String) throws(WriteError) {
    var status = stat()
    let exists = stat(path, &status) == 0
    if exists && status.st_mode & S_IFMT == S_IFDIR {
      errno = EISDIR
    } else {
      let folder = path.lastIndex(of: "/").map { String(path[...$0]) } ?? "."
      let isOther = exists && status.st_mode & S_IFMT != S_IFREG
      if access(isOther ? path : folder, W_OK) == 0 { return }
    }
    throw WriteError(
      description: "\(path): cannot be written: \(String(cString: strerror(errno))); "
        + "choose another place")
  }

  /// The name that a file has while this process writes it.
  public static func partialName(of path: String) -> String { "\(path).\(getpid()).partial" }

  /// Writes `text` to `path`, whole or not at all: into a new file beside it, synced, then renamed.
  public static func write(_ text: String, to path: String) throws(WriteError) {
    try write(Array(text.utf8), to: path)
  }

  /// Writes `bytes` to `path`, whole or not at all, as a text is written.
  public static func write(_ bytes: [UInt8], to path: String) throws(WriteError) {
    func failure(_ what: String) -> WriteError {
      WriteError(
        description: "\(path): \(what): \(String(cString: strerror(errno))); "
          + "nothing was written, choose another place with --output")
    }
    var status = stat()
    if stat(path, &status) == 0 && status.st_mode & S_IFMT == S_IFDIR {
      errno = EISDIR
      throw failure("cannot be written")
    }
    if stat(path, &status) == 0 && status.st_mode & S_IFMT != S_IFREG {
      // A device or a pipe cannot be replaced, only written to.
      let descriptor = open(path, O_WRONLY | O_CLOEXEC)
      guard descriptor >= 0 else { throw failure("cannot be written") }
      defer { close(descriptor) }
      guard put(bytes[...], to: descriptor) else { throw failure("cannot be written") }
      return
    }
    let temporary = partialName(of: path)
    let descriptor = open(temporary, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o644)
    guard descriptor >= 0 else { throw failure("cannot be written") }
    let isWhole = put(bytes[...], to: descriptor) && fsync(descriptor) == 0
    let reason = errno
    close(descriptor)
    guard isWhole else {
      unlink(temporary)
      errno = reason
      throw failure("cannot be written")
    }
    guard rename(temporary, path) == 0 else {
      let reason = errno
      unlink(temporary)
      errno = reason
      throw failure("cannot be put in place")
    }
  }

  /// Writes all of `text`; false, with the reason in `errno`, if that fails.
  public static func put(_ text: String, to descriptor: Int32) -> Bool {
    put(Array(text.utf8)[...], to: descriptor)
  }

  private static func put(_ bytes: ArraySlice<UInt8>, to descriptor: Int32) -> Bool {
    var rest = bytes
    while !rest.isEmpty {
      let count = rest.withUnsafeBytes { Glibc.write(descriptor, $0.baseAddress, $0.count) }
      if count < 0 && errno == EINTR { continue }
      guard count > 0 else { return false }
      rest = rest.dropFirst(count)
    }
    return true
  }
}
