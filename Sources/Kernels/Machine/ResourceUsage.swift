#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#else
  import Darwin
#endif

/// What this process has used of the machine.
public struct ResourceUsage: Hashable, Sendable {
  /// Page faults that were served without reading from a disk.
  public var minorFaults: Int
  /// Page faults that had to wait for a disk.
  public var majorFaults: Int
  /// The most memory that was resident at one time, in bytes.
  public var peakBytes: Int
  /// Bytes that are in huge pages, transparent or reserved; nil where the system does not say.
  public var hugePageBytes: Int?

  /// What it has used up to now.
  public static var current: ResourceUsage {
    var usage = rusage()
    #if canImport(Glibc)
      let result = getrusage(RUSAGE_SELF.rawValue, &usage)
    #else
      let result = getrusage(RUSAGE_SELF, &usage)
    #endif
    precondition(result == 0, "getrusage knows every process itself")
    // Linux counts in KiB.
    return ResourceUsage(
      minorFaults: Int(usage.ru_minflt), majorFaults: Int(usage.ru_majflt),
      peakBytes: Int(usage.ru_maxrss) * 1024, hugePageBytes: hugePages())
  }

  /// The faults since an earlier state; peaks and sizes are those of now.
  func since(_ start: ResourceUsage) -> ResourceUsage {
    var difference = self
    difference.minorFaults -= start.minorFaults
    difference.majorFaults -= start.majorFaults
    return difference
  }

  /// From `/proc/self/smaps_rollup`, which Linux has since 4.14.
  private static func hugePages() -> Int? {
    guard let text = try? SystemFile.read("/proc/self/smaps_rollup") else { return nil }
    return ["AnonHugePages", "Shared_Hugetlb", "Private_Hugetlb"].reduce(0) { sum, name in
      sum + (SystemFile.number(of: name, in: text) ?? 0) * 1024
    }
  }
}
