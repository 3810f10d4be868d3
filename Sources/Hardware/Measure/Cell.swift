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
  let testbed: Testbed
  /// What guests are made of; nil where there are none.
  let manifest: Appliance.Manifest?
  /// What other machines need of guests, by the files' hashes.
  private let guestFiles: [Testbed.Remote: [String: String]]

  /// What is done to one machine.
  public struct Part: Hashable, Sendable {
    /// The machine; nil for this one.
    public let machine: Testbed.Remote?
    /// What is done there for each sample.
    public let plan: Plan
  }

  /// What is done for each of its samples, by machine: this one first, and then in the order of the
  /// testbed.
  public let parts: [Part]

  /// The cell of `scenario` on `testbed`.
  ///
  /// - Parameters:
  ///   - emulated: Whether guests of KVM's hosts are emulated instead.
  ///   - emulatedThere: The same of other machines; those that are not in it are not asked yet, and
  ///     are taken to have KVM.
  ///   - appliance: The guest; nil for a scenario without VMs.
  ///   - connection: libvirt's connection where the testbed names none.
  /// - Throws: `MeasureError.unsupported` with everything that cannot be made here.
  public init(
    _ scenario: Scenario, hash: String, testbed: Testbed, emulated: Bool,
    emulatedThere: [Testbed.Remote: Bool] = [:], appliance: Appliance?, connection: String
  ) throws(MeasureError) {
    key = scenario.name
    self.scenario = scenario
    self.hash = hash
    wiring = Wiring(scenario, on: testbed)
    self.testbed = testbed
    self.manifest = appliance?.manifest
    var guestFiles: [Testbed.Remote: GuestFiles] = [:]
    var guests: [Place: PlanBuilder.Guests] = [:]
    var problems = Self.unmeasured(scenario)
    for host in scenario.hosts {
      let machine = testbed.machine(of: host.id)
      guard !host.vms.isEmpty else { continue }
      guard let appliance else {
        problems.append("\(host.id): its guests need an appliance, and none was made")
        continue
      }
      let isEmulated = machine.remote.map { emulatedThere[$0] ?? false } ?? emulated
      let isHere = machine.remote == nil
      var files = machine.remote.flatMap { guestFiles[$0] } ?? GuestFiles(appliance, isHere: isHere)
      for vm in host.vms {
        let place = Place(host: host.id, vm: vm.id)
        if host.hypervisor.kind == .xen {
          do throws(MeasureError) {
            guests[place] = try Self.xenGuest(vm, at: place, &files, machine: machine)
          } catch {
            problems.append(error.description)
          }
          continue
        }
        guests[place] = PlanBuilder.Guests(
          connection: machine.connection ?? (isHere ? connection : Self.connectionThere),
          platform: isEmulated ? .qemu : .kvm, kernel: files.kernel(), initrd: files.initramfs(),
          commandLine: KernelCommandLine.text(console: .serial))
      }
      if let remote = machine.remote { guestFiles[remote] = files }
    }
    problems += Self.strayAddresses(of: scenario, on: testbed)
    self.guests = guests
    self.guestFiles = guestFiles.mapValues(\.sent)
    guard problems.isEmpty else { throw .unsupported(problems) }
    let builder = PlanBuilder(scenario: scenario, wiring: wiring, guests: guests)
    var parts: [Part] = []
    for machine in Self.machines(of: wiring) {
      parts.append(Part(machine: machine, plan: try builder.plan(on: machine)))
    }
    self.parts = parts
  }

  /// The files of guests that a machine needs, by their hashes.
  func files(for machine: Testbed.Remote?) -> [String: String] {
    machine.flatMap { guestFiles[$0] } ?? [:]
  }

  /// libvirt's connection on another machine where the testbed names none.
  public static let connectionThere = "qemu:///system"

  /// The machines, each once: this one first, where it has a part.
  private static func machines(of wiring: Wiring) -> [Testbed.Remote?] {
    let all = wiring.nodes.map(\.machine)
    var others: [Testbed.Remote?] = []
    for machine in all where machine != nil && !others.contains(machine) { others.append(machine) }
    return (all.contains(nil) ? [nil] : []) + others
  }

  /// All steps and the hash, for people.
  ///
  /// - Throws: what the encoder throws, which it does not for a plan.
  public func planText() throws -> String {
    try parts.map { part in
      let heading = part.machine.map { "on \($0):\n" } ?? (parts.count > 1 ? "here:\n" : "")
      return heading + (try part.plan.text())
    }.joined()
  }

  /// The hash of the plan, or of the hashes of its parts where it has several.
  ///
  /// - Throws: what the encoder throws, which it does not for a plan.
  public func planHash() throws -> String {
    if parts.count == 1, parts[0].machine == nil { return try parts[0].plan.hash() }
    let lines = try parts.map { part in
      "\(part.machine?.description ?? "") \(try part.plan.hash())"
    }
    return SHA256.hexadecimal(of: lines.joined(separator: "\n").utf8)
  }

  /// Whether any of its guests is emulated.
  public var isEmulated: Bool { guests.values.contains { $0.platform == .qemu } }

  /// How its guests are run, and by whom packets are forwarded if not by kernels, for people.
  public var platform: String {
    // One is enough of several that are run alike.
    let names = Set(guests.values.map { Self.name(of: $0.platform) })
    let text = names.isEmpty ? "native" : names.sorted().joined(separator: " and ")
    return forwarders.isEmpty ? text : text + ", forwarder hypertwin"
  }

  /// The routers in which hypertwin's own forwarder forwards: the VMs of a host that has some, else
  /// the host itself.
  var forwarders: [Place] {
    wiring.nodes.flatMap { node -> [Place] in
      guard testbed.machine(of: node.host.id).forwarder == .hypertwin else { return [] }
      let routers = node.host.vms.filter { $0.nics.count > 1 }
      if !routers.isEmpty { return routers.map { Place(host: node.host.id, vm: $0.id) } }
      return node.forwards ? [Place(host: node.host.id)] : []
    }
  }

  /// The machines that its workloads need, in the scenario's order.
  var places: [Place] {
    var needed = Set(forwarders)
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
