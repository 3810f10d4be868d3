import Model
import Testing

/// Trains as texts.
@Suite
struct PacketTrainsTests {
  @Test(arguments: ["64x32", "64x0x1", "64x-1x1", "x1x1", "64x1x1x1", "９x1x1", "64x9999999x1", ""])
  func whatNamesNoTrainsIsNil(text: String) { #expect(PacketTrains(text) == nil) }

  @Test
  func namesAreReadAsTheyAreWritten() {
    let trains = PacketTrains(size: 1518, count: 8, length: 16)
    #expect(PacketTrains(trains.description) == trains && trains.frames == 128)
  }
}
