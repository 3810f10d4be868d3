import Model
import Testing

@testable import Report

/// What routers cost, from the trials of paths.
@Suite
struct PathTableTests {
  private static let trains: [PacketTrains] =
    [64, 1518].flatMap { size in
      [(4, 1), (32, 1), (4, 8), (16, 8)].map { count, length in
        PacketTrains(size: size, count: count, length: length)
      }
    }

  /// A platform whose trials cost so much for each train, frame and byte, and `odd` beside in every
  /// other, which no regression explains.
  private static func platform(
    _ name: String, _ prefix: String, _ costs: (Double, Double, Double), odd: Double = 0
  ) -> PlatformTable.Platform {
    PlatformTable.Platform(
      name: name,
      figures: trains.enumerated().map { number, trains in
        let frames = Double(trains.frames)
        let value =
          1e6 + costs.0 * Double(trains.count) + costs.1 * frames
          + costs.2 * frames * Double(trains.size) + (number.isMultiple(of: 2) ? odd : 0)
        return PlatformTable.Figure(
          name: "udp \(prefix)trial_\(trains)", unit: "instructions", value: value)
      })
  }

  private static func base(_ name: String) -> String? {
    name == "native-direct" ? nil : "native-direct"
  }

  /// What the path without a router has too widens no standard error of the difference.
  @Test
  func routersArePathsLessTheOneWithoutTrialByTrial() throws {
    let direct = Self.platform("native-direct", "", (14_000, 11_000, 5), odd: 90_000)
    let native = Self.platform("native", "", (15_000, 15_500, 5.25), odd: 90_000)
    let text = PathTable([direct, native], base: Self.base).text(width: 80, color: false)
    #expect(text.contains("native, less native-direct"))
    let row = try #require(text.split(separator: "\n").first { $0.contains("  all") })
    let words = row.split { $0 == " " || $0 == "±" }
    #expect(words == ["all", "1,000", "0", "4,500", "0", "0.25", "0"])
  }

  @Test
  func withoutADirectPathTheWholeIsTold() throws {
    let native = Self.platform("native", "", (15_000, 15_500, 5))
    let text = PathTable([native], base: Self.base).text(width: 80, color: false)
    #expect(text.contains("native, whole"))
    #expect(text.contains("15,500"))
  }

  /// A part that only one path has is told as it is, and wide numbers stay within 80 columns.
  @Test
  func partsAreRowsOfTheirPathAndAllFitsAnOldTerminal() throws {
    let direct = Self.platform("native-direct", "", (14_000, 11_000, 5), odd: 1e6)
    var guest = Self.platform("kvm-rtl8139", "", (1_234_567, 2_345_678, 53.25), odd: 1e6)
    guest.figures += Self.platform("", "emulator_", (30_000, 20_000, 4), odd: 2e6).figures
    let text = PathTable([direct, guest], base: Self.base).text(width: 80, color: false)
    #expect(text.split(separator: "\n").allSatisfy { $0.count <= 80 })
    #expect(text.contains("  emulator"))
    #expect(text.contains("1,220,567"))
  }

  @Test
  func platformsWithoutTrialsGiveNoTable() {
    let figure = PlatformTable.Figure(name: "pi work", unit: "instructions", value: 1)
    let platform = PlatformTable.Platform(name: "native", figures: [figure])
    #expect(PathTable([platform], base: Self.base).isEmpty)
    #expect(!PathTable.isTrial("udp packet_error") && PathTable.isTrial("udp trial_64x4x1"))
  }
}
