/// Which real machine plays which host of a scenario.
///
/// Hosts that a testbed does not name are network namespaces of this machine, so the empty testbed
/// is
/// everything on this machine.
public struct Testbed: Hashable, Sendable {
  /// Its name, which results carry.
  public var name: String
  /// What every result is labelled with, such as "emulated host"; nil for real hardware.
  public var label: String?
  /// The machines that play hosts otherwise than by the default.
  public var machines: [Machine]

  /// All its properties.
  public init(name: String, label: String? = nil, machines: [Machine] = []) {
    self.name = name
    self.label = label
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

  /// What plays one host of a scenario.
  public struct Machine: Hashable, Sendable {
    /// The scenario's host.
    public var host: Host.ID
    /// Where it is reached by SSH; nil for a network namespace of this machine.
    public var remote: Remote?
    /// The libvirt connection that runs the host's VMs; nil for this machine's QEMU.
    public var connection: String?
    /// How the host's VMs are executed.
    public var acceleration = Acceleration.automatic
    /// Who forwards packets in the host's router.
    public var forwarder = Forwarder.kernel
    /// The machine's real interface for each physical NIC of the host.
    public var ports: [NIC.ID: String] = [:]
    /// The machine's bridge, made beforehand, for each physical NIC that VMs are attached to.
    public var bridges: [NIC.ID: String] = [:]

    /// A network namespace of this machine that plays `host`.
    public init(host: Host.ID) { self.host = host }
  }

  /// A machine that is reached by SSH.
  public struct Remote: Hashable, Sendable, CustomStringConvertible {
    /// The user there; nil for SSH's own choice.
    public var user: String?
    /// The name or address.
    public var name: String
    /// The TCP port; nil for SSH's own choice.
    public var port: Int?
    /// The path of `hypertwin-guest` there.
    public var agent = "/usr/local/bin/hypertwin-guest"

    /// Reads `NAME`, `USER@NAME`, or either with `:PORT`. Names are those of DNS and IPv4
    /// addresses,
    /// so that nothing here can be taken for an option or for a command.
    public init?(_ text: some StringProtocol) {
      var rest = String(text)
      if let at = rest.firstIndex(of: "@") {
        let user = String(rest[..<at])
        guard Self.isPlain(user) else { return nil }
        self.user = user
        rest = String(rest[rest.index(after: at)...])
      }
      if let colon = rest.lastIndex(of: ":") {
        guard let port = Int(rest[rest.index(after: colon)...]), (1...65_535).contains(port) else {
          return nil
        }
        self.port = port
        rest = String(rest[..<colon])
      }
      guard Self.isPlain(rest) else { return nil }
      name = rest
    }

    private static func isPlain(_ text: String) -> Bool {
      guard let first = text.utf8.first, first != UInt8(ascii: "-"), text.utf8.count <= 253 else {
        return false
      }
      return text.utf8.allSatisfy { byte in
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
          UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "."), UInt8(ascii: "-"),
          UInt8(ascii: "_"):
          return true
        default: return false
        }
      }
    }

    /// As it is written.
    public var description: String {
      (user.map { "\($0)@" } ?? "") + name + (port.map { ":\($0)" } ?? "")
    }
  }
}
