import Glibc

/// Small files: those of /proc and /sys, and journals.
enum TextFile {
  /// The most bytes that are read of a file of /proc or /sys.
  static let limit = 1 << 16

  /// The text of the file at `path`, of which at most `limit` bytes are read.
  static func read(_ path: String, limit: Int = limit) throws(HardwareError) -> String {
    let descriptor = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK)
    guard descriptor >= 0 else { throw .system("\(path) cannot be read") }
    defer { close(descriptor) }
    return String(decoding: try bytes(of: descriptor, path: path, limit: limit), as: UTF8.self)
  }

  /// Overwrites the file at `path`, which must exist, in one write as /proc and /sys want it. Any
  /// other file is replaced as a whole, so that whoever is killed leaves the old text or the new.
  static func write(_ text: String, to path: String) throws(HardwareError) {
    guard path.hasPrefix("/proc/") || path.hasPrefix("/sys/") else {
      return try replace(path, by: text)
    }
    let descriptor = open(path, O_WRONLY | O_CLOEXEC)
    guard descriptor >= 0 else { throw .system("\(path) cannot be written") }
    defer { close(descriptor) }
    let bytes = Array(text.utf8)
    guard Glibc.write(descriptor, bytes, bytes.count) == bytes.count else {
      throw .system("\(path) does not take \"\(text)\"")
    }
  }

  private static func replace(_ path: String, by text: String) throws(HardwareError) {
    var status = stat()
    guard stat(path, &status) == 0 else { throw .system("\(path) cannot be written") }
    let temporary = path + ".hypertwin"
    let flags = O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC
    let descriptor = open(temporary, flags, status.st_mode & 0o777)
    guard descriptor >= 0 else { throw .system("\(temporary) cannot be made") }
    defer { close(descriptor) }
    let bytes = Array(text.utf8)
    guard Glibc.write(descriptor, bytes, bytes.count) == bytes.count, fsync(descriptor) == 0,
      rename(temporary, path) == 0
    else {
      unlink(temporary)
      throw .system("\(path) cannot be replaced")
    }
  }

  /// What can be read from an open file.
  static func bytes(
    of descriptor: Int32, path: String, limit: Int
  ) throws(HardwareError) -> [UInt8] {
    var result: [UInt8] = []
    var buffer = [UInt8](repeating: 0, count: 4096)
    while result.count < limit {
      let count = Glibc.read(descriptor, &buffer, min(buffer.count, limit - result.count))
      if count < 0, errno == EINTR { continue }
      guard count >= 0 else { throw .system("\(path) cannot be read") }
      if count == 0 { break }
      result += buffer[..<count]
    }
    return result
  }
}

/// The kernel's name of this boot, which no other boot has.
enum Boot {
  /// The boot id; empty where the kernel does not tell.
  static func current() -> String {
    let text = (try? TextFile.read("/proc/sys/kernel/random/boot_id")) ?? ""
    return String(text.prefix { !$0.isWhitespace })
  }
}
