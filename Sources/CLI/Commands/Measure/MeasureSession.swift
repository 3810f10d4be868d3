import Appliance
import Hardware
import Kernels
import Model
import Store

/// One run of `hypertwin measure`: a campaign from its beginning, or from where it was ended.
struct MeasureSession {
  let command: Measure
  let loaded: MeasureOptions.Loaded
  let stop: StopFlag

  /// Seconds that a guest may take to answer under KVM before it is emulated instead.
  private static let kvmPatience = 15.0

  /// Measures until all samples are there.
  func run() throws(Failure) {
    do {
      // What would be in vain is told before anything is made.
      let store = try ResultStore(ResultStore.defaultPath)
      if let name = command.resume { _ = try store.campaign(named: name) }
      try refuse(preflightHere().findings, of: "this machine")
      let appliance = try command.options.appliance(for: loaded.scenarios.map(\.scenario))
      var sampler = try sampler()
      defer { sampler.workers.close() }
      let findingsThere = try preflightThere(sampler.workers)
      let emulated = try isEmulated(appliance, sampler)
      let cells = try cells(
        appliance, emulated: emulated, there: try emulatedThere(appliance, sampler))
      sampler.settings.generatorLimits = try generatorLimits(sampler)
      sampler.circumstances = circumstances(
        try preflight(sampler.settings.generatorLimits), findingsThere,
        sampler.settings.generatorLimits)
      let campaign = try campaign(of: cells, in: store)
      let run = try CampaignRun(campaign.id, in: store, attempts: command.attempts)
      try measure(cells, run, sampler, store)
      let summary = CampaignSummary(
        campaign, samples: try store.samples(of: campaign.id))
      try Terminal.write(
        CampaignText.show(summary, width: Terminal.width, color: Terminal.hasColor))
      if let shortfall = CampaignText.shortfall(summary) { throw Failure.work(shortfall) }
    } catch let error as Failure {
      throw error
    } catch MeasureError.interrupted {
      throw .work(
        "ended by the user; finished samples are kept, and everything was undone. Go on with: "
          + "hypertwin measure … --resume latest")
    } catch {
      throw .work("\(error)")
    }
  }

  private func measure(
    _ cells: [Cell], _ run: CampaignRun, _ sampler: Sampler, _ store: ResultStore
  ) throws {
    while let ticket = try run.next() {
      let progress = try run.progress()
      let left = progress.timeLeft.map { ", about \(Int($0.rounded())) s left" } ?? ""
      Terminal.writeError(
        "sample \(progress.done + 1) of \(progress.total): \(ticket.cell.key), block "
          + "\(ticket.block), attempt \(ticket.attempt)\(left)\n")
      guard let cell = cells.first(where: { $0.key == ticket.cell.key }) else {
        throw Failure.input("the campaign has a cell \(ticket.cell.key) that no scenario gives")
      }
      let expected = try ticket.expectedEnvironment.map { hash in try store.environment(hash) }
      var sampler = sampler
      sampler.circumstances["place"] = Self.place(of: ticket, in: run.campaign)
      let outcome = try sampler.sample(cell).checked(against: expected)
      try run.record(outcome, for: ticket)
      switch outcome.verdict {
      case .finished: break
      case .invalid(let reasons):
        Terminal.writeError("  invalid: \(reasons.map(\.detail).joined(separator: "; "))\n")
      case .failed(let why): Terminal.writeError("  failed: \(why)\n")
      }
    }
  }

  /// Where a sample is in its campaign, for its record. When it began and ended is beside it.
  private static func place(
    of ticket: CampaignRun.Ticket, in campaign: CampaignRecord
  ) -> CanonicalJSON {
    [
      "campaign": .string(campaign.id.text), "seed": .string("\(campaign.seed)"),
      "blocks": .integer(Int64(campaign.blocks)), "block": .integer(Int64(ticket.block)),
      "position": .integer(Int64(ticket.position)), "attempt": .integer(Int64(ticket.attempt)),
    ]
  }

  /// What every sample's record is to say of this session.
  private func circumstances(
    _ findings: CanonicalJSON, _ findingsThere: [String: CanonicalJSON], _ limits: [String: Double]
  ) -> [String: CanonicalJSON] {
    var circumstances: [String: CanonicalJSON] = [
      "preflight": findings,
      "generator_limits": .object(limits.mapValues(CanonicalJSON.number)),
    ]
    if !findingsThere.isEmpty { circumstances["preflights"] = .object(findingsThere) }
    return circumstances
  }

  private func sampler() throws -> Sampler {
    var settings = MeasureSettings()
    settings.flowSeconds = command.seconds
    settings.flowMeasures = command.flowOptions.measures
    settings.search = command.flowOptions.effort
    settings.waitLonger(loaded.slowness)
    settings.countsInstructions = loaded.testbed.clock == .instructions
    settings.refusesContention = loaded.testbed.label == nil
    let stop = stop
    return Sampler(
      settings: settings, guest: try GuestExecutable.find(),
      workers: Workers { Terminal.writeError("  \($0)\n") }, isCancelled: { stop.isRaised },
      progress: { Terminal.writeError("  \($0)\n") })
  }

  /// Whether KVM's guests are emulated on this machine, and a word on why.
  private func isEmulated(_ appliance: Appliance?, _ sampler: Sampler) throws -> Bool {
    guard let appliance, command.options.acceleration != .emulation else { return true }
    guard loaded.hasGuests(on: nil) else { return false }
    return try isEmulated(
      appliance, sampler, on: nil, wanted: command.options.acceleration,
      connection: MeasureOptions.connection)
  }

  /// The same of the testbed's other machines that have KVM's guests.
  private func emulatedThere(
    _ appliance: Appliance?, _ sampler: Sampler
  ) throws -> [Testbed.Remote: Bool] {
    var answers: [Testbed.Remote: Bool] = [:]
    guard let appliance else { return answers }
    for machine in loaded.testbed.machines {
      guard let remote = machine.remote, answers[remote] == nil, loaded.hasGuests(on: remote) else {
        continue
      }
      let wanted =
        command.options.acceleration == .automatic
        ? machine.acceleration : command.options.acceleration
      answers[remote] =
        try wanted == .emulation
        || isEmulated(
          appliance, sampler, on: remote, wanted: wanted,
          connection: machine.connection ?? "qemu:///system")
    }
    return answers
  }

  private func isEmulated(
    _ appliance: Appliance, _ sampler: Sampler, on remote: Testbed.Remote?,
    wanted: Testbed.Acceleration, connection: String
  ) throws -> Bool {
    let place = remote.map { "on \($0)" } ?? "here"
    Terminal.writeError("trying whether KVM starts a guest \(place)\n")
    let reason = try KVMProbe.run(
      appliance, on: remote, connection: connection, sampler: sampler,
      seconds: Self.kvmPatience * loaded.slowness)
    if stop.isRaised { throw MeasureError.interrupted }
    guard let reason else { return false }
    guard wanted == .automatic else {
      throw Failure.work("KVM starts no guest \(place): \(reason)")
    }
    Terminal.writeError(
      "KVM starts no guest \(place) (\(reason)); guests are emulated by software, and labelled "
        + "so\n")
    return true
  }

  private func cells(
    _ appliance: Appliance?, emulated: Bool, there: [Testbed.Remote: Bool]
  ) throws -> [Cell] {
    try loaded.scenarios.map { scenario, hash, _ in
      try Cell(
        scenario, hash: hash, testbed: loaded.testbed, emulated: emulated, emulatedThere: there,
        appliance: appliance, connection: MeasureOptions.connection)
    }
  }

  /// On what is measured. A testbed that has a label is no real hardware.
  private func label(of cells: [Cell]) -> CampaignRecord.Label {
    if cells.contains(where: \.isEmulated) { return .softwareEmulation }
    return loaded.testbed.label == nil ? .real : .emulated
  }

  /// The campaign to go on with, or a new one.
  private func campaign(of cells: [Cell], in store: ResultStore) throws -> CampaignRecord {
    let hashes = try cells.map { try $0.planHash() }
    let record = CampaignRecord(
      name: command.name ?? cells.map(\.key).joined(separator: "+"),
      label: label(of: cells),
      scenario: .init(loaded.scenarios.map(\.text).joined(separator: "---\n")),
      testbed: .init(loaded.testbedText),
      planHash: SHA256.hexadecimal(of: hashes.joined(separator: "\n").utf8),
      seed: command.seed ?? UInt64.random(in: 0...UInt64(Int64.max)),
      blocks: command.blocks ?? BlockDesign.defaultBlocks, created: .now,
      version: Version.current,
      cells: cells.map {
        CellRecord(key: $0.key, platform: $0.platform, settings: settings(of: $0.scenario))
      })
    guard let name = command.resume else {
      let design = BlockDesign(
        cells: cells.map(\.key), blocks: record.blocks, seed: record.seed)
      try store.create(record, order: design.order)
      return record
    }
    let old = try store.campaign(named: name)
    let differences = differences(from: old, to: record)
    guard differences.isEmpty else {
      throw Failure.input(
        "--resume \(name): its samples would not be of one kind; give the same options, or begin a "
          + "new campaign\n" + differences.map { "  \($0)" }.joined(separator: "\n"))
    }
    return old
  }

  /// What of a campaign is not as this command line has it, one sentence each.
  private func differences(from old: CampaignRecord, to new: CampaignRecord) -> [String] {
    var differences: [String] = []
    func compare(_ what: String, _ old: String, _ new: String) {
      if old != new { differences.append("\(what): it was \(old), and is \(new) now") }
    }
    func cells(_ record: CampaignRecord) -> String {
      record.cells.map(\.key).joined(separator: ", ")
    }
    compare("scenarios", cells(old), cells(new))
    if differences.isEmpty, old.scenario.hash != new.scenario.hash {
      differences.append("scenarios: the text of one has changed")
    }
    if old.testbed.hash != new.testbed.hash {
      differences.append("--testbed: it is another one, or its text has changed")
    }
    for (before, after) in zip(old.cells, new.cells) where before.key == after.key {
      compare("how \(before.key) is run", before.platform, after.platform)
      compare("options and workloads of \(before.key)", before.settings, after.settings)
    }
    if let blocks = command.blocks { compare("--blocks", "\(old.blocks)", "\(blocks)") }
    if let seed = command.seed { compare("--seed", "\(old.seed)", "\(seed)") }
    if let name = command.name { compare("--name", old.name, name) }
    if differences.isEmpty, old.planHash != new.planHash {
      differences.append(
        "plan: it is another, which hypertwin plan prints; the kernel, the guest program or "
          + "libvirt's connection has changed")
    }
    return differences
  }
}
