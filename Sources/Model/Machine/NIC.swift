/// A network interface of a host or a VM.
public struct NIC: Hashable, Sendable {
  /// The name of a NIC, unique within its host or VM.
  public typealias ID = Identifier<NIC>

  /// What the interface is, and so which code a packet crosses.
  public enum Model: String, Hashable, Sendable, CaseIterable {
    /// A real NIC of a host.
    case physical
    /// QEMU's emulation of a Realtek RTL8139.
    case rtl8139
    /// QEMU's emulation of an Intel 82540EM.
    case e1000
    /// Virtio with QEMU as its backend.
    case virtio
    /// Virtio with the host kernel's vhost thread as its backend.
    case virtioVhost = "virtio+vhost"
    /// Xen's paravirtual NIC, with netback in dom0.
    case netfront
    /// A physical NIC, or a virtual function of one (SR-IOV), given to the VM.
    case passthrough
  }

  /// How a VM's interface meets the host's NIC.
  public enum Attachment: String, Hashable, Sendable, CaseIterable {
    /// Through a software bridge that the host's NIC is a port of.
    case bridged
    /// Through the host's (dom0's) IP forwarding.
    case routed
  }

  /// Its name.
  public var id: ID
  /// What it is.
  public var model: Model
  /// Its address and the prefix of its subnet; nil where it has none, as a bridge's port.
  public var address: InterfaceAddress?
  /// The host's NIC that a VM's interface uses; nil for a physical NIC.
  public var uplink: ID?
  /// How a VM's interface meets the uplink; nil for physical and passthrough.
  public var attachment: Attachment?
  /// Packets that its receive queue holds before it drops, each of them if there are several; nil
  /// for the model's usual length.
  public var queue: Int?
  /// Pairs of receive and transmit queues, 1 or more; flows are spread over them by
  /// `ReceiveSideScaling`, and each has a thread of its own.
  public var queues: Int
  /// Whether segments of a TCP flow that follow each other are handled as one packet of up to 64
  /// KiB (TSO where they are sent, GRO where they arrive).
  public var segmentationOffload: Bool
  /// How long a physical NIC gathers packets before it interrupts; nil for the cost model's value.
  public var moderation: SimTime?

  /// All its properties.
  public init(
    id: ID, model: Model, address: InterfaceAddress? = nil, uplink: ID? = nil,
    attachment: Attachment? = nil, queue: Int? = nil, queues: Int = 1,
    segmentationOffload: Bool = false, moderation: SimTime? = nil
  ) {
    self.queues = queues
    self.segmentationOffload = segmentationOffload
    self.moderation = moderation
    self.id = id
    self.model = model
    self.address = address
    self.uplink = uplink
    self.attachment = attachment
    self.queue = queue
  }
}

/// The address of an interface with its subnet, `198.18.0.1/24`.
public struct InterfaceAddress: Hashable, Sendable, CustomStringConvertible {
  /// The interface's own address.
  public let address: IPv4Address
  /// The subnet that is reached without a router.
  public let subnet: Prefix<IPv4Address>

  /// Reads `ADDRESS/LENGTH`; nil if it is malformed.
  public init?(_ text: some StringProtocol) {
    let parts = text.split(separator: "/", omittingEmptySubsequences: false)
    guard parts.count == 2, let address = IPv4Address(parts[0]),
      parts[1].utf8.allSatisfy({ (48...57).contains($0) }), let length = Int(parts[1]),
      let subnet = Prefix(address, length: length)
    else { return nil }
    self.address = address
    self.subnet = subnet
  }

  /// `ADDRESS/LENGTH`.
  public var description: String { "\(address)/\(subnet.length)" }
}
