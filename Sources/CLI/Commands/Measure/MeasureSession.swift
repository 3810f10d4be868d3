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
    let appliance = try command.options.appliance(for: loaded.scenarios.map(\.scenario))
    do {
      let sampler = try sampler()
      let emulated = try isEmulated(appliance, sampler)
      let cells = try cells(appliance, emulated: emulated)
      let store = try ResultStore(ResultStore.defaultPath)
      let campaign = try campaign(of: cells, in: store)
      let run = try CampaignRun(campaign.id, in: store, attempts: command.attempts)
      try measure(cells, run, sampler)
      let summary = CampaignSummary(
        campaign, samples: try store.samples(of: campaign.id))
      try Terminal.write(
        CampaignText.show(summary, width: Terminal.width, color: Terminal.hasColor))
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
    _ cells: [Cell], _ run: CampaignRun, _ sampler: Sampler
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
      let outcome = try sampler.sample(cell)
      try run.record(outcome, for: ticket)
      switch outcome.verdict {
      case .finished: break
      case .invalid(let reasons):
        Terminal.writeError("  invalid: \(reasons.map(\.detail).joined(separator: "; "))\n")
      case .failed(let why): Terminal.writeError("  failed: \(why)\n")
      }
    }
  }

  private func sampler() throws -> Sampler {
    var settings = MeasureSettings()
    settings.flowSeconds = command.seconds
    settings.bootSeconds *= loaded.slowness
    settings.agentSeconds *= loaded.slowness
    settings.refusesContention = loaded.testbed.label == nil
    let stop = stop
    return Sampler(
      settings: settings, guest: try GuestExecutable.find(), isCancelled: { stop.isRaised },
      progress: { Terminal.writeError("  \($0)\n") })
  }

  /// Whether KVM's guests are emulated, and a word on why.
  private func isEmulated(_ appliance: Appliance?, _ sampler: Sampler) throws -> Bool {
    guard let appliance, command.options.acceleration != .emulation else { return true }
    guard loaded.hasKVMGuests else { return false }
    Terminal.writeError("trying whether KVM starts a guest here\n")
    let reason = try KVMProbe.run(
      appliance, connection: MeasureOptions.connection, sampler: sampler,
      seconds: Self.kvmPatience * loaded.slowness)
    if stop.isRaised { throw MeasureError.interrupted }
    guard let reason else { return false }
    guard command.options.acceleration == .automatic else {
      throw Failure.work("KVM starts no guest here: \(reason)")
    }
    Terminal.writeError(
      "KVM starts no guest here (\(reason)); guests are emulated by software, and labelled so\n")
    return true
  }

  private func cells(_ appliance: Appliance?, emulated: Bool) throws -> [Cell] {
    try loaded.scenarios.map { scenario, hash, _ in
      try Cell(
        scenario, hash: hash, testbed: loaded.testbed, emulated: emulated, appliance: appliance,
        connection: MeasureOptions.connection)
    }
  }

  /// On what is measured. A testbed that has a label is no real hardware.
  private func label(of cells: [Cell]) -> CampaignRecord.Label {
    if cells.contains(where: \.isEmulated) { return .softwareEmulation }
    return loaded.testbed.label == nil ? .real : .emulated
  }

  /// The campaign to go on with, or a new one.
  private func campaign(of cells: [Cell], in store: ResultStore) throws -> CampaignRecord {
    let hashes = try cells.map { try $0.plan.hash() }
    let record = CampaignRecord(
      name: command.name ?? cells.map(\.key).joined(separator: "+"),
      label: label(of: cells),
      scenario: .init(loaded.scenarios.map(\.text).joined(separator: "---\n")),
      testbed: .init(loaded.testbedText),
      planHash: SHA256.hexadecimal(of: hashes.joined(separator: "\n").utf8),
      seed: command.seed ?? UInt64.random(in: 0...UInt64(Int64.max)), blocks: command.blocks,
      created: .now, version: Version.current,
      cells: cells.map { CellRecord(key: $0.key, platform: $0.platform) })
    guard let name = command.resume else {
      let design = BlockDesign(
        cells: cells.map(\.key), blocks: command.blocks, seed: record.seed)
      try store.create(record, order: design.order)
      return record
    }
    let old = try store.campaign(named: name)
    guard old.scenario.hash == record.scenario.hash, old.testbed.hash == record.testbed.hash,
      old.planHash == record.planHash
    else {
      throw Failure.input(
        "--resume \(name): that campaign had other scenarios, another testbed or another plan; "
          + "give it the same ones, or begin a new campaign")
    }
    return old
  }
}
