import Testing

@testable import Report

/// Platforms side by side.
@Suite
struct PlatformTableTests {
  private let table = PlatformTable([
    .init(
      name: "native",
      figures: [
        .init(name: "pi time", unit: "s", value: 0.5),
        .init(name: "udp loss", unit: "1", value: 0),
        .init(name: "tcp goodput", unit: "Mbit/s", value: 200),
      ]),
    .init(
      name: "kvm-virtio",
      figures: [
        .init(name: "router/vm boot", unit: "s", value: 20),
        .init(name: "pi time", unit: "s", value: 0.625),
        .init(name: "udp loss", unit: "1", value: 0.25),
        .init(name: "tcp goodput", unit: "Mbit/s", value: 50),
      ]),
    .init(name: "xen-pv", figures: [.init(name: "pi time", unit: "ms", value: 700)]),
  ])

  /// Ratios are to the first platform, in the same unit, and there is none to nothing or to zero.
  @Test
  func valuesAndRatiosStandSideBySide() {
    let text = table.text(heading: "Platforms", width: 100, color: false)
    let rows = text.split(separator: "\n").map { line in
      line.split(separator: "  ", omittingEmptySubsequences: true)
        .map { $0.trimmingPrefix { $0 == " " } }.filter { !$0.isEmpty }.joined(separator: "|")
    }
    #expect(rows.contains("unit|native|kvm-virtio|ratio|xen-pv|ratio"))
    #expect(rows.contains("router/vm boot|s|–|20|–|–|–"))
    #expect(rows.contains("pi time|s|0.5|0.625|×1.25|–|–"))
    #expect(rows.contains("pi time|ms|–|–|–|700|–"))
    #expect(rows.contains("udp loss|0|0.25|–|–|–"))
    #expect(rows.contains("tcp goodput|Mbit/s|200|50|×0.25|–|–"))
  }

  /// Counts are compared by how many more there are.
  @Test
  func differencesStandThereInstead() {
    var table = table
    table.comparison = .difference
    let text = table.text(heading: "Platforms", width: 100, color: false)
    #expect(text.contains("more") && !text.contains("ratio") && !text.contains("×"))
    #expect(text.contains("+0.125") && text.contains("-150") && text.contains("+0.25"))
  }

  @Test
  func rowsKeepTheOrderOfThePlatforms() {
    #expect(
      table.rows.map { "\($0.name) \($0.unit)" } == [
        "pi time ms", "router/vm boot s", "pi time s", "udp loss 1", "tcp goodput Mbit/s",
      ])
  }

  @Test
  func narrowTerminalsGetNoRatiosAndNoLongLines() {
    let text = table.text(heading: "Platforms", notes: ["A note."], width: 56, color: false)
    #expect(!text.contains("ratio") && text.contains("kvm-virtio") && text.contains("A note."))
    for width in TextStyle.narrowest...120 {
      let text = table.text(heading: "Platforms", width: width, color: false)
      for line in text.split(separator: "\n") { #expect(DisplayText.width(line) <= width) }
    }
  }
}
