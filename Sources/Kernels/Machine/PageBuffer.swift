#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#else
  import Darwin
#endif

/// Memory straight from the operating system: whole zeroed pages, returned when the object goes.
///
/// The start is aligned to a page. Not safe for use from several threads at once beyond what its
/// owner arranges.
final class PageBuffer {
  /// Which pages to ask for.
  enum Pages: String, Sendable {
    /// The system's ordinary pages.
    case ordinary
    /// Ordinary pages that the system may merge into huge ones (`MADV_HUGEPAGE`); never fails.
    case transparentHuge = "transparent-huge"
    /// Pages of 2 MiB that the administrator has reserved (`MAP_HUGETLB`).
    case reservedHuge = "reserved-huge"
  }

  /// The system has no such memory.
  struct OutOfMemory: Error, CustomStringConvertible {
    /// How much was asked for.
    let byteCount: Int
    /// Which pages were asked for.
    let pages: Pages
    /// The system's reason, an `errno`.
    let code: Int32

    var description: String {
      let remedy =
        pages == .reservedHuge
        ? "reserve more pages in /proc/sys/vm/nr_hugepages, or ask for ordinary pages"
        : "ask for fewer digits or a smaller array, or free memory first"
      return "cannot get \(byteCount) bytes of \(pages.rawValue) pages (\(reason)): \(remedy)"
    }

    private var reason: String {
      guard let text = strerror(code) else { return "error \(code)" }
      return String(cString: text)
    }
  }

  private let mapping: PageMapping

  private static let hugePage = 2 << 20

  /// Maps at least `byteCount` bytes, all zero. Fails where the system has no such memory.
  init(byteCount wanted: Int, pages: Pages = .ordinary) throws(OutOfMemory) {
    precondition(wanted >= 0, "a buffer of negative size")
    let small = Int(sysconf(Int32(_SC_PAGESIZE)))
    // Small buffers would waste most of a huge page.
    let unit = pages == .ordinary || wanted < Self.hugePage ? small : Self.hugePage
    let byteCount = max(wanted + unit - 1, unit) / unit * unit
    var flags: Int32 = 0
    #if os(Linux)
      if pages == .reservedHuge { flags = Int32(MAP_HUGETLB) }
    #endif
    do throws(PageMapping.Failure) {
      mapping = try PageMapping(byteCount: byteCount, flags: flags)
    } catch {
      throw OutOfMemory(byteCount: byteCount, pages: pages, code: error.code)
    }
    #if os(Linux)
      // Advice: where the system knows no huge pages the buffer works all the same.
      if pages == .transparentHuge { _ = mapping.advise(Int32(MADV_HUGEPAGE)) }
    #endif
  }

  /// The first byte.
  var start: UnsafeMutableRawPointer { mapping.start }

  /// The size in bytes, a whole number of pages.
  var byteCount: Int { mapping.byteCount }

  /// The memory as numbers of one type.
  func bound<T: BitwiseCopyable>(to type: T.Type) -> UnsafeMutablePointer<T> {
    start.bindMemory(to: type, capacity: byteCount / MemoryLayout<T>.stride)
  }
}
