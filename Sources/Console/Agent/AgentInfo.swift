/// What an agent's machine is.
public struct AgentInfo: Hashable, Sendable, Codable {
  /// A network interface.
  public struct Interface: Hashable, Sendable, Codable {
    /// Its name.
    public var name: String
    /// Its Ethernet address in lower case, `52:54:00:00:00:01`.
    public var mac: String
    /// The driver that is bound to it, `virtio_net`; nil for what has none, such as `lo`.
    public var driver: String?
    /// Largest packet in bytes.
    public var mtu: Int
    /// Whether it is up.
    public var isUp: Bool

    /// That interface.
    public init(name: String, mac: String, driver: String?, mtu: Int, isUp: Bool) {
      self.name = name
      self.mac = mac
      self.driver = driver
      self.mtu = mtu
      self.isUp = isUp
    }
  }

  /// The version of the messages, `AgentRequest.version`.
  public var protocolVersion = AgentRequest.version
  /// The version of the executable.
  public var version = ""
  /// Whether the agent is the machine's init.
  public var isInit = false
  /// Seconds from the start of the machine's kernel to that of the agent.
  public var bootSeconds = 0.0
  /// Seconds since the start of the machine's kernel.
  public var uptimeSeconds = 0.0
  /// The kernel's release, as `uname -r`.
  public var kernel = ""
  /// The kernel's command line.
  public var commandLine = ""
  /// The clock source in use; `unknown` where the kernel does not say.
  public var clockSource = ""
  /// How Xen lets this guest read the time-stamp counter: `native`, `emulate`, or `default` and
  /// behind a comma which of the two Xen chose; nil where Xen does not say, and for other machines.
  public var tscMode: String?
  /// `kvm`, `qemu` (its emulator), `xen-pv`, `xen-pvh`, `xen-hvm`, another's signature, or `none`.
  public var hypervisor = ""
  /// Vector instructions that the kernels use.
  public var instructionSet = ""
  /// Processors that are online.
  public var processors = 0
  /// Memory that the kernel has, in bytes.
  public var memoryBytes = 0
  /// Interfaces, in the order of their index.
  public var interfaces: [Interface] = []

  /// Nothing known yet.
  public init() {}
}
