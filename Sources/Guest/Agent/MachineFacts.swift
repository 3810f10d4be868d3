import CInit
import Console
import Kernels
import Model

#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#endif

/// What this machine is.
enum MachineFacts {
  /// All of it.
  ///
  /// - Parameter bootSeconds: When the agent began to listen.
  static func info(bootSeconds: Double) throws -> AgentInfo {
    var info = AgentInfo()
    info.version = Version.current
    info.isInit = hypertwin_is_init() == 1
    info.bootSeconds = bootSeconds
    info.uptimeSeconds = uptime()
    info.kernel = SystemFile.firstLine("/proc/sys/kernel/osrelease") ?? "unknown"
    info.commandLine = SystemFile.firstLine("/proc/cmdline") ?? ""
    info.clockSource =
      SystemFile.firstLine("/sys/devices/system/clocksource/clocksource0/current_clocksource")
      ?? "unknown"
    info.hypervisor = hypervisor()
    info.tscMode = tscMode(info.hypervisor)
    info.instructionSet = InstructionSet.current.rawValue
    info.processors = Int(hypertwin_processors())
    info.memoryBytes = sysconf(Int32(_SC_PHYS_PAGES)) * sysconf(Int32(_SC_PAGESIZE))
    info.interfaces = try RoutingSocket().links().map { link in
      AgentInfo.Interface(
        name: link.name, mac: link.mac, driver: driver(of: link.name), mtu: link.mtu,
        isUp: link.isUp)
    }
    return info
  }

  /// Seconds since the kernel started, sleep included.
  static func uptime() -> Double {
    var time = timespec()
    clock_gettime(CLOCK_BOOTTIME, &time)
    return Double(time.tv_sec) + Double(time.tv_nsec) * 1e-9
  }

  /// What runs this machine. Xen says so itself, for its PV guests do not see CPUID's answer; the
  /// others by their signature.
  static func hypervisor() -> String {
    if SystemFile.firstLine("/sys/hypervisor/type") == "xen" {
      let type = SystemFile.firstLine("/sys/hypervisor/guest_type")?.lowercased() ?? "guest"
      return "xen-\(type)"
    }
    var letters = [CChar](repeating: 0, count: 13)
    hypertwin_hypervisor_signature(&letters)
    let signature = String(
      decoding: letters.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self)
    switch signature {
    case "": return "none"
    case "KVMKVMKVM": return "kvm"
    case "TCGTCGTCGTCG": return "qemu"
    case "XenVMMXenVMM": return "xen-hvm"
    default: return signature
    }
  }

  /// As `AgentInfo.tscMode`, of a machine under that hypervisor.
  private static func tscMode(_ hypervisor: String) -> String? {
    guard hypervisor.hasPrefix("xen-") else { return nil }
    var mode: UInt32 = 0
    var isEmulated: Int32 = 0
    guard hypertwin_xen_tsc(hypervisor == "xen-pv" ? 1 : 0, &mode, &isEmulated) == 0 else {
      return nil
    }
    // xen/include/public/arch-x86/cpuid.h, leaf 4.
    switch mode {
    case 0: return isEmulated == 1 ? "default, emulate" : "default, native"
    case 1: return "emulate"
    case 2: return "native"
    default: return "mode \(mode)"
    }
  }

  private static func driver(of interface: String) -> String? {
    var name = [CChar](repeating: 0, count: 33)
    guard hypertwin_driver(interface, &name) == 0 else { return nil }
    let bytes = name.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }
    return bytes.isEmpty ? nil : String(decoding: bytes, as: UTF8.self)
  }
}
