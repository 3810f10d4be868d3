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
  private let mapping: UnsafeMutableRawPointer
  private let mapped: Int

  /// Maps at least `count` bytes.
  ///
  /// - Throws: `MachineError` if there is not so much memory, or the pages cannot be chosen.
  public init(count: Int, pages: Pages = .system) throws(MachineError) {
    (mapping, mapped) = try Self.map(count, pages)
    let address = UInt(bitPattern: mapping)
    let page = UInt(Self.hugePage)
    base = mapping + Int((page - address % page) % page)
    self.count = count
  }

  private static func map(
    _ count: Int, _ pages: Pages
  ) throws(MachineError) -> (UnsafeMutableRawPointer, Int) {
    precondition(count > 0, "a mapping has bytes")
    let (size, overflows) = count.addingReportingOverflow(2 * hugePage)
    guard !overflows else {
      throw MachineError("\(count) bytes cannot be addressed; ask for less memory")
    }
    // Whole huge pages, and room to begin at a multiple of one.
    let mapped = size & ~(hugePage - 1)
    guard
      let start = mmap(
        nil, mapped, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0),
      start != UnsafeMutableRawPointer(bitPattern: -1)
    else { throw .system("\(count) bytes of memory cannot be had", remedy: "ask for less") }
    guard pages != .system else { return (start, mapped) }
    let advice = pages == .huge ? MADV_HUGEPAGE : MADV_NOHUGEPAGE
    // A kernel without transparent huge pages knows neither advice, and gives small pages.
    guard madvise(start, mapped, advice) == 0 || (errno == EINVAL && pages == .small) else {
      let error = MachineError.system(
        "transparent huge pages cannot be had", remedy: "do not ask for huge pages")
      munmap(start, mapped)
      throw error
    }
    return (start, mapped)
  }

  deinit { munmap(mapping, mapped) }

  /// Gives all pages back to the system; the memory is as if it had never been touched.
  ///
  /// - Throws: `MachineError` if the kernel refuses.
  public func discard() throws(MachineError) {
    guard madvise(mapping, mapped, MADV_DONTNEED) == 0 else {
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
