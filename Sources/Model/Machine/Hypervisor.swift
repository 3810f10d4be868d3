/// What runs a host's VMs.
public struct Hypervisor: Hashable, Sendable {
  /// The kinds of hypervisor.
  public enum Kind: String, Hashable, Sendable, CaseIterable {
    /// None: the host's own Linux runs every workload, and there are no VMs.
    case native
    /// Linux KVM with QEMU.
    case kvm
    /// Xen with a Linux dom0.
    case xen
  }

  /// How guest-virtual addresses reach machine memory.
  public enum Paging: String, Hashable, Sendable, CaseIterable {
    /// The hypervisor keeps shadow page tables; page-table writes and faults trap.
    case shadow
    /// The CPU walks two levels of tables (EPT, NPT).
    case nested
    /// The guest keeps real page tables and changes them by hypercall (Xen PV).
    case paravirtual
  }

  /// The options of Xen's credit scheduler, with the defaults of Xen 4.2.
  public struct Credit: Hashable, Sendable {
    /// Whether a vCPU that is woken while it has credits left runs before those that compute.
    public var boost: Bool
    /// The time that a vCPU may run while another wants the CPU.
    public var timeslice: SimTime
    /// The time that a vCPU runs at least before it is preempted.
    public var ratelimit: SimTime

    /// All its properties.
    public init(
      boost: Bool = true, timeslice: SimTime = SimTime(seconds: 0.03),
      ratelimit: SimTime = SimTime(seconds: 0.001)
    ) {
      self.boost = boost
      self.timeslice = timeslice
      self.ratelimit = ratelimit
    }
  }

  /// Which hypervisor it is.
  public var kind: Kind
  /// How it virtualizes memory; nil on a native host.
  public var paging: Paging?
  /// vCPUs of dom0; nil unless the kind is Xen.
  public var dom0VCPUs: Int?
  /// Xen's scheduler; nil unless the kind is Xen.
  public var credit: Credit?

  /// All its properties.
  public init(
    kind: Kind, paging: Paging? = nil, dom0VCPUs: Int? = nil, credit: Credit? = nil
  ) {
    self.credit = credit
    self.kind = kind
    self.paging = paging
    self.dom0VCPUs = dom0VCPUs
  }

  /// No hypervisor.
  public static let native = Hypervisor(kind: .native)
}
