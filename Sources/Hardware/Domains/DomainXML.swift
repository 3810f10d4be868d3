import Model

/// What a domain of a run is made of, and libvirt's description of it.
///
/// The description has nothing that was not asked for: no graphics, no USB, no memory balloon. The
/// domain ends, whatever its guest does: power off, reboot and crash destroy it.
public struct DomainXML: Hashable, Sendable {
  /// The ways of running a guest.
  public enum Platform: String, Hashable, Sendable, Codable, CaseIterable {
    /// KVM with QEMU.
    case kvm
    /// QEMU alone, which emulates the processor (TCG).
    case qemu
    /// A paravirtual guest of Xen.
    case xenPV = "xen-pv"
    /// A guest of Xen with hardware virtualization and no emulated device.
    case xenPVH = "xen-pvh"
    /// A guest of Xen with hardware virtualization and emulated devices.
    case xenHVM = "xen-hvm"

    /// Whether Xen runs it.
    public var isXen: Bool { self != .kvm && self != .qemu }

    /// The name of the guest's console device: `ttyS0` or, where it is paravirtual, `hvc0`.
    public var console: String { self == .xenPV || self == .xenPVH ? "hvc0" : "ttyS0" }
  }

  /// How it is run.
  public var platform: Platform
  /// What it does in the run; with the run it gives name and UUID.
  public var role: String
  /// The number of its processors, at least 1.
  public var vCPUs: Int
  /// Its memory, in whole KiB.
  public var memory: ByteCount
  /// The CPUs that each vCPU may run on, in order of the vCPUs; a vCPU without an entry is not
  /// pinned.
  public var pinning: [[Int]] = []
  /// The CPUs for all of QEMU's other threads; nowhere bound if empty. Xen has none.
  public var emulatorCPUs: [Int] = []
  /// The size of the huge pages that its memory consists of; nil for ordinary pages.
  public var hugePages: ByteCount?
  /// Its network interfaces, in the order in which the guest finds them.
  public var nics: [DomainNIC] = []
  /// The path of its kernel; nil for firmware that finds nothing to boot.
  public var kernel: String?
  /// The path of its initial RAM disk.
  public var initrd: String?
  /// What the kernel's command line says beside `console=`.
  public var commandLine = ""
  /// How a guest of Xen reads the time-stamp counter; of no meaning to the others.
  public var tsc = Testbed.TSCMode.native
  /// QEMU's machine type; nil for `pc`.
  public var machine: String?

  /// A domain of these and no devices but a console.
  public init(platform: Platform, role: String, vCPUs: Int = 1, memory: ByteCount) {
    self.platform = platform
    self.role = role
    self.vCPUs = vCPUs
    self.memory = memory
  }

  /// The description, in which the run is a placeholder.
  public func xml() -> String {
    var writer = XMLWriter()
    let type = platform.isXen ? "xen" : platform.rawValue
    writer.element("domain", ["type": type]) { writer in
      writer.leaf("name", text: Names.domain(role))
      writer.leaf("uuid", text: Names.uuid(role: role))
      writer.element("metadata") { $0.raw(Ownership.metadata(role: Names.label(role))) }
      writer.leaf("memory", ["unit": "KiB"], text: "\(memory.bytes / 1024)")
      writer.leaf("currentMemory", ["unit": "KiB"], text: "\(memory.bytes / 1024)")
      addMemoryBacking(to: &writer)
      writer.leaf("vcpu", ["placement": "static"], text: "\(vCPUs)")
      addTuning(to: &writer)
      addBoot(to: &writer)
      addFeatures(to: &writer)
      addProcessor(to: &writer)
      addClock(to: &writer)
      for event in ["on_poweroff", "on_reboot", "on_crash"] { writer.leaf(event, text: "destroy") }
      writer.element("devices") { addDevices(to: &$0) }
    }
    return writer.text
  }
}
