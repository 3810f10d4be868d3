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
  /// Its interfaces.
  public var nics: [NIC]
  /// Its routing table beyond the connected subnets.
  public var routes: [StaticRoute]

  /// All its properties.
  public init(
    id: ID, vcpus: Int, memory: ByteCount, pageSize: ByteCount, pinning: [Int] = [],
    guestType: GuestType? = nil, nics: [NIC] = [], routes: [StaticRoute] = []
  ) {
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
