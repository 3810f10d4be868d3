internal import CMachine

/// Some of the machine's CPUs, as Linux's affinity masks hold them.
public struct CPUSet: Hashable, Sendable {
  /// The most CPUs that a Linux kernel can be built for (`CONFIG_NR_CPUS`).
  private static let capacity = 8192

  private var words = [UInt64](repeating: 0, count: capacity / 64)

  /// The CPUs of those numbers.
  ///
  /// - Precondition: the numbers are from 0 to 8191.
  public init(_ cpus: some Sequence<Int>) {
    for cpu in cpus {
      precondition((0..<Self.capacity).contains(cpu), "Linux has no CPU \(cpu)")
      words[cpu / 64] |= 1 << UInt64(cpu % 64)
    }
  }

  /// Their numbers, rising.
  public var cpus: [Int] {
    (0..<Self.capacity).filter { words[$0 / 64] >> UInt64($0 % 64) & 1 == 1 }
  }

  /// The CPUs that the calling thread may use.
  ///
  /// - Throws: `MachineError` if the kernel does not tell.
  public static func ofCallingThread() throws(MachineError) -> CPUSet {
    var set = CPUSet([])
    let status = set.words.withUnsafeMutableBytes {
      hypertwin_get_affinity($0.baseAddress, $0.count)
    }
    guard status == 0 else {
      throw .system("the CPUs of this thread are unknown", remedy: "allow sched_getaffinity")
    }
    return set
  }

  /// Binds the calling thread to these CPUs, and reads back that it is.
  ///
  /// - Throws: `MachineError` if the kernel refuses, or binds it to others.
  public func bindCallingThread() throws(MachineError) {
    let status = words.withUnsafeBytes { hypertwin_set_affinity($0.baseAddress, $0.count) }
    guard status == 0 else {
      throw .system(
        "a thread cannot be bound to CPU \(list)",
        remedy: "choose CPUs that are online and in this process's cpuset")
    }
    let actual = try CPUSet.ofCallingThread()
    guard actual == self else {
      throw MachineError(
        "a thread was bound to CPU \(list), but runs on \(actual.list); "
          + "choose CPUs that are online and in this process's cpuset")
    }
  }

  private var list: String { cpus.map(String.init).joined(separator: ",") }

  /// The CPUs that this process may use, one of each core before their siblings.
  ///
  /// Where the kernel does not tell the siblings, every CPU counts as a core of its own.
  public static func inOrderOfCores() throws(MachineError) -> [Int] {
    let allowed = try ofCallingThread().cpus
    var firsts: [Int] = []
    var siblings: [Int] = []
    var seen: Set<Int> = []
    for cpu in allowed {
      if seen.contains(cpu) {
        siblings.append(cpu)
      } else {
        firsts.append(cpu)
        seen.formUnion(siblingsOf(cpu))
      }
    }
    return firsts + siblings
  }

  private static func siblingsOf(_ cpu: Int) -> [Int] {
    let path = "/sys/devices/system/cpu/cpu\(cpu)/topology/thread_siblings_list"
    guard let text = try? SystemFile.read(path) else { return [cpu] }
    return SystemFile.numbers(ofList: text) ?? [cpu]
  }
}
