internal import CMachine

// This file is compiled three times, as three modules: with the instructions that every machine of
// the architecture has, with AVX2 and with AVX-512. So that no function of a wide module is ever
// taken for its namesake of a narrow one, nothing here may call anything that is not inlined.

/// STREAM's four loops over arrays of doubles, `lines` cache lines of 64 bytes each.
///
/// All arrays begin at multiples of 64 bytes and do not overlap. Sums of products are rounded
/// twice, as in STREAM without fused multiply-add. O(lines).
public enum LineLoops {
  /// A cache line: eight doubles.
  typealias Line = SIMD8<Double>
  /// What plain stores store at once, by one load and one store that take every step: a whole line
  /// where registers are as wide, else half of one.
  ///
  /// Stores of whole lines were faster than those of halves by 2.5, 1.0 and 0.7 % in scale, add and
  /// triad, ± 1.5 %, and by nothing in copy (Emerald Rapids, 22 turns). The loops are kept rolled:
  /// prefetchers tell streams apart by the address of the load, and follow one load that takes
  /// every step further than four that take every fourth. Unrolled, copy lost between 3 and 15 % on
  /// Zen 3.
  #if WHOLE_LINES
    private typealias Step = SIMD8<Double>
  #else
    private typealias Step = SIMD4<Double>
  #endif

  /// c = a.
  @inline(never)
  public static func copy(_ c: UnsafeMutableRawPointer, _ a: UnsafeRawPointer, lines: Int) {
    let end = lines &* MemoryLayout<Line>.size
    var offset = 0
    while offset < end {
      c.storeBytes(
        of: a.load(fromByteOffset: offset, as: Step.self), toByteOffset: offset, as: Step.self)
      offset = hypertwin_opaque(offset &+ MemoryLayout<Step>.size)
    }
  }

  /// b = scalar·c.
  @inline(never)
  public static func scale(
    _ b: UnsafeMutableRawPointer, _ c: UnsafeRawPointer, _ scalar: Double, lines: Int
  ) {
    let factor = Step(repeating: scalar)
    let end = lines &* MemoryLayout<Line>.size
    var offset = 0
    while offset < end {
      let result = factor * c.load(fromByteOffset: offset, as: Step.self)
      b.storeBytes(of: result, toByteOffset: offset, as: Step.self)
      offset = hypertwin_opaque(offset &+ MemoryLayout<Step>.size)
    }
  }

  /// c = a + b.
  @inline(never)
  public static func add(
    _ c: UnsafeMutableRawPointer, _ a: UnsafeRawPointer, _ b: UnsafeRawPointer, lines: Int
  ) {
    let end = lines &* MemoryLayout<Line>.size
    var offset = 0
    while offset < end {
      let result =
        a.load(fromByteOffset: offset, as: Step.self)
        + b.load(fromByteOffset: offset, as: Step.self)
      c.storeBytes(of: result, toByteOffset: offset, as: Step.self)
      offset = hypertwin_opaque(offset &+ MemoryLayout<Step>.size)
    }
  }

  /// a = b + scalar·c.
  @inline(never)
  public static func triad(
    _ a: UnsafeMutableRawPointer, _ b: UnsafeRawPointer, _ c: UnsafeRawPointer, _ scalar: Double,
    lines: Int
  ) {
    let factor = Step(repeating: scalar)
    let end = lines &* MemoryLayout<Line>.size
    var offset = 0
    while offset < end {
      let result =
        b.load(fromByteOffset: offset, as: Step.self)
        + factor * c.load(fromByteOffset: offset, as: Step.self)
      a.storeBytes(of: result, toByteOffset: offset, as: Step.self)
      offset = hypertwin_opaque(offset &+ MemoryLayout<Step>.size)
    }
  }
}
