#if canImport(Glibc)
  import Glibc
#endif

/// What it costs to copy a byte with libc's memcpy, by where source and target are.
enum CopyProbe {
  static func run(_ context: ProbeContext) -> ProbeOutcome {
    var outcome = ProbeOutcome(.copy)
    // Twice 8 KiB fit in every first-level cache, twice 96 KiB in every second-level one.
    let cases = [
      ("copy_first_level", 8 << 10, "within the first-level cache"),
      ("copy_second_level", 96 << 10, "within the second-level cache"),
    ]
    let sampler = context.sampler.share(of: 3)
    for (name, bytes, place) in cases {
      outcome.add(name) { () throws(MachineError) in
        try figure(name, place, bytes: bytes, sampler)
      }
    }
    outcome.add("copy_memory") { () throws(MachineError) in
      let cache = try LastLevelCache.of(cpus: Array(context.cpus.prefix(1)))
      return try figure("copy_memory", "in memory", bytes: 2 * cache.totalBytes, sampler)
    }
    return outcome
  }

  private static func figure(
    _ name: String, _ place: String, bytes: Int, _ sampler: Sampler
  ) throws(MachineError) -> ProbeFigure {
    let source = try MappedMemory(count: bytes)
    let target = try MappedMemory(count: bytes)
    memset(source.base, 1, bytes)
    return try sampler.batches(name, "copying \(bytes) bytes \(place)", per: bytes) { count in
      for _ in 0..<count { memcpy(target.base, source.base, bytes) }
    }
  }
}
