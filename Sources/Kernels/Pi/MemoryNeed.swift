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

  /// About the most bytes in use at one time: measured from 2^16 to 2^24 digits and rounded up.
  var byteCount: Int {
    let perDigit: Double
    switch algorithm {
    case .gaussLegendre: perDigit = 24
    case .chudnovsky: perDigit = 24
    }
    return 32 << 20 + Int(Double(digits) * perDigit)
  }

  /// Refuses a computation that would drive the machine out of memory.
  ///
  /// - Throws: `PiError.outOfMemory`.
  func check(available: Int? = Self.available) throws(PiError) {
    guard let available, available < byteCount else { return }
    throw .outOfMemory(
      "\(digits) digits need about \(byteCount >> 20) MiB, and \(available >> 20) MiB are "
        + "available: ask for fewer digits, or free memory first")
  }

  /// Bytes that this process can still get; nil where the system does not say.
  static var available: Int? {
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
    if result == 0, limit.rlim_cur < Int.max { limits.append(Int(limit.rlim_cur)) }
    return limits.min()
  }
}
