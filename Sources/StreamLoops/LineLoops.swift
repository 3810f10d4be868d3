// This file is compiled three times, as three modules: with the instructions that every machine of
// the architecture has, with AVX2 and with AVX-512. So that no function of a wide module is ever
// taken for its namesake of a narrow one, nothing here may call anything that is not inlined.

/// STREAM's four loops over cache lines of eight doubles.
///
/// All arrays begin at multiples of 64 bytes and do not overlap. Sums of products are rounded
/// twice, as in STREAM without fused multiply-add. O(lines).
public enum LineLoops {
  /// A cache line: eight doubles.
  public typealias Line = SIMD8<Double>

  /// c = a.
  @inline(never)
  public static func copy(
    _ c: UnsafeMutablePointer<Line>, _ a: UnsafePointer<Line>, lines: Int
  ) {
    var index = 0
    while index < lines {
      c[index] = a[index]
      index &+= 1
    }
  }

  /// b = scalar·c.
  @inline(never)
  public static func scale(
    _ b: UnsafeMutablePointer<Line>, _ c: UnsafePointer<Line>, _ scalar: Double, lines: Int
  ) {
    let factor = Line(repeating: scalar)
    var index = 0
    while index < lines {
      b[index] = factor * c[index]
      index &+= 1
    }
  }

  /// c = a + b.
  @inline(never)
  public static func add(
    _ c: UnsafeMutablePointer<Line>, _ a: UnsafePointer<Line>, _ b: UnsafePointer<Line>,
    lines: Int
  ) {
    var index = 0
    while index < lines {
      c[index] = a[index] + b[index]
      index &+= 1
    }
  }

  /// a = b + scalar·c.
  @inline(never)
  public static func triad(
    _ a: UnsafeMutablePointer<Line>, _ b: UnsafePointer<Line>, _ c: UnsafePointer<Line>,
    _ scalar: Double, lines: Int
  ) {
    let factor = Line(repeating: scalar)
    var index = 0
    while index < lines {
      a[index] = b[index] + factor * c[index]
      index &+= 1
    }
  }
}
