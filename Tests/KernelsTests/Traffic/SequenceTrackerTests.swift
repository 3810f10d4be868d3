import Kernels
import Testing

@Suite
struct SequenceTrackerTests {
  /// The examples of RFC 4737, section 7, with numbers from 0: which are reordered, and how far.
  @Test(arguments: [
    ([0, 1, 2, 3, 4, 5], 0, 0, 0),
    ([1, 2, 3, 5, 6, 7, 8, 4, 9, 10], 1, 4, 4),
    ([1, 2, 3, 4, 7, 5, 6, 8, 9, 10], 2, 3, 2),
    ([1, 2, 3, 7, 8, 9, 10, 4, 5, 6, 11], 3, 15, 6),
  ])
  func countsAsTheStandardDoes(
    arrivals: [UInt32], reordered: Int, totalExtent: Int, largestExtent: Int
  ) {
    var tracker = SequenceTracker()
    for sequence in arrivals { tracker.arrive(sequence) }
    let counts = Counts(tracker)
    #expect(counts.unique == arrivals.count)
    #expect(counts.duplicates == 0)
    #expect(counts.reordered == reordered)
    #expect(counts.totalExtent == totalExtent)
    #expect(counts.largestExtent == largestExtent)
  }

  /// Against the definitions written out, on streams with losses, duplicates and displacements.
  @Test(arguments: 1...60)
  func agreesWithTheDefinitions(seed: UInt64) {
    var random = TestRandom(seed: seed)
    var sequences: [UInt32] = []
    for sequence in 0..<UInt32.random(in: 1...600, using: &random) {
      if Int.random(in: 0..<10, using: &random) == 0 { continue }
      sequences.append(sequence)
      if Int.random(in: 0..<12, using: &random) == 0 { sequences.append(sequence) }
    }
    for _ in 0..<Int.random(in: 0...200, using: &random) where sequences.count > 1 {
      let from = Int.random(in: sequences.indices, using: &random)
      let to = min(sequences.count - 1, from + Int.random(in: 0...80, using: &random))
      sequences.swapAt(from, to)
    }
    var tracker = SequenceTracker()
    for sequence in sequences { tracker.arrive(sequence) }
    #expect(Counts(tracker) == Counts(byDefinition: sequences), "seed \(seed)")
  }

  /// Numbers go past 2^32 without a gap.
  @Test
  func theNumbersMayWrap() {
    var tracker = SequenceTracker()
    let start = UInt32.max - 1000
    var sequence: UInt32 = 0
    // Steps that are too large to be of a stream bring it near the end.
    while sequence < start {
      tracker.arrive(sequence)
      sequence = sequence.addingReportingOverflow(1 << 30).overflow ? start : sequence + 1 << 30
    }
    let before = tracker.unique
    for step in 0..<2000 { tracker.arrive(start &+ UInt32(step)) }
    #expect(tracker.unique == before + 2000)
    #expect(tracker.reordered == 0)
    #expect(tracker.greatest == Int(start) + 1999)
  }

  /// A number that went out of the window is counted apart, one just inside it is not.
  @Test
  func whatIsTooOldIsCountedApart() {
    var tracker = SequenceTracker()
    let window = UInt32(SequenceTracker.window)
    tracker.arrive(1)
    tracker.arrive(window + 5)
    tracker.arrive(5)
    #expect(tracker.tooOld == 1)
    tracker.arrive(6)
    #expect(tracker.tooOld == 1)
    #expect(tracker.reordered == 1)
    tracker.arrive(6)
    #expect(tracker.duplicates == 1)
    #expect(tracker.unique == 3)
  }

  /// All counts, to be compared at once.
  private struct Counts: Hashable {
    var unique = 0
    var duplicates = 0
    var reordered = 0
    var totalExtent = 0
    var largestExtent = 0

    init(_ tracker: borrowing SequenceTracker) {
      unique = tracker.unique
      duplicates = tracker.duplicates
      reordered = tracker.reordered
      totalExtent = tracker.totalExtent
      largestExtent = tracker.largestExtent
    }

    /// RFC 4737: reordered is what is below the next expected number; its extent reaches back to
    /// the first arrival with a greater number.
    init(byDefinition sequences: [UInt32]) {
      var arrivals: [UInt32] = []
      var nextExpected: UInt32 = 0
      for sequence in sequences {
        if arrivals.contains(sequence) {
          duplicates += 1
          continue
        }
        if sequence >= nextExpected {
          nextExpected = sequence + 1
        } else {
          reordered += 1
          let extent = arrivals.count - (arrivals.firstIndex { $0 > sequence } ?? 0)
          totalExtent += extent
          largestExtent = max(largestExtent, extent)
        }
        arrivals.append(sequence)
        unique += 1
      }
    }
  }
}
