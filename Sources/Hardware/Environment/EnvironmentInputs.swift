/// What an environment record holds that /proc and /sys do not say, from those who know it.
public struct EnvironmentInputs: Sendable {
  /// A domain as it really runs.
  public struct Domain: Hashable, Sendable, Codable {
    /// Its role in the testbed.
    public var role: String
    /// libvirt's XML of the running domain.
    public var xml: Fact
    /// QEMU's arguments, from /proc/PID/cmdline; empty where there is no QEMU.
    public var arguments: [String]
    /// The processors that its threads may run on, as the kernel says, by what threads do: `vcpu0`,
    /// `emulator`, `iothread`, `vhost`; empty where no process of the machine runs it.
    public var affinities: [String: String]
    /// How a guest of Xen reads the time-stamp counter; nil for others.
    public var tsc: TSCReading?

    /// All its properties.
    public init(
      role: String, xml: Fact, arguments: [String], affinities: [String: String] = [:],
      tsc: TSCReading? = nil
    ) {
      self.role = role
      self.xml = xml
      self.arguments = arguments
      self.affinities = affinities
      self.tsc = tsc
    }
  }

  /// Versions of QEMU, libvirt and Xen, by name.
  public var versions: [String: Fact] = [:]
  /// The domains of the sample.
  public var domains: [Domain] = []
  /// Texts that differ from run to run without a meaning, such as the run's identifier, and what
  /// stands for them in XML and arguments, so that they do not change the hash.
  public var placeholders: [(text: String, stands: String)] = []
  /// What guests say of themselves, by role: clock source, bound drivers…
  public var guests: [String: CanonicalJSON] = [:]
  /// SHA-256 of the workload's executable, the guests' kernels and initramfs, by name.
  public var hashes: [String: Fact] = [:]
  /// The settings that the workloads run with.
  public var workloadFlags: [String] = []
  /// The interfaces of the host that packets cross.
  public var interfaces: [String] = []
  /// What holds for this sample alone: block, position, seed, order, times.
  public var volatile: [String: CanonicalJSON] = [:]

  /// Nothing known.
  public init() {}
}
