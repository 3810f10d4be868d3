import StreamLoops
import StreamLoopsAVX2
import StreamLoopsAVX512

/// STREAM's loops for some vector instructions and a way of storing, as `LineLoops` has them: over
/// arrays that begin at multiples of 64 bytes, with the number of their cache lines last.
public struct StreamLoopTable: Sendable {
  /// The array that a loop writes.
  public typealias Target = UnsafeMutableRawPointer
  /// An array that it reads.
  public typealias Source = UnsafeRawPointer

  /// c = a, of c, a and the lines.
  public let copy: @Sendable (Target, Source, Int) -> Void
  /// b = s·c, of b, c, s and the lines.
  public let scale: @Sendable (Target, Source, Double, Int) -> Void
  /// c = a + b, of c, a, b and the lines.
  public let add: @Sendable (Target, Source, Source, Int) -> Void
  /// a = b + s·c, of a, b, c, s and the lines.
  public let triad: @Sendable (Target, Source, Source, Double, Int) -> Void

  /// The loops.
  ///
  /// - Precondition: the processor has those instructions.
  public init(_ instructions: InstructionSet, _ stores: StreamStores) {
    precondition(instructions <= .current, "the processor lacks \(instructions.rawValue)")
    typealias Narrow = StreamLoops.LineLoops
    typealias Wide = StreamLoopsAVX2.LineLoops
    typealias Widest = StreamLoopsAVX512.LineLoops
    switch (instructions, stores) {
    case (.baseline, .plain):
      (copy, scale, add, triad) = (Narrow.copy, Narrow.scale, Narrow.add, Narrow.triad)
    case (.baseline, .nonTemporal):
      (copy, scale) = (Narrow.copyAround, Narrow.scaleAround)
      (add, triad) = (Narrow.addAround, Narrow.triadAround)
    case (.avx2, .plain):
      (copy, scale, add, triad) = (Wide.copy, Wide.scale, Wide.add, Wide.triad)
    case (.avx2, .nonTemporal):
      (copy, scale) = (Wide.copyAround, Wide.scaleAround)
      (add, triad) = (Wide.addAround, Wide.triadAround)
    case (.avx512, .plain):
      (copy, scale, add, triad) = (Widest.copy, Widest.scale, Widest.add, Widest.triad)
    case (.avx512, .nonTemporal):
      (copy, scale) = (Widest.copyAround, Widest.scaleAround)
      (add, triad) = (Widest.addAround, Widest.triadAround)
    }
  }
}
