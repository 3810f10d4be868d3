import Testing

@testable import Simulator

@Suite struct FutureEventSetTests {
  @Test(arguments: [1, 2, 3] as [UInt64])
  func eventsComeOutInTheOrderOfTimeThenPriorityThenInsertion(seed: UInt64) {
    var stream = RandomStream(seed: seed, replication: 0, name: "events")
    var events = FutureEventSet(capacity: 16)
    var expected: [(time: Int64, priority: UInt8, index: UInt32)] = []
    for index in 0..<5_000 as Range<UInt32> {
      let time = Int64(stream.next() % 500)
      let priority = UInt8(stream.next() % 3)
      events.schedule(at: time, priority: priority, kind: 0, index: index)
      expected.append((time, priority, index))
    }
    expected.sort { ($0.time, $0.priority, $0.index) < ($1.time, $1.priority, $1.index) }
    for item in expected {
      let event = events.next()
      #expect(event?.index == item.index, "seed \(seed)")
    }
    #expect(events.count == 0)
  }

  @Test func streamsOfDifferentNamesReplicationsOrSeedsDiffer() {
    var first = RandomStream(seed: 1, replication: 0, name: "a")
    var others = [
      RandomStream(seed: 1, replication: 0, name: "b"),
      RandomStream(seed: 1, replication: 1, name: "a"),
      RandomStream(seed: 2, replication: 0, name: "a"),
    ]
    let value = first.next()
    for index in others.indices { #expect(others[index].next() != value) }
  }

  @Test func aStreamHasTheMomentsOfItsDistributions() {
    var stream = RandomStream(seed: 7, replication: 0, name: "moments")
    let count = 200_000
    var exponential = 0.0
    var normal = 0.0
    var square = 0.0
    for _ in 0..<count {
      exponential += stream.exponential(mean: 3)
      let value = stream.normal()
      normal += value
      square += value * value
    }
    // Four standard errors of each mean.
    #expect(abs(exponential / Double(count) - 3) < 4 * 3 / Double(count).squareRoot())
    #expect(abs(normal / Double(count)) < 4 / Double(count).squareRoot())
    #expect(abs(square / Double(count) - 1) < 4 * (2 / Double(count)).squareRoot())
  }
}
