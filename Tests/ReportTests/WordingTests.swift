import Model
import Testing

@testable import Report

/// The words for cells, metrics and stages.
@Suite
struct WordingTests {
  @Test(arguments: [
    (100.0, 1.0, 100.9, Verdict.inside), (100, 0.1, 100.9, .close), (100, 0.1, 99.1, .close),
    (100, 0.1, 101.1, .outside), (100, 5, 104, .inside), (100, 0.1, .nan, .outside),
  ])
  func verdicts(mean: Double, margin: Double, predicted: Double, verdict: Verdict) {
    let cell = Reproduction.Cell(
      table: 1, platform: "native", metric: "pi", unit: "s",
      published: .init(mean: mean, ci95: margin), predicted: .init(mean: predicted, ci95: 0),
      basis: .fitted, freeParameters: 1, anomaly: nil)
    #expect(Verdict(cell) == verdict)
  }

  /// The names that the simulator gives to stages; a new form needs a colour of its own.
  @Test(arguments: [
    ("generator transmit", "generator sender", Palette.end),
    ("receiver receive eth0", "receiver softirq eth0", .end),
    ("generator.eth0 → router.eth0", "wire", .wire),
    ("router forward eth0", "router softirq eth0", .host),
    ("router forward eth1", "router netback", .host),
    ("router bridge eth0", "router softirq eth0", .host),
    ("router/vm backend receive eth0", "router/vm QEMU", .backend),
    ("router/vm backend transmit eth1", "router netback", .backend),
    ("router/vm vCPU forward eth0 eth1", "router/vm vCPU 0", .guest),
    ("router/vm vCPU endpoint eth0", "router/vm vCPU 0", .guest),
  ])
  func stagesHaveTheColourOfWhoDoesTheWork(stage: String, thread: String, kind: Palette) {
    let time = StageTime(
      flow: "tx", stage: stage, thread: thread, waiting: 0, service: 0, utilisation: 0, dropped: 0)
    #expect(Palette.kind(of: time) == kind)
  }

  @Test
  func sharesAreShownInPercent() {
    let words = MetricText(
      Metric(name: "tx.loss", unit: "1", mean: 0.0123, ci95: 0.0011, samples: [0.0123, 0.0123]))
    #expect(
      [words.workload, words.quantity, words.value, words.unit, words.count]
        == ["tx", "loss", "1.23 ± 0.11", "%", "2"])
  }

  @Test
  func countsAreNoShares() {
    let words = MetricText(
      Metric(name: "udp.search_trials", unit: "1", mean: 41, ci95: nil, samples: [41]))
    #expect([words.quantity, words.value, words.unit] == ["search_trials", "41", ""])
  }

  @Test
  func coloursDifferWhereTheyMeetInOneChart() {
    #expect(Set(Palette.stageKinds.map(\.hex)).count == Palette.stageKinds.count)
    let others: [Palette] = [.published, .predicted, .interval]
    #expect(Set(others.map(\.hex)).count == others.count)
  }
}
