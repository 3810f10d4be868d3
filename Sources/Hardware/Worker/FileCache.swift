import Glibc
import Model

/// Files that a coordinator has sent, by their SHA-256, in a folder that everybody may read: QEMU's
/// own user reads guests' kernels there.
struct FileCache {
  /// The folder.
  let folder: String

  /// No file that is sent is larger, in bytes: kernels and initial roots are a few dozen MiB.
  static let largest = 1 << 30
  /// Bytes that are sent at once.
  static let chunk = 1 << 20

  /// The folder `files` of a cache.
  init(cache: String) { folder = cache + "/files" }

  /// Where the file of that hash is, or would be.
  func path(_ hash: String) -> String { "\(folder)/\(hash)" }

  /// Those of `hashes` that are not here.
  func missing(_ hashes: [String]) -> [String] {
    hashes.filter { access(path($0), R_OK) != 0 }
  }

  /// Adds the bytes from `offset` on of a file of `size` bytes, which must be the next ones; those
  /// at 0 begin it anew. A whole file whose hash is another is refused.
  func put(
    _ bytes: [UInt8], at offset: Int, of hash: String, size: Int
  ) throws(HardwareError) {
    guard Self.isHash(hash), (0...Self.largest).contains(size), (0...size).contains(offset),
      bytes.count <= size - offset
    else {
      throw HardwareError(
        "\"\(hash)\" of \(size) bytes, \(bytes.count) of them at \(offset), is no file that can be "
          + "sent")
    }
    try StateFolder.make(folder, called: "folder", setBy: "HYPERTWIN_CACHE")
    let part = unfinished(hash)
    let flags = O_RDWR | O_APPEND | O_CLOEXEC | (offset == 0 ? O_CREAT | O_TRUNC : 0)
    let descriptor = open(part, flags, 0o755)
    guard descriptor >= 0 else {
      // What follows bytes that were refused has nothing to be added to.
      guard errno == ENOENT, offset > 0 else { throw .system("\(part) cannot be made") }
      throw HardwareError("the bytes of \(hash) before \(offset) did not arrive; try again")
    }
    defer { close(descriptor) }
    guard Int(lseek(descriptor, 0, SEEK_END)) == offset else {
      unlink(part)
      throw HardwareError("the bytes of \(hash) before \(offset) did not arrive; try again")
    }
    try append(bytes, to: descriptor, path: part)
    guard offset + bytes.count == size else { return }
    lseek(descriptor, 0, SEEK_SET)
    let whole = try TextFile.bytes(of: descriptor, path: part, limit: size + 1)
    guard whole.count == size, SHA256.hexadecimal(of: whole) == hash else {
      unlink(part)
      throw HardwareError("the file \(hash) did not arrive as it was sent; try again")
    }
    // Whatever the umask was, everybody may read and run it.
    guard fchmod(descriptor, 0o755) == 0, fsync(descriptor) == 0, rename(part, path(hash)) == 0
    else { throw .system("\(path(hash)) cannot be made") }
  }

  /// Takes away what has arrived of files that this process was sent in part.
  func removeUnfinished(_ hashes: some Sequence<String>) {
    for hash in hashes where Self.isHash(hash) { unlink(unfinished(hash)) }
  }

  /// Takes away what has arrived of files whose worker was killed meanwhile: those that bear the
  /// mark of a process that is no more.
  func removeAbandoned() {
    for name in SystemFiles().names(folder).names ?? [] {
      let parts = name.split(separator: ".", omittingEmptySubsequences: false).map(String.init)
      guard parts.count == 2, Self.isHash(parts[0]), let owner = ProcessMark(parts[1]),
        !owner.isAlive
      else { continue }
      unlink("\(folder)/\(name)")
    }
  }

  /// Where a file is while it arrives: one per process, so that two workers do not mix theirs.
  private func unfinished(_ hash: String) -> String { path(hash) + ".\(ProcessMark.own)" }

  private func append(
    _ bytes: [UInt8], to descriptor: Int32, path: String
  ) throws(HardwareError) {
    var rest = bytes[...]
    while !rest.isEmpty {
      let count = rest.withUnsafeBytes { write(descriptor, $0.baseAddress, $0.count) }
      if count < 0, errno == EINTR { continue }
      guard count > 0 else {
        unlink(path)
        throw .system("\(path) cannot be written", remedy: "make room on its disk")
      }
      rest = rest.dropFirst(count)
    }
  }

  /// `text` with every `{file:HASH}` replaced by the path of that file.
  func fill(_ text: String) -> String {
    var result = ""
    var rest = text[...]
    while let start = rest.firstRange(of: Self.placeholder) {
      result += rest[..<start.lowerBound]
      let hash = rest[start.upperBound...].prefix { $0 != "}" }
      result += path(String(hash))
      rest = rest[hash.endIndex...].dropFirst()
    }
    return result + rest
  }

  /// What stands in a plan for the file of that hash.
  static func name(_ hash: String) -> String { "\(placeholder)\(hash)}" }

  /// Whether a text is a SHA-256 in hexadecimal, and so no path.
  static func isHash(_ text: String) -> Bool {
    text.utf8.count == 64
      && text.utf8.allSatisfy {
        (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0)
          || (UInt8(ascii: "a")...UInt8(ascii: "f")).contains($0)
      }
  }

  private static let placeholder = "{file:"
}
