import Console

#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#endif

/// Small files of /proc and /sys.
enum SystemFile {
  private static let largest = 1 << 20

  /// What a file says; nil if it cannot be read.
  static func read(_ path: String) -> String? {
    let descriptor = open(path, O_RDONLY | O_CLOEXEC)
    guard descriptor >= 0 else { return nil }
    defer { close(descriptor) }
    var bytes: [UInt8] = []
    let channel = ByteChannel(input: descriptor, output: -1)
    while bytes.count < largest, let part = try? channel.read() { bytes += part }
    return String(decoding: bytes, as: UTF8.self)
  }

  /// The first line of a file; nil if it cannot be read or is empty.
  static func firstLine(_ path: String) -> String? {
    lines(path).first.map(String.init)
  }

  /// The lines of a file that are not empty; none if it cannot be read.
  static func lines(_ path: String) -> [Substring] { read(path)?.split(separator: "\n") ?? [] }

  /// Writes to a file that is there.
  static func write(_ text: String, to path: String) throws(ByteChannel.Failure) {
    let descriptor = open(path, O_WRONLY | O_CLOEXEC)
    guard descriptor >= 0 else {
      throw ByteChannel.Failure("cannot write \(text) to \(path)", code: errno)
    }
    defer { close(descriptor) }
    let bytes = Array(text.utf8)
    guard try ByteChannel(input: -1, output: descriptor).write(bytes[...]) == bytes.count else {
      throw ByteChannel.Failure("cannot write \(text) to \(path)", code: EIO)
    }
  }
}
