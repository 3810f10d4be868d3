import Appliance
import Console
import Model

/// A scenario that is measured, and how its guests are run: one column of a campaign.
public struct Cell: Sendable {
  /// What names it in results: the scenario's name.
  public let key: String
  /// The scenario.
  public let scenario: Scenario
  /// The SHA-256 of the scenario's text and overrides.
  public let hash: String
  let wiring: Wiring
  let guests: [Place: PlanBuilder.Guests]
  /// What is done to this machine for each of its samples.
  public let plan: Plan

  /// The cell of `scenario` on `testbed`.
  ///
  /// - Parameters:
  ///   - emulated: Whether guests of KVM's hosts are emulated instead.
  ///   - appliance: The guest; nil for a scenario without VMs.
  ///   - connection: libvirt's connection where the testbed names none.
  /// - Throws: `MeasureError.unsupported` with everything that cannot be made here.
  public init(
    _ scenario: Scenario, hash: String, testbed: Testbed, emulated: Bool, appliance: Appliance?,
    connection: String
  ) throws(MeasureError) {
    key = scenario.name
    self.scenario = scenario
    self.hash = hash
    wiring = Wiring(scenario)
    var guests: [Place: PlanBuilder.Guests] = [:]
    var problems: [String] = []
    for host in scenario.hosts {
      let machine = testbed.machine(of: host.id)
      if machine.remote != nil || !machine.bridges.isEmpty || !machine.ports.isEmpty {
        problems.append(
          "\(host.id): hosts on other machines are not measured by this version; leave ssh, ports "
            + "and bridges out of the testbed")
      }
      guard !host.vms.isEmpty else { continue }
      guard let appliance else {
        problems.append("\(host.id): its guests need an appliance, and none was made")
        continue
      }
      for vm in host.vms {
        let place = Place(host: host.id, vm: vm.id)
        if host.hypervisor.kind == .xen {
          do throws(MeasureError) {
            guests[place] = try Self.xenGuest(
              vm, at: place, appliance: appliance, connection: machine.connection)
          } catch {
            problems.append(error.description)
          }
          continue
        }
        guests[place] = PlanBuilder.Guests(
          connection: machine.connection ?? connection, platform: emulated ? .qemu : .kvm,
          kernel: appliance.kernel, initrd: appliance.initramfs,
          commandLine: KernelCommandLine.text(console: .serial))
      }
    }
    self.guests = guests
    guard problems.isEmpty else { throw .unsupported(problems) }
    plan = try PlanBuilder(scenario: scenario, wiring: wiring, guests: guests).plan()
  }

  /// Whether any of its guests is emulated.
  public var isEmulated: Bool { guests.values.contains { $0.platform == .qemu } }

  /// How its guests are run, for people.
  public var platform: String {
    // One is enough of several that are run alike.
    let names = Set(guests.values.map { Self.name(of: $0.platform) })
    return names.isEmpty ? "native" : names.sorted().joined(separator: " and ")
  }

  /// The machines that its workloads need, in the scenario's order.
  var places: [Place] {
    var needed: Set<Place> = []
    for workload in scenario.workloads {
      switch workload.kind {
      case .pi(let job): needed.insert(job.place)
      case .stream(let job): needed.insert(job.place)
      case .flow(let flow):
        needed.formUnion([flow.source, flow.destination])
      }
    }
    return scenario.hosts.flatMap { host -> [Place] in
      // A guest is always needed: it is what forwards.
      let own = Place(host: host.id)
      return (needed.contains(own) ? [own] : [])
        + host.vms.map { Place(host: host.id, vm: $0.id) }
    }
  }
}
