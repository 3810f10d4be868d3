#if canImport(Glibc)
  import Glibc
#endif

/// Fresh anonymous memory of this process, none of which has been touched.
public struct MappedMemory: ~Copyable {
  /// The pages that the kernel is asked to back memory with.
  public enum Pages: String, Hashable, Sendable, CaseIterable, Codable {
    /// As the system is set up.
    case system
    /// The smallest, 4 KiB on x86-64.
    case small
    /// Transparent huge pages, 2 MiB on x86-64. Whether they were obtained is another question:
    /// see `hugeBytes()`.
    case huge
  }

  /// The size of a huge page of x86-64, which every mapping's start is a multiple of.
  public static let hugePage = 2 << 20

  /// The first byte; a multiple of `hugePage`.
  public let base: UnsafeMutableRawPointer
  /// The bytes that may be used.
  public let count: Int
  private let mapping: PageMapping

  /// Maps at least `count` bytes.
  ///
  /// - Throws: `MachineError` if there is not so much memory, or the pages cannot be chosen.
  public init(count: Int, pages: Pages = .system) throws(MachineError) {
    let mapping = try Self.map(count, pages)
    let address = UInt(bitPattern: mapping.start)
    let page = UInt(Self.hugePage)
    base = mapping.start + Int((page - address % page) % page)
    self.count = count
    self.mapping = mapping
  }

  private static func map(_ count: Int, _ pages: Pages) throws(MachineError) -> PageMapping {
    precondition(count > 0, "a mapping has bytes")
    let (size, overflows) = count.addingReportingOverflow(2 * hugePage)
    guard !overflows else {
      throw MachineError("\(count) bytes cannot be addressed; ask for less memory")
    }
    let mapping: PageMapping
    do throws(PageMapping.Failure) {
      // Whole huge pages, and room to begin at a multiple of one.
      mapping = try PageMapping(byteCount: size & ~(hugePage - 1), flags: MAP_NORESERVE)
    } catch {
      errno = error.code
      throw .system("\(count) bytes of memory cannot be had", remedy: "ask for less")
    }
    guard pages != .system else { return mapping }
    let code = mapping.advise(pages == .huge ? MADV_HUGEPAGE : MADV_NOHUGEPAGE)
    // A kernel without transparent huge pages knows neither advice, and gives small pages.
    guard code == 0 || (code == EINVAL && pages == .small) else {
      errno = code
      throw .system("transparent huge pages cannot be had", remedy: "do not ask for huge pages")
    }
    return mapping
  }

  /// Gives all pages back to the system; the memory is as if it had never been touched.
  ///
  /// - Throws: `MachineError` if the kernel refuses.
  public func discard() throws(MachineError) {
    guard mapping.advise(MADV_DONTNEED) == 0 else {
      throw .system("memory cannot be given back", remedy: "allow madvise")
    }
  }

  /// How many of the bytes are on transparent huge pages now, as `/proc/self/smaps` says.
  ///
  /// - Throws: `MachineError` if it cannot be read.
  public func hugeBytes() throws(MachineError) -> Int {
    let table = try SystemFile.read("/proc/self/smaps")
    let first = UInt(bitPattern: base)
    let end = first + UInt(count)
    var isInside = false
    var bytes = 0
    for line in table.split(separator: "\n") {
      if let range = Self.range(ofHeader: line) {
        isInside = range.lowerBound < end && range.upperBound > first
      } else if isInside, line.hasPrefix("AnonHugePages:") {
        bytes += (SystemFile.number(of: "AnonHugePages", in: String(line)) ?? 0) << 10
      }
    }
    return min(bytes, count)
  }

  /// The addresses of a mapping's first line in smaps; nil for other lines.
  private static func range(ofHeader line: Substring) -> Range<UInt>? {
    guard let word = line.split(separator: " ").first else { return nil }
    let ends = word.split(separator: "-")
    guard ends.count == 2, let low = UInt(ends[0], radix: 16), let high = UInt(ends[1], radix: 16),
      low <= high
    else { return nil }
    return low..<high
  }
}
