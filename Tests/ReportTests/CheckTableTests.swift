import Model
import Testing

@testable import Report

/// What was observed beside what a model gives.
@Suite
struct CheckTableTests {
  private static let checks = [
    ObservationCheck(
      id: "xen-pv-routed.16x1518", unit: "1", observed: 40.28, halfWidth: 20.14, modelled: 35.15,
      basis: .fitted),
    ObservationCheck(
      id: "kvm-rtl8139.1x1518", unit: "1", observed: 21.25, halfWidth: 1.0625, modelled: 255.5,
      basis: .heldOut),
    ObservationCheck(
      id: "kvm-e1000.1x1518", unit: "1", observed: 8, halfWidth: 4, modelled: 4, basis: .notFitted),
    ObservationCheck(
      id: "native.1x64", unit: "1", observed: 8, halfWidth: 4, modelled: 3.99,
      basis: .fittedBefore),
  ]

  private static func table(_ checks: [ObservationCheck]) -> CheckTable {
    CheckTable(
      checks, title: "counts: observed", paragraphs: ["A summary."], assumptions: ["Assumed: x."])
  }

  private static func rows(_ text: String) -> [String] {
    text.split(separator: "\n").map { $0.split(separator: " ").joined(separator: " ") }
  }

  @Test
  func everyObservationHasItsRow() {
    let text = Self.table(Self.checks).text(width: 80, color: false)
    let rows = Self.rows(text)
    #expect(rows.contains("observation observed ± modelled off by % inside basis"))
    #expect(rows.contains("xen-pv-routed.16x1518 40.28 20.14 35.15 -12.74 yes fitted"))
    #expect(rows.contains("kvm-rtl8139.1x1518 21.25 1.063 255.5 +1,102.35 no held out"))
    #expect(rows.contains("kvm-e1000.1x1518 8 4 4 -50.00 yes no fit"))
    #expect(rows.contains("native.1x64 8 4 3.99 -50.13 no old fit"))
    #expect(text.split(separator: "\n").allSatisfy { $0.count <= 80 })
  }

  @Test
  func notesSayWhatTheTableCannot() {
    let text = Self.table(Self.checks).text(width: 200, color: false)
    for part in [
      "inside the 95 % interval (±) of 2 of 4 observations", "1 of them were fitted",
      "“old fit” was fitted to another value", "Assumed: x.", "A summary.",
    ] {
      #expect(text.contains(part), "\(text)")
    }
    let plain = Self.table([Self.checks[2]]).text(width: 200, color: false)
    #expect(!plain.contains("were fitted") && !plain.contains("old fit"))
  }

  /// Units stand beside numbers that have some, and a narrow terminal gets a list.
  @Test
  func numbersWithUnitsKeepThem() {
    var check = Self.checks[0]
    check.unit = "Mbit/s"
    for width in [40, 80, 120] {
      let text = Self.table([check, Self.checks[1]]).text(width: width, color: false)
      #expect(text.contains("Mbit/s"), "\(width)")
      #expect(text.split(separator: "\n").allSatisfy { $0.count <= width }, "\(text)")
    }
  }
}
