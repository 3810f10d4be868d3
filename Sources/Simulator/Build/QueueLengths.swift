import Model

/// The usual lengths of the queues that packets wait in, where a scenario does not say otherwise.
enum QueueLengths {
  /// Packets that one NAPI poll serves: Linux's `NAPI_POLL_WEIGHT`.
  static let napiBudget = 64
  /// Receive descriptors of a physical NIC, as Intel's and Broadcom's gigabit drivers set them.
  static let nicRing = 256
  /// Packets before a transmitting device: Linux's default `txqueuelen`.
  static let deviceQueue = 1_000
  /// Packets in a tap device: `TUN_READQ_SIZE` of Linux 2.6 and 3.x.
  static let tap = 500
  /// Descriptors of a QEMU virtqueue.
  static let virtqueue = 256
  /// Full frames that the 64 KiB receive buffer of an RTL8139 holds.
  static let rtl8139 = 43
  /// Slots of a Xen network ring: one page.
  static let xenRing = 256
  /// Packets that a Xen vif queues once the guest's ring is full: its default `txqueuelen`.
  static let vif = 32
}
