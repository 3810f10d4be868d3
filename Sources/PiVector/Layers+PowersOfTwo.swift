internal import CLanes

/// Single layers of a transform, on one polynomial. A polynomial modulo x^n − ρ^radix, whose
/// coefficients are the lines at `base`, is replaced by its remainders modulo x^(n/radix) − ρ·u^k
/// for the `radix`-th roots of unity u^k, in the order 1, −1, i, −i for radix 4.
enum Layers {
  /// How many doubles of roots a polynomial has in a layer of that radix.
  @inline(__always)
  static func rootStride(radix: Int) -> Int { radix > 2 ? 2 * (radix - 1) : 6 }

  /// Forward, radix 4, on 4·quarter lines.
  @inline(__always)
  static func forward4(_ base: LinePointer, quarter: Int, roots: UnsafePointer<Double>) {
    let root1 = Line.broadcast(roots)
    let root2 = Line.broadcast(roots + 2)
    let root3 = Line.broadcast(roots + 4)
    let step = quarter &* Line.stride
    var place = base
    for _ in 0..<quarter {
      let a0 = Line(place)
      let a2 = Line(place + 2 &* step).times(root2)
      let even = a0 + a2
      let evenDifference = a0 - a2
      let a1 = Line(place + step).times(root1)
      let a3 = Line(place + 3 &* step).times(root3)
      let odd = a1 + a3
      let oddDifference = a1 - a3
      (even + odd).store(place)
      (even - odd).store(place + step)
      evenDifference.plusTurned(oddDifference).store(place + 2 &* step)
      evenDifference.minusTurned(oddDifference).store(place + 3 &* step)
      place += Line.stride
    }
  }

  /// The inverse of `forward4`, times 4.
  @inline(__always)
  static func inverse4(_ base: LinePointer, quarter: Int, roots: UnsafePointer<Double>) {
    let root1 = Line.broadcast(roots)
    let root2 = Line.broadcast(roots + 2)
    let root3 = Line.broadcast(roots + 4)
    let step = quarter &* Line.stride
    var place = base
    for _ in 0..<quarter {
      let y0 = Line(place)
      let y1 = Line(place + step)
      let y2 = Line(place + 2 &* step)
      let y3 = Line(place + 3 &* step)
      let even = y0 + y1
      let odd = y0 - y1
      let evenDifference = y2 + y3
      let oddDifference = y2 - y3
      (even + evenDifference).store(place)
      odd.minusTurned(oddDifference).timesConjugate(root1).store(place + step)
      (even - evenDifference).timesConjugate(root2).store(place + 2 &* step)
      odd.plusTurned(oddDifference).timesConjugate(root3).store(place + 3 &* step)
      place += Line.stride
    }
  }

  /// Forward, radix 2, on 2·half lines.
  @inline(__always)
  static func forward2(_ base: LinePointer, half: Int, roots: UnsafePointer<Double>) {
    let root = Line.broadcast(roots + 2)
    let step = half &* Line.stride
    var place = base
    for _ in 0..<half {
      let a0 = Line(place)
      let a1 = Line(place + step).times(root)
      (a0 + a1).store(place)
      (a0 - a1).store(place + step)
      place += Line.stride
    }
  }

  /// The inverse of `forward2`, times 2.
  @inline(__always)
  static func inverse2(_ base: LinePointer, half: Int, roots: UnsafePointer<Double>) {
    let root = Line.broadcast(roots + 2)
    let step = half &* Line.stride
    var place = base
    for _ in 0..<half {
      let y0 = Line(place)
      let y1 = Line(place + step)
      (y0 + y1).store(place)
      (y0 - y1).timesConjugate(root).store(place + step)
      place += Line.stride
    }
  }
}
