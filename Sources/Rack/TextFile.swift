import Appliance

#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#endif

/// Small files of a rack, and its console.
enum TextFile {
  /// The text of a file; nil where it cannot be read.
  static func read(_ path: String) -> String? {
    guard let bytes = try? FileSystem.read(path) else { return nil }
    return String(decoding: bytes, as: UTF8.self)
  }

  /// Writes a file that only its owner may read, whole or not at all.
  static func write(_ text: String, to path: String) throws(RackError) {
    let staging = "\(path).new"
    unlink(staging)
    let descriptor = open(staging, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o600)
    guard descriptor >= 0 else { throw .system("write \(path)") }
    defer {
      close(descriptor)
      unlink(staging)
    }
    let bytes = Array(text.utf8)
    var sent = 0
    while sent < bytes.count {
      let count = bytes[sent...].withUnsafeBytes {
        systemWrite(descriptor, $0.baseAddress, $0.count)
      }
      if count < 0, errno == EINTR { continue }
      guard count > 0 else { throw .system("write \(path)") }
      sent += count
    }
    guard fsync(descriptor) == 0, rename(staging, path) == 0 else {
      throw .system("write \(path)")
    }
  }

  /// The last lines of a file that are not empty, each indented.
  static func tail(of path: String, lines count: Int) -> String {
    let lines = (read(path) ?? "").split { $0 == "\n" || $0 == "\r\n" || $0 == "\r" }
      .map { "  " + $0.filter { ($0.asciiValue ?? 0x20) >= 0x20 || $0 == "\t" } }
    return lines.suffix(count).joined(separator: "\n")
  }

  /// Makes a folder that only its owner may look into, and those above it.
  static func makePrivateFolder(_ path: String) throws(RackError) {
    do throws(ApplianceError) {
      try FileSystem.makeFolder(path)
    } catch {
      throw .unusable("\(error); set HYPERTWIN_STATE to a folder that you may write to")
    }
    guard chmod(path, 0o700) == 0 else { throw .system("make \(path)") }
  }
}

#if canImport(Glibc)
  private let systemWrite = Glibc.write
#elseif canImport(Musl)
  private let systemWrite = Musl.write
#endif
