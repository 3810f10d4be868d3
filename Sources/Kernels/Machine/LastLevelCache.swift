internal import CProcessor

/// The largest caches of some CPUs.
public struct LastLevelCache: Hashable, Sendable, Codable {
  /// The bytes of all of them together.
  public let totalBytes: Int
  /// How many there are.
  public let instances: Int
  /// Their level, from 1.
  public let level: Int
  /// Who said so: `sysfs` or `CPUID`.
  public let source: String

  /// Nanoseconds that a cache line takes at most between CPUs that share a last-level cache: 25 to
  /// 60 were measured on an EPYC, and 180 to 220 between others.
  public static let mostLineNanoseconds = 100.0

  /// The last-level caches of those CPUs.
  ///
  /// - Throws: `MachineError` if neither sysfs nor CPUID describes them.
  public static func of(cpus: [Int]) throws(MachineError) -> LastLevelCache {
    if let cache = inSysfs(cpus: cpus) ?? inCPUID(count: cpus.count) { return cache }
    throw MachineError(
      "the size of the last-level cache is unknown: neither /sys/devices/system/cpu/*/cache nor "
        + "CPUID describes it; say how large each array shall be, at least 4 times the cache")
  }

  /// What Linux says; nil where it says nothing of one of the CPUs.
  static func inSysfs(
    cpus: [Int], root: String = "/sys/devices/system/cpu"
  ) -> LastLevelCache? {
    var level = 0
    var sizes: [String: Int] = [:]
    for cpu in cpus {
      guard let cache = largest(in: "\(root)/cpu\(cpu)/cache") else { return nil }
      if cache.level > level {
        level = cache.level
        sizes = [:]
      }
      if cache.level == level { sizes[cache.sharedBy] = cache.bytes }
    }
    guard !sizes.isEmpty else { return nil }
    return LastLevelCache(
      totalBytes: sizes.values.reduce(0, +), instances: sizes.count, level: level,
      source: "sysfs")
  }

  private static func largest(in folder: String) -> (level: Int, bytes: Int, sharedBy: String)? {
    var best: (level: Int, bytes: Int, sharedBy: String)?
    // Linux numbers the caches of a CPU without gaps.
    for index in 0... {
      let path = "\(folder)/index\(index)"
      guard let text = try? SystemFile.read("\(path)/level"), let level = Int(text) else { break }
      guard let size = try? SystemFile.read("\(path)/size"),
        let bytes = SystemFile.bytes(ofSize: size),
        let type = try? SystemFile.read("\(path)/type"), type != "Instruction"
      else { continue }
      let sharedBy = (try? SystemFile.read("\(path)/shared_cpu_list")) ?? folder
      if level > best?.level ?? 0 { best = (level, bytes, sharedBy) }
    }
    return best
  }

  /// What the processor says: leaf 4 of Intel, leaf 0x8000001D of AMD. It says how many CPUs share
  /// a cache, and `count` CPUs are taken to be neighbours.
  private static func inCPUID(count: Int) -> LastLevelCache? {
    for leaf: UInt32 in [4, 0x8000_001D] {
      var best: LastLevelCache?
      // No processor has more levels; a hypervisor may repeat the last one for ever.
      for subleaf in UInt32(0)..<16 {
        let cache = hypertwin_cpuid_read(leaf, subleaf)
        let type = cache.eax & 0x1F
        // 0 ends the list, and 2 holds instructions only.
        guard type != 0 else { break }
        let level = Int(cache.eax >> 5 & 7)
        guard type != 2, level > best?.level ?? 0 else { continue }
        let ways = Int(cache.ebx >> 22) + 1
        let partitions = Int(cache.ebx >> 12 & 0x3FF) + 1
        let line = Int(cache.ebx & 0xFFF) + 1
        let bytes = ways * partitions * line * (Int(cache.ecx) + 1)
        let sharedBy = Int(cache.eax >> 14 & 0xFFF) + 1
        let instances = (count + sharedBy - 1) / sharedBy
        best = LastLevelCache(
          totalBytes: bytes * instances, instances: instances, level: level, source: "CPUID")
      }
      if let best { return best }
    }
    return nil
  }
}
