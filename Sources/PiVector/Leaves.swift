internal import CLanes

/// Products of the polynomials that all layers end with: one line, modulo x^width − ω.
enum Leaves {
  /// a = a · b for groups of four lines, which are modulo ω = ρ, −ρ, iρ and −iρ for the first of the
  /// three powers of a root ρ in `roots`.
  @inline(__always)
  static func multiply(
    _ a: LinePointer, _ b: LinePointer, groups: Int, roots: UnsafePointer<Double>
  ) {
    var a = a
    var b = b
    var roots = roots
    for _ in 0..<groups {
      let (x, y) = (roots[0], roots[1])
      multiply(a, b, x, y)
      multiply(a + Line.stride, b + Line.stride, -x, -y)
      multiply(a + 2 * Line.stride, b + 2 * Line.stride, -y, x)
      multiply(a + 3 * Line.stride, b + 3 * Line.stride, y, -x)
      a += 4 * Line.stride
      b += 4 * Line.stride
      roots += 6
    }
  }

  /// a = a · b modulo x^width − (x + i·y).
  @inline(__always)
  private static func multiply(_ a: LinePointer, _ b: LinePointer, _ x: Double, _ y: Double) {
    let high = Line(b)
    let low = high.times(
      Line(real: hypertwin_broadcast(x), imaginary: hypertwin_broadcast(y)))
    var real = hypertwin_broadcast(0)
    var realBack = hypertwin_broadcast(0)
    var imaginary = hypertwin_broadcast(0)
    for lane in 0..<Line.width {
      let ar = hypertwin_broadcast(a[lane])
      let ai = hypertwin_broadcast(a[Line.width + lane])
      let br = hypertwin_window(low.real, high.real, lane)
      let bi = hypertwin_window(low.imaginary, high.imaginary, lane)
      real = hypertwin_multiply_add(ar, br, real)
      realBack = hypertwin_multiply_add(ai, bi, realBack)
      imaginary = hypertwin_multiply_add(ar, bi, imaginary)
      imaginary = hypertwin_multiply_add(ai, br, imaginary)
    }
    Line(real: hypertwin_subtract(real, realBack), imaginary: imaginary).store(a)
  }
}
