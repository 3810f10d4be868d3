#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#endif

/// The files of a machine that say how it is: /proc and /sys, seen from a root folder, which tests
/// replace by one of their own.
public struct SystemFiles: Hashable, Sendable {
  /// The folder that stands for `/`; empty for the machine's own.
  public var root: String
  /// No file below /proc or /sys that is read here is larger, in bytes.
  private static let limit = 1 << 20

  /// The files below `root`.
  public init(root: String = "") { self.root = root }

  /// The text of the file at an absolute path, without white space at its ends.
  public func text(_ path: String) -> Fact {
    let descriptor = open(root + path, O_RDONLY | O_NONBLOCK | O_CLOEXEC)
    guard descriptor >= 0 else { return failure(path) }
    defer { close(descriptor) }
    var bytes: [UInt8] = []
    var part = [UInt8](repeating: 0, count: 1 << 14)
    while bytes.count < Self.limit {
      let count = read(descriptor, &part, part.count)
      if count < 0 && errno == EINTR { continue }
      guard count >= 0 else { return failure(path) }
      if count == 0 { break }
      bytes += part.prefix(count)
    }
    return .known(Self.trimmed(String(decoding: bytes, as: UTF8.self)))
  }

  /// The parts of a file that a zero byte ends each, such as /proc/PID/cmdline.
  public func zeroTerminated(_ path: String) -> [String]? {
    text(path).value.map { text in
      var parts = text.split(separator: "\0", omittingEmptySubsequences: false).map(String.init)
      if parts.last == "" { parts.removeLast() }
      return parts
    }
  }

  /// The names in a folder, sorted, numbers by their value; nil, with the reason in the other
  /// place, where it cannot be read.
  public func names(_ path: String) -> (names: [String]?, reason: String) {
    guard let folder = opendir(root + path) else { return (nil, reason(path)) }
    defer { closedir(folder) }
    var names: [String] = []
    while let entry = readdir(folder) {
      let name = withUnsafePointer(to: &entry.pointee.d_name) { pointer in
        pointer.withMemoryRebound(to: CChar.self, capacity: 256) { String(cString: $0) }
      }
      if name != "." && name != ".." { names.append(name) }
    }
    return (names.sorted(by: Self.precedes), "")
  }

  /// Where a symbolic link points to; only its last part, such as a driver's name.
  public func linkName(_ path: String) -> Fact {
    var target = [CChar](repeating: 0, count: 4096)
    let count = readlink(root + path, &target, target.count)
    guard count >= 0 else { return failure(path) }
    let bytes = target.prefix(count).map { UInt8(bitPattern: $0) }
    let text = String(decoding: bytes, as: UTF8.self)
    return .known(text.split(separator: "/").last.map(String.init) ?? text)
  }

  /// Whether something is at a path.
  public func exists(_ path: String) -> Bool { access(root + path, F_OK) == 0 }

  private func failure(_ path: String) -> Fact { .unknown(reason(path)) }

  private func reason(_ path: String) -> String {
    "\(path): \(String(cString: strerror(errno)))"
  }

  private static func trimmed(_ text: String) -> String {
    let isSpace: (Character) -> Bool = { $0.isWhitespace }
    var rest = text.drop(while: isSpace)
    while let last = rest.last, isSpace(last) { rest.removeLast() }
    return String(rest)
  }

  /// `cpu2` before `cpu10`.
  private static func precedes(_ left: String, _ right: String) -> Bool {
    let (leftDigits, rightDigits) = (digits(left), digits(right))
    if left.dropLast(leftDigits.count) == right.dropLast(rightDigits.count),
      let one = Int(leftDigits), let other = Int(rightDigits), one != other
    {
      return one < other
    }
    return left < right
  }

  private static func digits(_ name: String) -> String {
    String(name.reversed().prefix { $0.isNumber && $0.isASCII }.reversed())
  }
}
