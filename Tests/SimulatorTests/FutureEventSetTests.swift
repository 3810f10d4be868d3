import Testing

@testable import Simulator

@Suite struct FutureEventSetTests {
  @Test(arguments: [1, 2, 3] as [UInt64])
  func eventsComeOutInTheOrderOfTimeThenPriorityThenObject(seed: UInt64) {
    var stream = RandomStream(seed: seed, replication: 0, name: "events")
    var events = FutureEventSet(capacity: 16)
    var expected: [(time: Int64, priority: UInt8, index: UInt32)] = []
    var indices = Array(0..<5_000 as Range<UInt32>)
    indices.shuffle(using: &stream)
    for index in indices {
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

  /// How far in the future an event is scheduled, in picoseconds.
  enum Spacing: CaseIterable {
    case exponential, constant, simultaneous, heavyTailed, bimodal, extreme

    func draw(_ stream: inout RandomStream) -> Int64 {
      switch self {
      case .exponential: return Int64(stream.exponential(mean: 1e6))
      case .constant: return 1_000
      case .simultaneous: return stream.next() % 100 == 0 ? 1 : 0
      case .heavyTailed: return Int64(min(1e3 / (1 - stream.uniform()), 1e15))
      case .bimodal: return stream.next() % 8 == 0 ? 200_000_000_000 : Int64(stream.next() % 900)
      case .extreme: return stream.next() % 4 == 0 ? .max / 2 : Int64(stream.next() % 90_000)
      }
    }
  }

  /// Sizes around the limits at which events move between heap and buckets, rising and falling.
  @Test(arguments: Spacing.allCases)
  func aSetThatGrowsAndShrinksGivesWhatASortedListGives(spacing: Spacing) {
    let seed: UInt64 = 5
    var stream = RandomStream(seed: seed, replication: 0, name: "hold")
    var events = FutureEventSet()
    // The reference: all keys that were ever inserted, in order of (time, object).
    var scheduled: [(time: Int64, index: UInt32)] = []
    var taken: [(time: Int64, index: UInt32)] = []
    var now: Int64 = 0
    func schedule() {
      let (time, overflow) = now.addingReportingOverflow(spacing.draw(&stream))
      let event = (time: overflow ? Int64.max : time, index: UInt32(scheduled.count))
      scheduled.append(event)
      events.schedule(at: event.time, kind: 0, index: event.index)
    }
    for target in [300, 600, 200, 3_000, 100, 0, 20_000, 0] {
      // On the way to each size, two steps forward for every step back.
      while events.count != target {
        let isGrowing = events.count < target
        for isInsertion in [isGrowing, isGrowing, !isGrowing] where events.count != target {
          if isInsertion {
            schedule()
          } else if let time = events.nextTime, let event = events.next() {
            #expect(event.time == time && time >= now)
            taken.append((event.time, event.index))
            now = event.time
          }
        }
      }
    }
    #expect(events.nextTime == nil)
    scheduled.sort { ($0.time, $0.index) < ($1.time, $1.index) }
    // Nothing is scheduled before the present, so what is taken is the whole in sorted order.
    #expect(taken.count == scheduled.count)
    #expect(zip(taken, scheduled).allSatisfy { $0 == $1 }, "seed \(seed)")
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
