#if canImport(Glibc)
  import Glibc
#endif

/// Reads the text files in which Linux describes the machine, without Foundation.
public enum SystemFile {
  /// The text of the file at `path`, without spaces and line ends around it. O(length).
  ///
  /// - Throws: `MachineError` if it cannot be read.
  public static func read(_ path: String) throws(MachineError) -> String {
    let descriptor = open(path, O_RDONLY | O_CLOEXEC)
    guard descriptor >= 0 else {
      throw MachineError("\(path) cannot be opened: \(MachineError.reason)")
    }
    defer { close(descriptor) }
    var text: [UInt8] = []
    var chunk = [UInt8](repeating: 0, count: 1 << 14)
    while true {
      let count = chunk.withUnsafeMutableBytes {
        Glibc.read(descriptor, $0.baseAddress, $0.count)
      }
      if count < 0 && errno == EINTR { continue }
      guard count >= 0 else {
        throw MachineError("\(path) cannot be read: \(MachineError.reason)")
      }
      if count == 0 { break }
      text += chunk[..<count]
    }
    let isSpace: (UInt8) -> Bool = { $0 == 0x20 || $0 == 0x0A || $0 == 0 }
    let end = text.lastIndex { !isSpace($0) }.map { $0 + 1 } ?? 0
    return String(decoding: text[..<end].drop(while: isSpace), as: UTF8.self)
  }

  /// The numbers of a list such as `0-3,8`; nil for anything else.
  public static func numbers(ofList text: String) -> [Int]? {
    var numbers: [Int] = []
    for piece in text.split(separator: ",") {
      let ends = piece.split(separator: "-", omittingEmptySubsequences: false).map { Int($0) }
      guard let first = ends[0], let last = ends[ends.count - 1], ends.count <= 2, first <= last
      else { return nil }
      numbers += first...last
    }
    return numbers
  }

  /// The bytes of a size such as `32768K`; nil for anything else.
  static func bytes(ofSize text: String) -> Int? {
    let units: [Character: Int] = ["K": 1 << 10, "M": 1 << 20, "G": 1 << 30]
    guard let last = text.last, let unit = units[last], let number = Int(text.dropLast()) else {
      return Int(text)
    }
    return number * unit
  }

  /// The number after `key` and a colon in a table such as `/proc/meminfo`, in its own unit.
  static func number(of key: String, in table: String) -> Int? {
    for line in table.split(separator: "\n") where line.hasPrefix(key + ":") {
      return line.dropFirst(key.count + 1).split(separator: " ").first.flatMap { Int($0) }
    }
    return nil
  }
}
