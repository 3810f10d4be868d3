#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#else
  import Darwin
#endif

/// Anonymous memory of this process straight from the operating system, zero until it is written;
/// returned when it goes. `MappedMemory` and `PageBuffer` are made of it.
struct PageMapping: ~Copyable {
  /// The system's reason, an `errno`.
  struct Failure: Error {
    let code: Int32
  }

  /// The first byte, at the start of a page.
  let start: UnsafeMutableRawPointer
  /// The size in bytes.
  let byteCount: Int

  /// Maps `byteCount` bytes, a positive multiple of the page's size, with further flags of mmap(2).
  init(byteCount: Int, flags: Int32 = 0) throws(Failure) {
    precondition(byteCount > 0, "a mapping has bytes")
    let start = mmap(
      nil, byteCount, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS | flags, -1, 0)
    guard let start, start != UnsafeMutableRawPointer(bitPattern: -1) else {
      throw Failure(code: errno)
    }
    self.start = start
    self.byteCount = byteCount
  }

  deinit { munmap(start, byteCount) }

  /// Gives the system advice about all of it, as madvise(2) has it; 0, or the `errno`.
  borrowing func advise(_ advice: Int32) -> Int32 {
    madvise(start, byteCount, advice) == 0 ? 0 : errno
  }
}
