/// A network interface of a domain.
public struct DomainNIC: Hashable, Sendable {
  /// What the guest sees, and who serves it.
  public enum Model: String, Hashable, Sendable, Codable, CaseIterable {
    /// QEMU's emulation of a Realtek RTL8139.
    case rtl8139
    /// QEMU's emulation of an Intel 82540EM.
    case e1000
    /// Virtio, served by QEMU.
    case virtio
    /// Virtio, served by the host kernel's vhost threads.
    case virtioVhost = "virtio+vhost"
    /// Xen's paravirtual interface.
    case netfront
  }

  /// How the host's end is connected.
  public enum Attachment: Hashable, Sendable {
    /// A tap that is made for the domain, and that the run moves where it belongs. `script` is run
    /// by the hypervisor when it is made; nil for none.
    case tap(script: String?)
    /// A port of a bridge of the machine's own namespace.
    case bridge(String)
    /// Xen's `vif-route`: the host routes `address` to the domain. The script reads its gateway
    /// device from /etc/xen and assumes eth0, sets proxy_arp, and leaves ip_forward as it is.
    case routed(address: String)
  }

  /// What the guest sees.
  public var model: Model
  /// The host's end, at most 15 characters.
  public var tap: String
  /// The guest's Ethernet address.
  public var mac: String
  /// How the host's end is connected.
  public var attachment: Attachment
  /// Pairs of queues, at least 1; more than one only with vhost.
  public var queues: Int

  /// All its properties.
  public init(
    model: Model, tap: String, mac: String, attachment: Attachment = .tap(script: nil),
    queues: Int = 1
  ) {
    self.model = model
    self.tap = tap
    self.mac = mac
    self.attachment = attachment
    self.queues = queues
  }
}
