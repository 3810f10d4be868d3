/// A physical machine.
public struct Host: Hashable, Sendable {
  /// The name of a host, unique in the scenario.
  public typealias ID = Identifier<Host>

  /// What forwards packets that are not the host's own.
  public enum Forwarding: String, Hashable, Sendable, CaseIterable {
    /// Its kernel, at a cost of CPU time.
    case software
    /// A switch's chips, at the rate of every link and at no cost: a frame waits only for the link
    /// that it leaves by. Such a host runs nothing else.
    case hardware
  }

  /// Its name.
  public var id: ID
  /// Its CPUs.
  public var processor: Processor
  /// Its memory.
  public var memory: Memory
  /// What runs its VMs.
  public var hypervisor: Hypervisor
  /// Its physical interfaces.
  public var nics: [NIC]
  /// Its routing table (dom0's under Xen) beyond the connected subnets.
  public var routes: [StaticRoute]
  /// Its VMs.
  public var vms: [VM]
  /// What forwards.
  public var forwarding: Forwarding

  /// All its properties.
  public init(
    id: ID, processor: Processor, memory: Memory, hypervisor: Hypervisor = .native,
    nics: [NIC] = [], routes: [StaticRoute] = [], vms: [VM] = [],
    forwarding: Forwarding = .software
  ) {
    self.id = id
    self.processor = processor
    self.memory = memory
    self.hypervisor = hypervisor
    self.nics = nics
    self.routes = routes
    self.vms = vms
    self.forwarding = forwarding
  }
}

/// Where a workload runs: a host itself, or one of its VMs. Written `host` or `host/vm`.
public struct Place: Hashable, Sendable, CustomStringConvertible {
  /// The host.
  public var host: Host.ID
  /// The VM on it; nil for the host itself.
  public var vm: VM.ID?

  /// The host itself, or a VM on it.
  public init(host: Host.ID, vm: VM.ID? = nil) {
    self.host = host
    self.vm = vm
  }

  /// Reads `HOST` or `HOST/VM`; nil if a name is empty or there are more slashes.
  public init?(_ text: some StringProtocol) {
    let parts = text.split(separator: "/", omittingEmptySubsequences: false)
    guard (1...2).contains(parts.count), !parts.contains(where: \.isEmpty) else { return nil }
    host = Host.ID(String(parts[0]))
    vm = parts.count == 2 ? VM.ID(String(parts[1])) : nil
  }

  /// `HOST` or `HOST/VM`.
  public var description: String { vm.map { "\(host)/\($0)" } ?? host.name }
}
