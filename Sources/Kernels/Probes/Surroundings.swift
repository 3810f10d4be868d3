internal import CProcessor

#if canImport(Glibc)
  import Glibc
#endif

/// Where a probe ran: what its numbers must be read against.
public struct Surroundings: Hashable, Sendable, Encodable {
  /// The processor's model, as it calls itself.
  public let processor: Fact<String>
  /// The hypervisor that this machine is a guest of: `none`, `KVM`, `Xen`, or the signature of
  /// another.
  public let hypervisor: Fact<String>
  /// How a Xen guest is virtualized: `PV`, `HVM` or `PVH`.
  public let xenGuestType: Fact<String>
  /// The kernel's release.
  public let kernel: String
  /// The kernel's current clock source.
  public let clockSource: Fact<String>
  /// Whether the time-stamp counter runs at one rate in all states of the processor.
  public let hasInvariantCounter: Fact<Bool>
  /// The system's setting of transparent huge pages, as `always [madvise] never`.
  public let transparentHugePages: Fact<String>
  /// The day of the run in UTC, as of ISO 8601.
  public let date: String

  /// Those of this machine, now.
  public static func current() -> Surroundings {
    let hypervisor = Fact(Self.hypervisor)
    return Surroundings(
      processor: Fact(Self.processor), hypervisor: hypervisor,
      xenGuestType: Fact { () throws(MachineError) in
        guard hypervisor.value == "Xen" else { throw MachineError("this is no guest of Xen") }
        return try SystemFile.read("/sys/hypervisor/guest_type")
      }, kernel: kernelRelease,
      clockSource: Fact { () throws(MachineError) in
        try SystemFile.read("/sys/devices/system/clocksource/clocksource0/current_clocksource")
      },
      hasInvariantCounter: Fact(invariance),
      transparentHugePages: Fact { () throws(MachineError) in
        try SystemFile.read("/sys/kernel/mm/transparent_hugepage/enabled")
      }, date: today)
  }

  /// Whether this machine is a guest; nil where that is unknown.
  public var isGuest: Bool? { hypervisor.value.map { $0 != "none" } }

  /// What the processor and, for paravirtual guests of Xen, the kernel say.
  private static func hypervisor() throws(MachineError) -> String {
    // A paravirtual guest may see the machine's own CPUID.
    if let type = try? SystemFile.read("/sys/hypervisor/type"), type == "xen" { return "Xen" }
    #if arch(x86_64)
      let isPresent = hypertwin_cpuid_read(1, 0).ecx >> 31 & 1 == 1
      guard isPresent else { return "none" }
      // Hypervisors' leaves are beyond those that the usual check of the range allows.
      let leaf = hypertwin_cpuid_any(0x4000_0000)
      let signature = ProcessorModel.text([leaf.ebx, leaf.ecx, leaf.edx])
      let names = [
        "KVMKVMKVM": "KVM", "XenVMMXenVMM": "Xen", "Microsoft Hv": "Hyper-V",
        "VMwareVMware": "VMware", "TCGTCGTCGTCG": "QEMU TCG", "bhyve bhyve": "bhyve",
      ]
      return names[signature] ?? (signature.isEmpty ? "unnamed" : signature)
    #else
      throw MachineError("only x86-64 and Xen say whether there is a hypervisor")
    #endif
  }

  private static func processor() throws(MachineError) -> String {
    let leaves: [UInt32] = [0x8000_0002, 0x8000_0003, 0x8000_0004]
    let words = leaves.flatMap { leaf in
      let registers = hypertwin_cpuid_read(leaf, 0)
      return [registers.eax, registers.ebx, registers.ecx, registers.edx]
    }
    let name = ProcessorModel.text(words)
    if !name.isEmpty { return name }
    let table = try SystemFile.read("/proc/cpuinfo")
    for key in ["model name", "Model", "CPU part"] {
      for line in table.split(separator: "\n") where line.hasPrefix(key) {
        if let value = line.split(separator: ":", maxSplits: 1).last {
          return String(value.drop { $0 == " " })
        }
      }
    }
    throw MachineError("neither CPUID nor /proc/cpuinfo names the processor")
  }

  private static func invariance() throws(MachineError) -> Bool {
    #if arch(x86_64)
      return hypertwin_cpuid_read(0x8000_0007, 0).edx >> 8 & 1 == 1
    #else
      throw MachineError("there is no time-stamp counter on this architecture")
    #endif
  }

  private static var kernelRelease: String {
    var names = utsname()
    uname(&names)
    return withUnsafeBytes(of: &names.release) {
      String(decoding: $0.prefix { $0 != 0 }, as: UTF8.self)
    }
  }

  private static var today: String {
    var now = time(nil)
    var parts = tm()
    gmtime_r(&now, &parts)
    func padded(_ number: Int32) -> String { number < 10 ? "0\(number)" : "\(number)" }
    return "\(parts.tm_year + 1900)-\(padded(parts.tm_mon + 1))-\(padded(parts.tm_mday))"
  }
}
