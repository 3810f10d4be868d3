#if canImport(Glibc)
  import Glibc
#endif

/// The first touch of anonymous memory: the fault, a zeroed page, and its entry in the page table.
enum FaultProbe {
  /// Small pages in a batch: 4 MiB, so that their own table fits in the second-level cache.
  private static let smallPages = 1024
  /// Huge pages in a batch.
  private static let hugePages = 8

  static func run(_ context: ProbeContext) -> ProbeOutcome {
    var outcome = ProbeOutcome(.pageFault)
    let sampler = context.sampler.share(of: 2)
    let small = Int(sysconf(Int32(_SC_PAGESIZE)))
    outcome.add("page_fault_small") { () throws(MachineError) in
      try figure(
        "page_fault_small", "first touch of a page of \(small) bytes", sampler, page: small,
        count: smallPages, pages: .small)
    }
    outcome.add("page_fault_huge") { () throws(MachineError) in
      try figure(
        "page_fault_huge", "first touch of a transparent huge page of 2 MiB", sampler,
        page: MappedMemory.hugePage, count: hugePages, pages: .huge)
    }
    return outcome
  }

  private static func figure(
    _ name: String, _ summary: String, _ sampler: Sampler, page: Int, count: Int,
    pages: MappedMemory.Pages
  ) throws(MachineError) -> ProbeFigure {
    let memory = try MappedMemory(count: page * count, pages: pages)
    let base = sampler.base
    var isWarm = false
    return try sampler.samples(name, summary, operations: count) { () throws(MachineError) in
      if !isWarm {
        // The first time, the page tables themselves are made.
        touch(memory.base, page: page, count: count)
        isWarm = true
      }
      try memory.discard()
      let faults = try minorFaults()
      let start = base.now()
      touch(memory.base, page: page, count: count)
      let elapsed = base.nanoseconds(base.now() - start)
      let seen = try minorFaults() - faults
      let bytes = pages == .huge ? try memory.hugeBytes() : memory.count
      guard seen >= count, bytes == memory.count else {
        throw MachineError(
          "the kernel gave other pages than asked for: \(seen) faults for \(count) pages, "
            + "\(bytes) of \(memory.count) bytes on them; see "
            + "/sys/kernel/mm/transparent_hugepage")
      }
      return elapsed
    }
  }

  private static func touch(_ start: UnsafeMutableRawPointer, page: Int, count: Int) {
    for index in 0..<count {
      (start + index * page).storeBytes(of: 1, as: UInt8.self)
    }
  }

  /// The minor faults of this process so far.
  private static func minorFaults() throws(MachineError) -> Int {
    var usage = rusage()
    guard getrusage(__rusage_who_t(RUSAGE_SELF.rawValue), &usage) == 0 else {
      throw .system("the number of page faults is unknown", remedy: "allow getrusage")
    }
    return Int(usage.ru_minflt)
  }
}
