/// A virtual machine of a host.
public struct VM: Hashable, Sendable {
  /// The name of a VM, unique within its host.
  public typealias ID = Identifier<VM>

  /// How a Xen guest is virtualized.
  public enum GuestType: String, Hashable, Sendable, CaseIterable {
    /// Paravirtual: no hardware virtualization at all.
    case pv
    /// Paravirtual devices and boot in a hardware-virtualized CPU.
    case pvh
    /// Full hardware virtualization.
    case hvm
  }

  /// Its name.
  public var id: ID
  /// Its virtual CPUs, at least 1.
  public var vcpus: Int
  /// Its memory.
  public var memory: ByteCount
  /// The page size that backs its memory: 4 KiB, 2 MiB or 1 GiB.
  public var pageSize: ByteCount
  /// The host core that each vCPU is pinned to; empty where the scheduler places them.
  public var pinning: [Int]
  /// What kind of guest it is under Xen; nil under KVM.
  public var guestType: GuestType?
  /// Its weight under Xen's credit scheduler: of two vCPUs that compete, one of twice the weight
  /// gets twice the time. Xen's default is 256.
  public var weight: Int
  /// The percentage of one core that all its vCPUs together get at most under Xen's credit
  /// scheduler, even where nobody else wants the cores; nil for no limit.
  public var cap: Int?
  /// Its interfaces.
  public var nics: [NIC]
  /// Its routing table beyond the connected subnets.
  public var routes: [StaticRoute]

  /// The weight of a domain that is given none.
  public static let usualWeight = 256

  /// All its properties.
  public init(
    id: ID, vcpus: Int, memory: ByteCount, pageSize: ByteCount, pinning: [Int] = [],
    guestType: GuestType? = nil, nics: [NIC] = [], routes: [StaticRoute] = [],
    weight: Int = VM.usualWeight, cap: Int? = nil
  ) {
    self.weight = weight
    self.cap = cap
    self.id = id
    self.vcpus = vcpus
    self.memory = memory
    self.pageSize = pageSize
    self.pinning = pinning
    self.guestType = guestType
    self.nics = nics
    self.routes = routes
  }
}
