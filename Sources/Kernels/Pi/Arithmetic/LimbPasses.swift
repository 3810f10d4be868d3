internal import CMachine

/// Passes over long arrays of limbs, which the threads of a crew share.
///
/// An array is cut into pieces. What is carried into a piece does not depend on all limbs before
/// it, but on the nearest ones whose sum is not all ones, or whose difference is not zero: it is
/// known before the pass begins, after a look at one limb or two. So every piece is computed once
/// and for good, and results are the same however many pieces there are.
struct LimbPasses {
  typealias Source = UnsafePointer<UInt64>
  typealias Target = UnsafeMutablePointer<UInt64>

  /// Who shares the work.
  let crew: Crew

  /// Limbs that are worth a thread: some microseconds of work.
  static let leastPiece = 4096

  /// How many pieces so many limbs are cut into.
  func pieces(_ count: Int) -> Int { max(min(crew.threads, count / Self.leastPiece), 1) }

  /// Where the piece begins, or the one before it ends.
  private func start(_ piece: Int, _ pieces: Int, _ count: Int) -> Int { count * piece / pieces }

  /// Calls `body` once for each piece of so many limbs.
  func forEachPiece(_ count: Int, _ body: (_ piece: Range<Int>) -> Void) {
    let pieces = pieces(count)
    guard pieces > 1 else { return body(0..<count) }
    crew.run(count: pieces) { _, piece in
      body(start(piece, pieces, count)..<start(piece + 1, pieces, count))
    }
  }

  /// Calls `body` once for each piece, with what `carry` says of the place where it begins; that is
  /// asked before anything is done, and not for the first one, which has the number 0.
  func forEachPiece<Carry: BitwiseCopyable>(
    _ count: Int, first: Carry, carry: (_ position: Int) -> Carry,
    _ body: (_ piece: Range<Int>, _ carry: Carry) -> Void
  ) {
    let pieces = pieces(count)
    guard pieces > 1 else { return body(0..<count, first) }
    withUnsafeTemporaryAllocation(of: Carry.self, capacity: pieces) { carries in
      for piece in 0..<pieces {
        carries.initializeElement(
          at: piece, to: piece == 0 ? first : carry(start(piece, pieces, count)))
      }
      crew.run(count: pieces) { _, piece in
        body(start(piece, pieces, count)..<start(piece + 1, pieces, count), carries[piece])
      }
    }
  }

  /// target = source, which does not overlap it.
  func copy(_ target: Target, _ source: Source, _ count: Int) {
    forEachPiece(count) { piece in
      (target + piece.lowerBound).update(from: source + piece.lowerBound, count: piece.count)
    }
  }

  /// Makes so many limbs zero.
  func clear(_ target: Target, _ count: Int) {
    forEachPiece(count) { piece in
      (target + piece.lowerBound).update(repeating: 0, count: piece.count)
    }
  }

  /// Turns every bit.
  func complement(_ target: Target, _ count: Int) {
    forEachPiece(count) { piece in
      for index in piece { target[index] = ~target[index] }
    }
  }

  /// result = a · 2^−bits, for bits below 64, where a has one limb more and does not overlap it.
  func shiftDown(_ result: Target, _ a: Source, _ count: Int, bits: Int) {
    forEachPiece(count) { piece in
      hypertwin_limbs_down(
        result + piece.lowerBound, a + piece.lowerBound, piece.count, UInt32(bits))
    }
  }
}
