/// A value of the kernel's that is read and written as a file.
enum Knob {
  /// The file of a kernel parameter: `net.ipv4.ip_forward`, or with slashes where a part of the
  /// name has a dot.
  static func path(sysctl name: String) throws(HardwareError) -> String {
    let parts = name.split(
      separator: name.contains("/") ? "/" : ".", omittingEmptySubsequences: false)
    guard !parts.contains(where: { $0.isEmpty || $0 == "." || $0 == ".." }) else {
      throw HardwareError("\"\(name)\" is no kernel parameter; write one as net.ipv4.ip_forward")
    }
    return "/proc/sys/" + parts.joined(separator: "/")
  }

  /// The value of the file at `path`. Of a choice such as `always [madvise] never` it is what is
  /// chosen.
  static func value(at path: String) throws(HardwareError) -> String {
    chosen(try TextFile.read(path))
  }

  /// The same of its text.
  static func chosen(_ text: String) -> String {
    let words = text.split(whereSeparator: \.isWhitespace)
    if words.count > 1,
      let word = words.first(where: { $0.hasPrefix("[") && $0.hasSuffix("]") && $0.count > 2 })
    {
      return String(word.dropFirst().dropLast())
    }
    return words.joined(separator: " ")
  }

  /// Writes and reads back.
  static func set(_ path: String, to value: String) throws(HardwareError) {
    try TextFile.write(value, to: path)
    let actual = try Self.value(at: path)
    guard actual == chosen(value) else {
      throw HardwareError("\(path) was set to \(value) and is \(actual)")
    }
  }
}
