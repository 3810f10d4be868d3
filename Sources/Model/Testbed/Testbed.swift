/// Which real machine plays which host of a scenario.
///
/// Hosts that a testbed does not name are network namespaces of this machine, so the empty testbed
/// is everything on this machine. Hosts on one machine are joined there by virtual cables, unless
/// real ports are named.
public struct Testbed: Hashable, Sendable {
  /// Its name, which results carry.
  public var name: String
  /// What every result is labelled with, such as "emulated host"; nil for real hardware.
  public var label: String?
  /// What its clocks count.
  public var clock: Clock
  /// The machines that play hosts otherwise than by the default.
  public var machines: [Machine]

  /// All its properties.
  public init(
    name: String, label: String? = nil, clock: Clock = .time, machines: [Machine] = []
  ) {
    self.name = name
    self.label = label
    self.clock = clock
    self.machines = machines
  }

  /// Everything on this machine: three network namespaces where a scenario has three hosts, and
  /// guests under this machine's QEMU.
  public static let thisMachine = Testbed(name: "this machine")

  /// The machine that plays that host.
  public func machine(of host: Host.ID) -> Machine {
    machines.first { $0.host == host } ?? Machine(host: host)
  }
}

extension Testbed {
  /// What the clocks of a testbed's machines count.
  public enum Clock: String, Hashable, Sendable, CaseIterable, Codable {
    /// Seconds.
    case time
    /// Instructions, 1 ns for each: an emulated machine's. What is measured there has instructions
    /// as its unit.
    case instructions
  }

  /// How guests are executed.
  public enum Acceleration: String, Hashable, Sendable, CaseIterable, Codable {
    /// By the processor where a guest starts within its time limit, else by emulation.
    case automatic
    /// By the processor; a guest that does not start is an error.
    case kvm
    /// By QEMU's software emulation, which is labelled.
    case emulation
  }

  /// Who forwards packets in a router.
  public enum Forwarder: String, Hashable, Sendable, CaseIterable, Codable {
    /// The operating system's kernel (ip_forward).
    case kernel
    /// Hypertwin's own forwarder, in user space.
    case hypertwin
  }

  /// How guests of Xen read the time-stamp counter (`tsc_mode`, xen-tscmode(7)). Other guests read
  /// the processor's own.
  public enum TSCMode: String, Hashable, Sendable, CaseIterable, Codable {
    /// From the processor, without leaving the guest.
    case native
    /// Xen answers each reading, for which the guest is left.
    case emulate
    /// Xen chooses: native where it trusts the machine's counter, else emulated.
    case automatic = "default"
  }

  /// What plays one host of a scenario.
  public struct Machine: Hashable, Sendable {
    /// The scenario's host.
    public var host: Host.ID
    /// The machine that it is on, where that is reached by SSH; nil for this one.
    public var remote: Remote?
    /// The libvirt connection that runs the host's VMs, as that machine names it; nil for its QEMU.
    public var connection: String?
    /// How the host's VMs are executed.
    public var acceleration = Acceleration.automatic
    /// Who forwards packets in the host's router.
    public var forwarder = Forwarder.kernel
    /// How the host's VMs read the time-stamp counter. Only Xen's can read it otherwise than
    /// natively, which is the default: then figures of two platforms or machines do not differ by
    /// what reading a clock costs, and a machine whose counter Xen mistrusts does not measure
    /// another thing without saying so.
    public var tsc = TSCMode.native
    /// The machine's real interface for each physical NIC of the host. A run takes it, and gives it
    /// back.
    public var ports: [NIC.ID: String] = [:]
    /// The machine's bridge, made beforehand, for each physical NIC that VMs are attached to.
    public var bridges: [NIC.ID: String] = [:]

    /// A network namespace of this machine that plays `host`.
    public init(host: Host.ID) { self.host = host }
  }
}
