/// What runs on a rack's emulated machine.
public enum RackKind: String, Hashable, Sendable, CaseIterable {
  /// Xen, with Linux as its dom0.
  case xen
  /// Linux with KVM.
  case kvm
  /// Linux alone.
  case native

  /// The URI by which libvirt is reached on the rack itself; nil where there is none.
  public var connection: String? {
    switch self {
    case .xen: "xen:///system"
    case .kvm: "qemu:///system"
    case .native: nil
    }
  }

  /// MiB of memory that it has where nothing is said.
  public var defaultMemory: Int { 3072 }

  /// MiB of memory that it may have. Xen's dom0 alone takes `domainMemory`.
  public var memories: ClosedRange<Int> { (self == .xen ? 2048 : 1024)...65_536 }

  /// MiB of dom0, which holds the changes to the root as well.
  static let domainMemory = 1280
}
