import Model

/// What the plan and the machine together prescribe.
extension StreamRun {
  /// The CPUs of the threads, one of each core before their siblings.
  func chosenCPUs() throws(MachineError) -> [Int] {
    let passes = StreamPlan.fewestRepetitions...StreamPlan.mostRepetitions
    guard passes.contains(plan.repetitions) else {
      throw MachineError(
        "\(plan.repetitions) repetitions are not between \(passes.lowerBound), because the first "
          + "is not counted, and \(passes.upperBound), where the values no longer fit in a double")
    }
    if let wanted = plan.instructions, wanted > .current {
      throw MachineError(
        "this processor has no \(wanted.rawValue), only \(InstructionSet.current.rawValue)")
    }
    let cpus = try CPUSet.inOrderOfCores()
    let threads = plan.threads ?? cpus.count
    guard (1...cpus.count).contains(threads) else {
      throw MachineError(
        "\(threads) threads cannot each have a CPU of its own; this process may use "
          + "\(cpus.count): ask for 1 to \(cpus.count) threads")
    }
    return Array(cpus[..<threads])
  }

  /// The elements of each array: a multiple of a cache line for each thread.
  func elements(_ cache: LastLevelCache?, threads: Int) throws(MachineError) -> Int {
    let bytes: Int
    if let wanted = plan.arrayBytes {
      bytes = wanted
    } else if let cache {
      bytes = StreamPlan.cacheMultiple * cache.totalBytes
    } else {
      throw MachineError(
        "the size of the last-level cache is unknown, and so is the size of the arrays; say how "
          + "large each shall be, at least \(StreamPlan.cacheMultiple) times the cache")
    }
    let elements = bytes / MemoryLayout<Double>.stride / StreamArrays.perLine * StreamArrays.perLine
    // The least with which every thread has something to do, whatever the rules.
    let fewest = threads * StreamArrays.perLine
    guard elements >= fewest else {
      throw MachineError(
        "arrays of \(bytes) bytes give \(threads) threads no cache line each; use at least "
          + "\(fewest * MemoryLayout<Double>.stride) bytes")
    }
    if let violation = sizeViolation(bytes, cache), !plan.allowsSmallArrays {
      throw MachineError(
        "\(violation); use larger arrays, or allow small ones, whose result is not STREAM's")
    }
    return elements
  }

  /// How far into their memory, which begins at a multiple of 2 MiB, arrays of so many bytes begin.
  func starts(_ bytes: Int) throws(MachineError) -> [Int] {
    let line = StreamArrays.perLine * MemoryLayout<Double>.stride
    guard (0...StreamLayout.largestOffset).contains(plan.offset), plan.offset % line == 0 else {
      throw MachineError(
        "an offset of \(plan.offset) bytes is not a multiple of \(line) from 0 to "
          + "\(StreamLayout.largestOffset)")
    }
    let page = MappedMemory.hugePage
    let stride = (bytes + page - 1) / page * page + plan.offset
    return [0, stride, 2 * stride]
  }

  /// Why arrays of that size break STREAM's rules; nil if they do not.
  func sizeViolation(_ bytes: Int, _ cache: LastLevelCache?) -> String? {
    guard let cache else {
      return "the size of the last-level cache is unknown, so nobody knows whether arrays of "
        + "\(ByteCount(bytes: Int64(bytes))) are \(StreamPlan.cacheMultiple) times as large"
    }
    // The sizes are rounded down to whole cache lines.
    let line = StreamArrays.perLine * MemoryLayout<Double>.stride
    guard bytes / line < StreamPlan.cacheMultiple * cache.totalBytes / line else { return nil }
    return "arrays of \(ByteCount(bytes: Int64(bytes))) are less than "
      + "\(StreamPlan.cacheMultiple) times the last-level cache of "
      + "\(ByteCount(bytes: Int64(cache.totalBytes)))"
  }

  /// Refuses arrays for which the machine has no memory, before the kernel ends this process.
  func checkMemory(_ bytes: Int) throws(MachineError) {
    // The arrays, and what lies between them.
    let (needed, overflows) = bytes.multipliedReportingOverflow(by: 3)
    guard !overflows, needed < Int.max - 8 * MappedMemory.hugePage else {
      throw MachineError("three arrays of \(bytes) bytes cannot be addressed; use smaller arrays")
    }
    // Where Linux does not say what is available, the mapping itself must fail.
    guard let table = try? SystemFile.read("/proc/meminfo"),
      let kilobytes = SystemFile.number(of: "MemAvailable", in: table)
    else { return }
    guard needed <= kilobytes << 10 else {
      throw MachineError(
        "three arrays of \(ByteCount(bytes: Int64(bytes))) do not fit in the "
          + "\(ByteCount(bytes: Int64(kilobytes) << 10)) of available memory; use smaller arrays")
    }
  }
}
