#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#endif

/// Compressed data, told by its first bytes and unpacked by the usual programs.
package enum Decompression {
  /// A format, its first bytes, and the program that unpacks it from standard input to output.
  private static let formats: [(magic: [UInt8], command: [String])] = [
    ([0xFD, 0x37, 0x7A, 0x58, 0x5A, 0x00], ["xz", "-dc"]),
    ([0x28, 0xB5, 0x2F, 0xFD], ["zstd", "-dcq"]),
    ([0x1F, 0x8B], ["gzip", "-dc"]),
    ([0x02, 0x21, 0x4C, 0x18], ["lz4", "-dcq"]),
    ([0x42, 0x5A, 0x68], ["bzip2", "-dc"]),
    ([0x5D, 0x00, 0x00], ["xz", "--format=lzma", "-dc"]),
  ]

  /// Whether data is gzip's, which alone holds its own size.
  static func isGzip(_ bytes: some Sequence<UInt8>) -> Bool { bytes.starts(with: [0x1F, 0x8B]) }

  /// The bytes of a file, unpacked if they are packed.
  package static func contents(of path: String) throws(ApplianceError) -> [UInt8] {
    let bytes = try FileSystem.read(path)
    guard formats.contains(where: { bytes.starts(with: $0.magic) }) else { return bytes }
    return try unpacked(bytes, path: path)
  }

  /// Unpacks data.
  ///
  /// - Parameter path: What errors call it.
  static func unpacked(_ bytes: [UInt8], path: String) throws(ApplianceError) -> [UInt8] {
    guard let format = formats.first(where: { bytes.starts(with: $0.magic) }) else {
      throw .malformed(path, "it is packed in a format that is not known here")
    }
    let folder = try temporaryFolder()
    defer { FileSystem.removeFlatFolder(folder) }
    try FileSystem.write(bytes, to: "\(folder)/packed")
    do {
      try ChildProcess.run(
        format.command, from: "\(folder)/packed", to: "\(folder)/unpacked")
    } catch .failed(_, let reason) {
      throw .failed("unpack \(path)", reason)
    }
    return try FileSystem.read("\(folder)/unpacked")
  }

  private static func temporaryFolder() throws(ApplianceError) -> String {
    let parent = getenv("TMPDIR").map { String(cString: $0) } ?? "/tmp"
    var template = Array("\(parent)/hypertwin-XXXXXX".utf8CString)
    guard mkdtemp(&template) != nil else {
      throw FileSystem.failure("make a folder in \(parent)")
    }
    return String(decoding: template.dropLast().map { UInt8(bitPattern: $0) }, as: UTF8.self)
  }
}
