import Glibc
import Libvirt
import Model

/// What a coordinator wants to know of a machine that plays hosts of a testbed, beside how the
/// machine is set.
public struct Examination: Hashable, Sendable, Codable {
  /// The real interfaces that a run would take.
  public var ports: [String] = []
  /// The bridges that guests would be attached to.
  public var bridges: [String] = []
  /// libvirt's connections for guests, as that machine names them; empty where it has no guests.
  public var connections: [String] = []
  /// The largest packet of the scenarios, in bytes.
  public var mtu = 1500

  /// Checks that only a machine with guests needs.
  public static let guestChecks: Set<String> = ["libvirt", "KVM", "Xen", "guest kernel"]
  /// Checks of what the coordinator has for all machines, and of what is known only while guests
  /// run.
  static let coordinatorChecks: Set<String> = [
    "libvirt", "guest kernel", "guest program", "generator", "pinning",
  ]

  /// What is needed of a machine for those scenarios; with none, what the testbed itself says.
  ///
  /// - Parameters:
  ///   - remote: The machine; nil for this one.
  ///   - connection: libvirt's where the testbed names none and the host has no Xen.
  public init(
    of remote: Testbed.Remote?, in testbed: Testbed, for scenarios: [Scenario],
    connection: String = Cell.connectionThere
  ) {
    var machines = testbed.machines.filter { $0.remote == remote }
    if scenarios.isEmpty {
      for machine in machines {
        // Only guests have these.
        let hasGuests = !machine.bridges.isEmpty || machine.acceleration != .automatic
        if let uri = machine.connection ?? (hasGuests ? connection : nil) { add(uri) }
      }
    } else {
      let hosts = scenarios.flatMap(\.hosts).filter { testbed.machine(of: $0.id).remote == remote }
      machines = hosts.map { testbed.machine(of: $0.id) }
      for (host, machine) in zip(hosts, machines) where !host.vms.isEmpty {
        add(
          machine.connection ?? (host.hypervisor.kind == .xen ? Cell.xen : connection))
      }
      mtu = scenarios.map(PlanBuilder.mtu).max() ?? mtu
    }
    ports = Set(machines.flatMap(\.ports.values)).sorted()
    bridges = Set(machines.flatMap(\.bridges.values)).sorted()
  }

  private mutating func add(_ uri: String) {
    if !connections.contains(uri) { connections.append(uri) }
  }

  /// What is found on this machine, which changes nothing.
  ///
  /// - Parameter stateFolder: Where its journals go.
  func findings(stateFolder: String) -> [Finding] {
    let doctor = Doctor(
      reader: EnvironmentReader(), inputs: DoctorInputs(stateFolder: stateFolder))
    let remedy =
      "Install libvirt-daemon-system there and start libvirtd, or name another connection in the "
      + "testbed."
    return needs(remedy)
      + doctor.preflight().findings.filter {
        !Self.coordinatorChecks.contains($0.check) && !isForeign($0)
      }
  }

  /// What the coordinator finds on its own machine, which plays hosts too. Where connections are
  /// known, they are tried instead of the usual one.
  public func findings(with doctor: Doctor) -> [Finding] {
    needs(Doctor.libvirtRemedy)
      + doctor.preflight().findings.filter {
        connections.isEmpty || $0.check != "libvirt" && !isForeign($0)
      }
  }

  /// Connections, ports and bridges.
  private func needs(_ remedy: String) -> [Finding] {
    connections.map { Self.libvirt($0, remedy) } + ports.map(port) + bridges.map(Self.bridge)
  }

  /// Whether a finding is about a hypervisor that has no guests here.
  private func isForeign(_ finding: Finding) -> Bool {
    let schemes = connections.map { $0.prefix { $0 != ":" && $0 != "+" } }
    return finding.check == "KVM" && !schemes.contains("qemu")
      || finding.check == "Xen" && !schemes.contains("xen")
  }

  private static func libvirt(_ uri: String, _ remedy: String) -> Finding {
    let why = "Guests are made through libvirt."
    do throws(LibvirtError) {
      let connection = try Connection(uri)
      let version = try connection.libraryVersion()
      return Finding(
        check: "libvirt", level: .ok, seen: "\(uri): \(connection.driver), libvirt \(version)",
        why: why)
    } catch {
      return Finding(
        check: "libvirt", level: .refuse, seen: "\(uri): \(error)", why: why,
        remedy: remedy)
    }
  }

  private func port(_ interface: String) -> Finding {
    let check = "port \(interface)"
    let why = "A run takes this interface for its own packets, and gives it back."
    let performer = Performer(run: .random(), tool: Tool(), hypervisors: Hypervisors())
    do throws(HardwareError) {
      guard Testbed.isInterfaceName(interface) else {
        throw HardwareError("that is not the name of an interface")
      }
      guard try performer.beforeTaking(interface, mtu: mtu).wasUp == true else {
        return Finding(check: check, level: .ok, seen: "down; a run sets it up", why: why)
      }
    } catch {
      // What was seen, and behind the semicolon what to do.
      let parts = error.description.split(separator: "; ", maxSplits: 1).map(String.init)
      return Finding(
        check: check, level: .refuse, seen: parts[0], why: why,
        remedy: parts.count > 1
          ? parts[1].prefix(1).uppercased() + parts[1].dropFirst() + "."
          : "Name another interface in the testbed.")
    }
    let carrier = SystemFiles().text("/sys/class/net/\(interface)/carrier").value
    return carrier == "0"
      ? Finding(
        check: check, level: .label, seen: "up, without carrier", why: why,
        remedy: "Look at its cable; where the other end is down until a run, all is well.")
      : Finding(check: check, level: .ok, seen: "up", why: why)
  }

  private static func bridge(_ name: String) -> Finding {
    let check = "bridge \(name)"
    let why = "Guests are attached to it."
    guard Testbed.isInterfaceName(name), access("/sys/class/net/\(name)/bridge", F_OK) == 0 else {
      return Finding(
        check: check, level: .refuse, seen: "there is none of that name", why: why,
        remedy: "Make it, or name another in the testbed.")
    }
    return Finding(check: check, level: .ok, seen: "it is there", why: why)
  }
}
