public import Model

/// A driver of the interfaces that a hypervisor gives a guest.
public enum GuestDriver: String, Hashable, Sendable, CaseIterable {
  /// Virtio on PCI.
  case virtio
  /// QEMU's Intel 82540EM.
  case e1000
  /// QEMU's Realtek RTL8139.
  case rtl8139
  /// Xen's paravirtual NIC.
  case netfront

  /// The driver of a NIC's model; nil for real ones.
  public init?(_ model: NIC.Model) {
    switch model {
    case .virtio, .virtioVhost: self = .virtio
    case .e1000: self = .e1000
    case .rtl8139: self = .rtl8139
    case .netfront: self = .netfront
    case .physical, .passthrough: return nil
    }
  }

  /// The modules that make it work, besides what they need themselves.
  var modules: [String] {
    switch self {
    case .virtio: ["virtio_pci", "virtio_net"]
    case .e1000: ["e1000"]
    case .rtl8139: ["8139cp"]
    case .netfront: ["xen-netfront"]
    }
  }

  /// What the kernel calls the driver that is bound to an interface.
  public var boundName: String {
    switch self {
    case .virtio: "virtio_net"
    case .e1000: "e1000"
    case .rtl8139: "8139cp"
    case .netfront: "vif"
    }
  }
}
