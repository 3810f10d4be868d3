import Libvirt
import Model
import Store

/// What is read of guests while they run.
extension Sampler {
  /// The watch over the guests and agents of a sample.
  func watch(
    _ cell: Cell, _ machines: [SampleMachine], _ agents: [Place: WorkloadRunner.Station]
  ) throws(MeasureError) -> SampleWatch {
    var watch = SampleWatch()
    try addOthers(cell, machines, to: &watch)
    for place in cell.places {
      guard let station = agents[place] else { continue }
      let name = "\(place)"
      guard Self.executor(of: place, cell, machines) != nil else {
        if place.vm == nil {
          watch.absences.append("\(name): no agent's processor time: it is on another machine")
        } else {
          watch.guests.append(
            SampleWatch.Guest(name: name, client: station.client, domain: nil, process: nil))
        }
        continue
      }
      guard place.vm != nil else {
        if let process = station.client.process {
          watch.agents.append((name: name, process: process))
        }
        continue
      }
      let domain = try domain(place, cell, machines)
      let process = domain.flatMap {
        $0.connection.isLocal ? KernelCounts.emulator(of: $0.uuid.description, watch.files) : nil
      }
      watch.guests.append(
        SampleWatch.Guest(
          name: name, client: station.client, domain: domain, process: process))
      if let process {
        watch.kernelThreads += KernelCounts.vhostThreads(of: process, watch.files)
          .map { MachineReading.Process(guest: name, process: $0) }
      } else {
        watch.absences.append("\(name): no threads: no process of this machine runs it")
      }
      let statistics = try? domain?.statistics()
      watch.sourcesOfExits[name] = KernelCounts.sourceOfExits(
        process: process, platform: cell.guests[place]?.platform, statistics: statistics,
        watch.files)
      if statistics == nil { watch.absences.append("\(name): libvirt gives no statistics") }
    }
    for (name, source) in watch.sourcesOfExits.sorted(by: { $0.key < $1.key }) {
      if case .unknown(let reason) = source {
        watch.absences.append("\(name): no exits: \(reason)")
      }
    }
    return watch
  }

  /// The machines behind workers, and what each says at once that it does not count.
  private func addOthers(
    _ cell: Cell, _ machines: [SampleMachine], to watch: inout SampleWatch
  ) throws(MeasureError) {
    for machine in machines where machine.part.machine != nil {
      let other = SampleWatch.Other(
        machine: machine.machine, guests: Self.guests(of: cell, on: machine.part.machine))
      let reading = try Self.step { () throws(HardwareError) in
        try other.machine.reading(other.guests)
      }
      watch.others.append(other)
      watch.sourcesOfExits.merge(reading.sources) { _, new in new }
      for guest in other.guests where reading.domains[guest.name] == nil {
        watch.absences.append("\(guest.name): libvirt gives no statistics")
      }
    }
  }

  /// A cell's guests on a machine, in the order of its places; nil is this one.
  private static func guests(of cell: Cell, on machine: Testbed.Remote?) -> [GuestPlace] {
    cell.places.compactMap { place in
      guard let guests = cell.guests[place], cell.wiring.node(place.host)?.machine == machine
      else { return nil }
      return GuestPlace(
        name: "\(place)", uri: guests.connection, role: PlanBuilder.role(place),
        platform: guests.platform, tsc: guests.tsc)
    }
  }

  /// What the machines say of their guests: the domains as they really run, in the order of the
  /// cell's places, and the versions of what runs them, by machine where that is not this one.
  func guestFacts(
    _ cell: Cell, _ machines: [SampleMachine]
  ) throws(MeasureError) -> GuestFacts {
    var facts = GuestFacts()
    for machine in machines {
      let guests = Self.guests(of: cell, on: machine.part.machine)
      guard !guests.isEmpty else { continue }
      let own = try Self.step { () throws(HardwareError) in
        try machine.machine.guestFacts(guests)
      }
      facts.domains += own.domains
      for (name, version) in own.versions {
        let owner = machine.part.machine.map { " of \($0)" } ?? ""
        facts.versions[name + owner] = version
      }
    }
    return facts
  }

  /// What the preflight has to say of guests' clocks once they run.
  static func clockFindings(
    _ agents: [Place: WorkloadRunner.Station], _ domains: [EnvironmentInputs.Domain]
  ) -> [Finding] {
    var inputs = DoctorInputs(stateFolder: ".")
    inputs.guestClocks = agents.filter { $0.key.vm != nil }.reduce(into: [:]) {
      $0["\($1.key)"] = .known($1.value.info.clockSource)
    }
    inputs.guestCounters = domains.reduce(into: [:]) { $0[$1.role] = $1.tsc }
    let doctor = Doctor(reader: EnvironmentReader(), inputs: inputs)
    return doctor.guestClocks + doctor.guestCounters
  }

  /// That this machine stood still while its agents were waited for, by the seconds of each wait:
  /// what was timed meanwhile cannot be told from what it measures.
  static func standstill(_ seconds: [Double]) -> [Invalidity] {
    let sum = seconds.reduce(0, +)
    guard sum > 0 else { return [] }
    return [
      Invalidity(
        .standstill,
        "this machine stood still for \((sum * 10).rounded() / 10) s: it was paused, moved to "
          + "another host, or starved; let it run by itself")
    ]
  }

  /// Virtual processors that may run elsewhere than the scenario pins them to, read back from the
  /// kernel of the machine that runs them.
  static func strayThreads(
    of scenario: Scenario, _ domains: [EnvironmentInputs.Domain]
  ) -> [Invalidity] {
    scenario.hosts.flatMap { host in
      host.vms.flatMap { vm -> [Invalidity] in
        let name = "\(Place(host: host.id, vm: vm.id))"
        guard let affinities = domains.first(where: { $0.role == name })?.affinities,
          !affinities.isEmpty
        else { return [] }
        return vm.pinning.enumerated().compactMap { number, core in
          let seen = affinities["vcpu\(number)"] ?? "unknown"
          guard seen != "\(core)" else { return nil }
          return Invalidity(
            .pinning,
            "\(name): vCPU \(number) is to run on processor \(core), and may run on \(seen)")
        }
      }
    }
  }

  /// What makes the run on this machine, if a place is on it; nil for places on other machines.
  private static func executor(
    of place: Place, _ cell: Cell, _ machines: [SampleMachine]
  ) -> Executor? {
    guard let node = cell.wiring.node(place.host) else { return nil }
    return machines.first { $0.part.machine == node.machine }?.machine.executor
  }

  /// The roles of a cell's domains.
  static func roles(_ cell: Cell) -> [String] {
    cell.places.filter { $0.vm != nil }.map(PlanBuilder.role)
  }

  private func domain(
    _ place: Place, _ cell: Cell, _ machines: [SampleMachine]
  ) throws(MeasureError) -> Domain? {
    guard let guests = cell.guests[place],
      let executor = Self.executor(of: place, cell, machines)
    else { return nil }
    do throws(HardwareError) {
      return try executor.domain(uri: guests.connection, role: PlanBuilder.role(place))
    } catch {
      throw .step(error.description)
    }
  }
}
