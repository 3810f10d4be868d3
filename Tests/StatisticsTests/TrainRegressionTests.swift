import Model
import Statistics
import Testing

/// What trains of frames cost, by regression.
@Suite
struct TrainRegressionTests {
  @Test
  func termsThatMadeTheTrialsAreFound() throws {
    var costs: [PacketTrains: Double] = [:]
    for (size, count, length) in [(64, 4, 1), (64, 32, 1), (64, 4, 8), (1518, 4, 1), (1518, 4, 8)] {
      costs[.init(size: size, count: count, length: length)] =
        7 + 100 * Double(count) + 10 * Double(count * length) + Double(count * length * size) / 4
    }
    let fit = try #require(TrainRegression(costs))
    #expect(abs(fit.notification.value - 100) < 1e-6)
    #expect(abs(fit.packet.value - 10) < 1e-6)
    #expect(abs(fit.byte.value - 0.25) < 1e-9)
    #expect(fit.deviation < 1e-6)
  }

  /// Four unknowns and no more trials leave no error to tell; trains of one size tell no bytes.
  @Test
  func trialsThatCannotTellThemApartGiveNothing() {
    var costs: [PacketTrains: Double] = [:]
    for count in 1...8 { costs[.init(size: 64, count: count, length: count % 3 + 1)] = 1 }
    #expect(TrainRegression(costs) == nil)
    #expect(TrainRegression([:]) == nil)
  }
}
