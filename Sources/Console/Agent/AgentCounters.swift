/// The counters of an agent's machine at one moment; all count from the start of the machine.
public struct AgentCounters: Hashable, Sendable, Codable {
  /// What an interface has counted.
  public struct Interface: Hashable, Sendable, Codable {
    /// Its name.
    public var name: String
    /// Its Ethernet address.
    public var mac: String
    /// Packets received.
    public var rxPackets: UInt64 = 0
    /// Bytes received.
    public var rxBytes: UInt64 = 0
    /// Packets received and thrown away for want of room.
    public var rxDropped: UInt64 = 0
    /// Packets received with errors, those that the device missed included.
    public var rxErrors: UInt64 = 0
    /// Packets sent.
    public var txPackets: UInt64 = 0
    /// Bytes sent.
    public var txBytes: UInt64 = 0
    /// Packets thrown away before they were sent.
    public var txDropped: UInt64 = 0
    /// Packets not sent because of errors.
    public var txErrors: UInt64 = 0

    /// An interface that has counted nothing.
    public init(name: String, mac: String) {
      self.name = name
      self.mac = mac
    }
  }

  /// Time of all CPUs together, in seconds (`/proc/stat`).
  public struct Processor: Hashable, Sendable, Codable {
    /// In programs, nice or not.
    public var user = 0.0
    /// In the kernel.
    public var system = 0.0
    /// Idle, waiting for disks or not.
    public var idle = 0.0
    /// In interrupts.
    public var interrupts = 0.0
    /// In soft interrupts, which handle packets.
    public var softInterrupts = 0.0
    /// Ready to run while the hypervisor ran something else.
    public var steal = 0.0

    /// No time yet.
    public init() {}
  }

  /// A kind of soft interrupt, and how often it has run on all CPUs.
  public struct SoftInterrupt: Hashable, Sendable, Codable {
    /// As in `/proc/softirqs`: `NET_RX`.
    public var name: String
    /// How often.
    public var count: UInt64

    /// That kind.
    public init(name: String, count: UInt64) {
      self.name = name
      self.count = count
    }
  }

  /// CLOCK_MONOTONIC of the machine when they were read, in nanoseconds.
  public var nanoseconds: UInt64 = 0
  /// Interfaces, in the order of their index.
  public var interfaces: [Interface] = []
  /// Time of the CPUs.
  public var processor = Processor()
  /// Soft interrupts by their kind.
  public var softInterrupts: [SoftInterrupt] = []
  /// Packets that found a CPU's backlog full (`/proc/net/softnet_stat`).
  public var backlogDrops: UInt64 = 0
  /// Context switches of all CPUs.
  public var contextSwitches: UInt64 = 0
  /// Interrupts of all CPUs.
  public var interrupts: UInt64 = 0

  /// Nothing counted.
  public init() {}
}
