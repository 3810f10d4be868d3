/// The sum by several threads: parts of it that one thread sums alone, whoever is free the next
/// one. Then neighbours are merged, several at once while there are more pairs than threads, and at
/// the end, where products are long enough to be shared, one pair after the other by all threads.
///
/// Two halves side by side, which would need less, keep one thread waiting for the other: only one
/// of them needs its P, and a machine seldom gives both the same.
extension Chudnovsky {
  /// Parts for each thread: one that is late by a whole part makes the others wait for a quarter of
  /// their work at most.
  private static let partsPerThread = 4

  /// P, Q and T of terms that follow each other.
  final class Sum {
    /// The three numbers.
    let part: Part
    /// How many terms they sum.
    let count: Int

    init(_ part: consuming Part, count: Int) {
      self.part = part
      self.count = count
    }
  }

  /// The sum of so many terms, the first included.
  func sum(_ terms: Int) throws(PageBuffer.OutOfMemory) -> Sum {
    let threads = arithmetic.crew.threads
    guard threads > 1, terms >= BigArithmetic.forkThreshold else {
      return Sum(try split(0, terms, needsP: false, arithmetic), count: terms)
    }
    let parts = Self.parts(terms, threads: threads)
    var sums = try arithmetic.each(parts) { index, alone throws(PageBuffer.OutOfMemory) in
      let (first, end) = (terms * index / parts, terms * (index + 1) / parts)
      return Sum(
        try split(first, end, needsP: index + 1 < parts, alone), count: end - first)
    }
    while sums.count > 1 {
      arithmetic.crew.locate()
      let (unmerged, pairs) = (sums, sums.count / 2)
      let mergePair = {
        (index: Int, arithmetic: BigArithmetic) throws(PageBuffer.OutOfMemory) -> Sum in
        let (left, right) = (unmerged[2 * index], unmerged[2 * index + 1])
        return Sum(
          try merge(
            left.part, right.part, leftCount: left.count, needsP: index + 1 < pairs, arithmetic),
          count: left.count + right.count)
      }
      if pairs > threads {
        sums = try arithmetic.each(pairs, mergePair)
      } else {
        sums = []
        for index in 0..<pairs { sums.append(try mergePair(index, arithmetic)) }
      }
    }
    return sums[0]
  }

  /// How many parts the threads share: a power of two.
  private static func parts(_ terms: Int, threads: Int) -> Int {
    var parts = 1
    while parts < partsPerThread * threads, terms / parts >= 2 * leafTerms { parts *= 2 }
    return parts
  }
}
