import Testing

@testable import Store

/// What was recorded is never lost and never repeated, however a run ends.
@Suite struct CampaignRunTests {
  @Test func everySampleRunsOnceInTheOrderOfThePlan() throws {
    let scratch = try Scratch()
    let store = try scratch.store()
    let campaign = Scratch.campaign()
    try store.create(campaign, order: Scratch.order())
    let run = try CampaignRun(campaign.id, in: store)
    #expect(try run.progress().timeLeft == nil)
    var seen: [String] = []
    while let ticket = try run.next() {
      seen.append("\(ticket.block).\(ticket.position) \(ticket.cell.key) \(ticket.attempt)")
      try run.record(Scratch.outcome(), for: ticket)
    }
    #expect(
      seen == ["0.0 kvm/virtio 1", "0.1 native 1", "1.0 native 1", "1.1 kvm/virtio 1"])
    let progress = try run.progress()
    #expect(progress.total == 4 && progress.finished == 4 && progress.done == 4)
    #expect(progress.meanDuration == 2 && progress.timeLeft == 0)
  }

  @Test func aSampleIsReadAsItWasRecorded() throws {
    let scratch = try Scratch()
    let store = try scratch.store()
    let campaign = Scratch.campaign()
    try store.create(campaign, order: Scratch.order())
    let outcome = Scratch.outcome()
    do {
      let run = try CampaignRun(campaign.id, in: store)
      let ticket = try #require(try run.next())
      #expect(ticket.cell == campaign.cells[1] && ticket.expectedEnvironment == nil)
      try run.record(outcome, for: ticket)
    }
    // From another connection.
    let reader = try ResultStore(scratch.path, access: .read)
    #expect(try reader.campaigns() == [campaign])
    let samples = try reader.samples(of: campaign.id)
    #expect(samples.map(\.state) == [.finished, .planned, .planned, .planned])
    let sample = try #require(samples.first)
    #expect(sample.measurements == outcome.measurements)
    #expect(sample.distributions == outcome.distributions)
    #expect(sample.started == outcome.started && sample.ended == outcome.ended)
    #expect(sample.circumstances == outcome.circumstances && sample.reasons.isEmpty)
    #expect(try reader.rawResults(of: sample.id) == outcome.raw)
    let environment = try #require(outcome.environment)
    #expect(try reader.environment("abc") == environment)
  }

  @Test func whatWasRunningIsMarkedAndRunAgain() throws {
    let scratch = try Scratch()
    let store = try scratch.store()
    let campaign = Scratch.campaign()
    try store.create(campaign, order: Scratch.order())
    do {
      let run = try CampaignRun(campaign.id, in: store)
      let first = try #require(try run.next())
      try run.record(Scratch.outcome(), for: first)
      // The second begins and never ends, four times: more than failures are forgiven.
      _ = try run.next()
    }
    for _ in 0..<3 { _ = try CampaignRun(campaign.id, in: store).next() }
    let run = try CampaignRun(campaign.id, in: store)
    let ticket = try #require(try run.next())
    #expect(ticket.block == 0 && ticket.position == 1 && ticket.attempt == 5)
    try run.record(Scratch.outcome(), for: ticket)
    let samples = try store.samples(of: campaign.id)
    #expect(
      samples.prefix(6).map(\.state)
        == [.finished] + Array(repeating: .interrupted, count: 4) + [.finished])
    #expect(try run.progress().interrupted == 4)
  }

  @Test func spoiledSamplesAreTriedAgainAndThenAbandoned() throws {
    let scratch = try Scratch()
    let store = try scratch.store()
    let campaign = Scratch.campaign(blocks: 1)
    try store.create(campaign, order: Scratch.order(1))
    let run = try CampaignRun(campaign.id, in: store, attempts: 2)
    let reasons = [Invalidity(.steal, "0.3 % of the time"), Invalidity(.swap, "12 pages")]
    for attempt in 1...2 {
      let ticket = try #require(try run.next())
      #expect(ticket.position == 0 && ticket.attempt == attempt)
      let verdict =
        attempt == 1 ? SampleOutcome.Verdict.invalid(reasons) : .failed("the guest was silent")
      try run.record(Scratch.outcome(verdict), for: ticket)
    }
    let next = try #require(try run.next())
    #expect(next.position == 1)
    try run.record(Scratch.outcome(), for: next)
    #expect(try run.next() == nil)
    let samples = try store.samples(of: campaign.id)
    #expect(samples[0].reasons == reasons && samples[1].message == "the guest was silent")
    let progress = try run.progress()
    #expect(progress.finished == 1 && progress.abandoned == 1 && progress.done == 2)
    #expect(progress.invalid == 1 && progress.failed == 1)
  }

  @Test func aCellsFirstEnvironmentIsExpectedAfterwards() throws {
    let scratch = try Scratch()
    let store = try scratch.store()
    let campaign = Scratch.campaign()
    try store.create(campaign, order: Scratch.order())
    let run = try CampaignRun(campaign.id, in: store)
    for expected in [nil, nil, "abc", "abc"] as [String?] {
      let ticket = try #require(try run.next())
      #expect(ticket.expectedEnvironment == expected)
      try run.record(Scratch.outcome(), for: ticket)
    }
  }

  @Test func aSampleIsRecordedOnceAndWholeOrNotAtAll() throws {
    let scratch = try Scratch()
    let store = try scratch.store()
    let campaign = Scratch.campaign()
    try store.create(campaign, order: Scratch.order())
    let run = try CampaignRun(campaign.id, in: store)
    let ticket = try #require(try run.next())
    var doubled = Scratch.outcome()
    doubled.measurements.append(doubled.measurements[0])
    #expect(throws: StoreError.self) { try run.record(doubled, for: ticket) }
    #expect(throws: StoreError.self) {
      try run.record(Scratch.outcome(value: .nan), for: ticket)
    }
    let sample = try #require(try store.samples(of: campaign.id).first)
    #expect(sample.state == .running && sample.measurements.isEmpty)
    #expect(throws: StoreError.self) { try store.environment("abc") }
    try run.record(Scratch.outcome(), for: ticket)
    let again = #expect(throws: StoreError.self) {
      try run.record(Scratch.outcome(value: 7), for: ticket)
    }
    #expect(again?.kind == .invalid)
    #expect(try store.samples(of: campaign.id)[0].measurements[0].value == 1.5)
  }

  @Test func oneCampaignIsMeasuredByOneAtATime() throws {
    let scratch = try Scratch()
    let store = try scratch.store()
    let (one, other) = (Scratch.campaign("one"), Scratch.campaign("other"))
    try store.create(one, order: Scratch.order())
    try store.create(other, order: Scratch.order())
    do {
      let run = try CampaignRun(one.id, in: store)
      let second = #expect(throws: StoreError.self) { try CampaignRun(one.id, in: store) }
      #expect(second?.kind == .locked)
      let parallel = try CampaignRun(other.id, in: try scratch.store())
      #expect(try parallel.next() != nil && run.next() != nil)
    }
    let later = try CampaignRun(one.id, in: store)
    #expect(try later.progress().interrupted == 1)
  }
}
