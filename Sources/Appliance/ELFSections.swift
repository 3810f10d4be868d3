/// The sections of a 64-bit little-endian ELF file (System V ABI, chapter 4), which may be hostile:
/// every offset is checked before it is followed.
struct ELFSections {
  private let bytes: [UInt8]
  private let path: String
  private let headers: (offset: Int, size: Int, count: Int)
  private let nameSection: Int

  /// Reads the file's header.
  ///
  /// - Parameter path: What errors call it.
  init(_ bytes: [UInt8], path: String) throws(ApplianceError) {
    guard bytes.starts(with: [0x7F, 0x45, 0x4C, 0x46, 2, 1]), bytes.count >= 64 else {
      throw .malformed(path, "it is no 64-bit little-endian ELF file")
    }
    self.bytes = bytes
    self.path = path
    guard let offset = Self.number(bytes, at: 0x28, size: 8),
      let size = Self.number(bytes, at: 0x3A, size: 2), size >= 64,
      let count = Self.number(bytes, at: 0x3C, size: 2),
      let names = Self.number(bytes, at: 0x3E, size: 2), names < count,
      let end = Self.sum(offset, size * count), end <= bytes.count
    else { throw .malformed(path, "its table of sections lies outside of the file") }
    headers = (offset, size, count)
    nameSection = names
  }

  /// The bytes of the section of that name; nil if there is none.
  func section(named name: String) throws(ApplianceError) -> ArraySlice<UInt8>? {
    let names = try content(nameSection)
    for index in 0..<headers.count {
      let header = headers.offset + index * headers.size
      guard let offset = Self.number(bytes, at: header, size: 4), offset < names.count else {
        throw .malformed(path, "section \(index) has no name")
      }
      let rest = names[(names.startIndex + offset)...]
      if rest.starts(with: Array(name.utf8) + [0]) { return try content(index) }
    }
    return nil
  }

  private func content(_ index: Int) throws(ApplianceError) -> ArraySlice<UInt8> {
    let header = headers.offset + index * headers.size
    guard let offset = Self.number(bytes, at: header + 0x18, size: 8),
      let size = Self.number(bytes, at: header + 0x20, size: 8),
      let end = Self.sum(offset, size), end <= bytes.count
    else { throw .malformed(path, "section \(index) lies outside of the file") }
    return bytes[offset..<end]
  }

  /// A number of up to eight bytes; nil if it lies outside or does not fit an `Int`.
  static func number(_ bytes: [UInt8], at offset: Int, size: Int) -> Int? {
    guard offset >= 0, let end = sum(offset, size), end <= bytes.count else { return nil }
    var value: UInt64 = 0
    for index in (offset..<end).reversed() { value = value << 8 | UInt64(bytes[index]) }
    return Int(exactly: value)
  }

  private static func sum(_ a: Int, _ b: Int) -> Int? {
    let (sum, overflow) = a.addingReportingOverflow(b)
    return overflow ? nil : sum
  }
}
