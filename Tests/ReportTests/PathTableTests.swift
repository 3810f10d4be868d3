import Model
import Testing

@testable import Report

/// What routers cost, side by side.
@Suite
struct PathTableTests {
  private static func figures(
    _ prefix: String, _ costs: [Double], error: Double
  ) -> [RackFigures.Figure] {
    zip(["notification", "packet", "byte"], costs).flatMap { what, cost in
      [("", cost), ("_error", cost.magnitude * error)].map { suffix, value in
        RackFigures.Figure(
          name: "udp \(prefix)router_\(what)\(suffix)", unit: "instructions", value: value)
      }
    }
  }

  /// Wide numbers stay within 80 columns, and parts stand below their path.
  @Test
  func pathsAndTheirPartsAreRowsThatFitAnOldTerminal() throws {
    let native = RackFigures.Platform(
      name: "native", figures: Self.figures("", [1_000, 4_500, 0.25], error: 0))
    let guest = RackFigures.Platform(
      name: "kvm-rtl8139",
      figures: Self.figures("", [1_234_567, 2_345_678, 53.25], error: 0.1)
        + Self.figures("emulator_", [30_000, 20_000, 4], error: 1e-12))
    let text = PathTable([native, guest]).text(width: 80, color: false)
    #expect(text.split(separator: "\n").allSatisfy { $0.count <= 80 })
    let rows = text.split(separator: "\n").map { $0.split(separator: " ").joined(separator: " ") }
    let first = try #require(rows.firstIndex { $0.hasPrefix("native") })
    #expect(
      rows[first..<first + 3] == [
        "native 1,000 ± 0 4,500 ± 0 0.25 ± 0",
        "kvm-rtl8139 1,234,567 ± 123,457 2,345,678 ± 234,568 53 ± 5",
        "emulator 30,000 ± 0 20,000 ± 0 4 ± 0",
      ])
  }

  @Test
  func whatIsMissingIsADash() {
    let platform = RackFigures.Platform(
      name: "native", figures: Array(Self.figures("", [1, 2, 3], error: 0.5).prefix(2)))
    let text = PathTable([platform]).text(width: 80, color: false)
    #expect(text.contains("–"))
  }

  @Test
  func platformsWithoutRoutersGiveNoTable() {
    let figure = RackFigures.Figure(name: "udp packet", unit: "instructions", value: 1)
    #expect(PathTable([RackFigures.Platform(name: "native", figures: [figure])]).isEmpty)
    #expect(!PathTable.shows("udp packet_error") && PathTable.shows("udp router_packet"))
  }
}
