import Model
import Store

/// A machine of a sample, and what was known of it before.
struct SampleMachine {
  /// What is done there.
  var part: Cell.Part
  /// The machine.
  var machine: any RunMachine
  /// What it was and had.
  var facts: MachineFacts
  /// Its counters before.
  var before: HostCounters
}

/// The machines of a sample.
extension Sampler {
  /// How a machine changed while a sample was made.
  struct MachineChange {
    var name: String
    var change: CounterChange
  }

  /// This machine.
  func localMachine() -> any RunMachine {
    var options = Executor.Options()
    options.state = state
    options.reaper = reaper
    options.slowness = settings.slowness
    options.isCancelled = isCancelled
    return LocalMachine(options: options, guest: guest)
  }

  /// That machine, which has been given the files that it needs; nil is this one.
  func machine(
    _ remote: Testbed.Remote?, files: [String: String]
  ) throws(HardwareError) -> any RunMachine {
    guard let remote else { return localMachine() }
    let hash = try GuestFile.hash(guest)
    try workers.send(files.merging([hash: guest]) { one, _ in one }, to: remote)
    return WorkerMachine(
      try workers.client(remote), guest: hash, slowness: settings.slowness)
  }

  /// All machines of a cell.
  func connect(_ cell: Cell) throws(MeasureError) -> [SampleMachine] {
    try cell.parts.map { part throws(MeasureError) in
      try Self.step { () throws(HardwareError) in
        let machine = try machine(part.machine, files: cell.files(for: part.machine))
        return SampleMachine(
          part: part, machine: machine, facts: try machine.facts(),
          before: try machine.counters())
      }
    }
  }

  /// What the counters say; where they cannot be read, that is the sample's failure.
  static func changes(
    of machines: [SampleMachine], _ failure: inout MeasureError?
  ) -> [MachineChange] {
    var changes: [MachineChange] = []
    for machine in machines {
      do throws(HardwareError) {
        let after = try machine.machine.counters()
        changes.append(
          MachineChange(
            name: machine.machine.name,
            change: CounterChange(from: machine.before, to: after)))
      } catch {
        failure = failure ?? .step(error.description)
      }
    }
    return changes
  }

  /// Undoes everything everywhere, the last machine first.
  static func undo(_ machines: [SampleMachine]) throws(MeasureError) {
    var complaints: [String] = []
    for machine in machines.reversed() {
      let undone = machine.machine.undo()
      if !undone.isComplete { complaints += undone.complaints }
    }
    guard complaints.isEmpty else {
      throw .step(
        "not everything could be undone; run hypertwin clean\n"
          + complaints.joined(separator: "\n"))
    }
  }

  /// The SHA-256 of what is run, which is the same on all machines.
  private func hashes(of cell: Cell) -> [String: Fact] {
    var hashes: [String: Fact] = [:]
    do throws(HardwareError) {
      hashes["guest program"] = .known(try GuestFile.hash(guest))
    } catch {
      hashes["guest program"] = .unknown(error.description)
    }
    if !cell.guests.isEmpty, let manifest = cell.manifest {
      hashes["guest kernel"] = .known(manifest.kernelSHA256)
      hashes["guest initramfs"] = .known(manifest.initramfsSHA256)
    }
    return hashes
  }

  /// The environment record: this machine's, and those of the others by their names.
  func record(
    _ cell: Cell, _ run: RunID, _ machines: [SampleMachine], _ outcome: Outcome,
    _ changes: [MachineChange]
  ) throws(MeasureError) -> EnvironmentRecord {
    var inputs = EnvironmentInputs()
    inputs.guests = outcome.machines
    inputs.workloadFlags = [cell.platform]
    inputs.domains = outcome.domains
    inputs.versions = outcome.versions
    inputs.hashes = hashes(of: cell)
    inputs.interfaces = cell.ports(on: nil)
    inputs.placeholders = DomainText.placeholders(of: run, roles: Self.roles(cell))
    inputs.volatile = circumstances
    inputs.volatile["notes"] = .array(outcome.notes.map(CanonicalJSON.string))
    inputs.volatile["exits"] = .object(outcome.sourcesOfExits.mapValues(\.json))
    if let here = changes.first(where: { $0.name == LocalMachine.ownName }) {
      inputs.volatile["change"] = here.change.json
    }
    var record = try Self.step { () throws(HardwareError) in
      try localMachine().record(inputs)
    }
    var stable: [String: CanonicalJSON] = [:]
    var volatile: [String: CanonicalJSON] = [:]
    for machine in machines where machine.part.machine != nil {
      let name = machine.machine.name
      var inputs = EnvironmentInputs()
      inputs.interfaces = cell.ports(on: machine.part.machine)
      let other: EnvironmentRecord
      do throws(HardwareError) {
        other = try machine.machine.record(inputs)
      } catch {
        // A machine that is lost has failed its sample already.
        stable[name] = Fact.unknown(error.description).json
        continue
      }
      stable[name] = other.stable
      var now: [String: CanonicalJSON] = ["record": other.volatile]
      now["change"] = changes.first { $0.name == name }?.change.json
      volatile[name] = .object(now)
    }
    if !stable.isEmpty {
      record.stable = .object(["coordinator": record.stable, "machines": .object(stable)])
      record.volatile = .object(["coordinator": record.volatile, "machines": .object(volatile)])
    }
    return record
  }
}

extension Cell {
  /// The real interfaces that a machine's hosts use, and its own bridges.
  func ports(on machine: Testbed.Remote?) -> [String] {
    wiring.nodes.filter { $0.machine == machine }.flatMap { node in
      node.ports.filter(\.isReal).map(\.interface) + node.ownBridges.values.sorted()
    }
  }
}
