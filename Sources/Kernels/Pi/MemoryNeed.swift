#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#else
  import Darwin
#endif

/// The memory that a computation of pi takes, and whether there is that much.
struct MemoryNeed {
  /// Decimals behind the point.
  let digits: Int
  /// How they are found.
  let algorithm: PiAlgorithm
  /// Threads to use.
  let threads: Int

  /// The pages to use.
  var hugePages = PiComputation.HugePages.off

  /// About the most bytes in use at one time.
  ///
  /// Measured from 2^20 to 2^24 digits with 1, 2 and 4 threads, and rounded up: 32 bytes a digit
  /// for Gauss–Legendre and 39 for Chudnovsky, and for more threads, which hold parts of the sum
  /// and workspaces of their own, up to 39 and 67; those of Gauss–Legendre only at 2^22, since
  /// memory is kept for the next product. Reserved huge pages round every number up to 2 MiB.
  var byteCount: Int {
    let (alone, perThread): (Double, Double) =
      switch algorithm {
      case .gaussLegendre: (32, 3)
      case .chudnovsky: (42, 11)
      }
    let bytesPerDigit = alone + perThread * Double(min(threads, 8) - 1)
    let base = (hugePages == .explicit ? 128 : 32) << 20
    return base + Int(Double(digits) * bytesPerDigit)
  }

  /// Refuses a computation that would drive the machine out of memory.
  ///
  /// - Throws: `PiError.outOfMemory`.
  func check(available: Int? = nil) throws(PiError) {
    guard let available = available ?? self.available, available < byteCount else { return }
    let kind = hugePages == .explicit ? " in reserved huge pages" : ""
    let remedy =
      hugePages == .explicit
      ? "reserve more in /proc/sys/vm/nr_hugepages" : "free memory first"
    throw .outOfMemory(
      "\(digits) digits need about \(byteCount >> 20) MiB, and \(available >> 20) MiB are "
        + "available\(kind): ask for fewer digits, or \(remedy)")
  }

  /// Bytes that this process can still get; nil where the system does not say.
  private var available: Int? {
    if hugePages == .explicit {
      guard let text = try? SystemFile.read("/proc/meminfo"),
        let free = SystemFile.number(of: "HugePages_Free", in: text),
        let kibibytes = SystemFile.number(of: "Hugepagesize", in: text)
      else { return nil }
      return free * kibibytes * 1024
    }
    var limits: [Int] = []
    if let text = try? SystemFile.read("/proc/meminfo"),
      let available = SystemFile.number(of: "MemAvailable", in: text)
    {
      limits.append(available * 1024)
    }
    var limit = rlimit()
    #if canImport(Glibc)
      let result = getrlimit(__rlimit_resource_t(RLIMIT_AS.rawValue), &limit)
    #else
      let result = getrlimit(RLIMIT_AS, &limit)
    #endif
    if result == 0, limit.rlim_cur < Int.max {
      // The limit is on addresses, of which the program and its libraries have some already, and
      // blocks of memory have up to a quarter more than they use.
      let sizes = try? SystemFile.read("/proc/self/statm")
      let pages = sizes?.split(separator: " ").first.flatMap { Int($0) } ?? 0
      let used = pages * Int(sysconf(Int32(_SC_PAGESIZE)))
      limits.append(max(Int(limit.rlim_cur) - used, 0) / 4 * 3)
    }
    return limits.min()
  }
}
