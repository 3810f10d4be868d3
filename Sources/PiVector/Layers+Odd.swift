internal import CLanes

extension Layers {
  /// cos and sin of a third and of one and two fifths of a turn.
  private static let cosine3 = -0.5
  private static let sine3 = 0.866_025_403_784_438_6
  private static let cosine5 = 0.309_016_994_374_947_4
  private static let sine5 = 0.951_056_516_295_153_5
  private static let cosine10 = -0.809_016_994_374_947_4
  private static let sine10 = 0.587_785_252_292_473_1

  /// The three sums a0 + u^k·a1 + u^2k·a2 over the cube roots of unity, u = e^(±2πi/3).
  @inline(__always)
  private static func sums3(
    _ a0: Line, _ a1: Line, _ a2: Line, forward: Bool
  ) -> (Line, Line, Line) {
    let sum = a1 + a2
    let difference = a1 - a2
    let middle = a0.adding(sum, times: hypertwin_broadcast(cosine3))
    let sine = hypertwin_broadcast(forward ? sine3 : -sine3)
    let turned = Line(
      real: hypertwin_multiply(difference.real, sine),
      imaginary: hypertwin_multiply(difference.imaginary, sine))
    return (a0 + sum, middle.plusTurned(turned), middle.minusTurned(turned))
  }

  /// Forward, radix 3, on 3·third lines.
  @inline(__always)
  static func forward3(_ base: LinePointer, third: Int, roots: UnsafePointer<Double>) {
    let root1 = Line.broadcast(roots)
    let root2 = Line.broadcast(roots + 2)
    let step = third &* Line.stride
    var place = base
    for _ in 0..<third {
      let y = sums3(
        Line(place), Line(place + step).times(root1), Line(place + 2 &* step).times(root2),
        forward: true)
      y.0.store(place)
      y.1.store(place + step)
      y.2.store(place + 2 &* step)
      place += Line.stride
    }
  }

  /// The inverse of `forward3`, times 3.
  @inline(__always)
  static func inverse3(_ base: LinePointer, third: Int, roots: UnsafePointer<Double>) {
    let root1 = Line.broadcast(roots)
    let root2 = Line.broadcast(roots + 2)
    let step = third &* Line.stride
    var place = base
    for _ in 0..<third {
      let a = sums3(
        Line(place), Line(place + step), Line(place + 2 &* step), forward: false)
      a.0.store(place)
      a.1.timesConjugate(root1).store(place + step)
      a.2.timesConjugate(root2).store(place + 2 &* step)
      place += Line.stride
    }
  }

  /// The five sums of a0 … a4 over the powers of e^(±2πi/5).
  @inline(__always)
  private static func sums5(
    _ a: (Line, Line, Line, Line, Line), forward: Bool
  ) -> (Line, Line, Line, Line, Line) {
    let (sum1, difference1) = (a.1 + a.4, a.1 - a.4)
    let (sum2, difference2) = (a.2 + a.3, a.2 - a.3)
    let near = hypertwin_broadcast(cosine5)
    let far = hypertwin_broadcast(cosine10)
    let large = hypertwin_broadcast(forward ? sine5 : -sine5)
    let small = hypertwin_broadcast(forward ? sine10 : -sine10)
    let middle1 = a.0.adding(sum1, times: near).adding(sum2, times: far)
    let middle2 = a.0.adding(sum1, times: far).adding(sum2, times: near)
    let turned1 = Line(
      real: hypertwin_multiply(difference1.real, large),
      imaginary: hypertwin_multiply(difference1.imaginary, large)
    ).adding(difference2, times: small)
    let turned2 = Line(
      real: hypertwin_multiply(difference1.real, small),
      imaginary: hypertwin_multiply(difference1.imaginary, small)
    ).adding(difference2, times: hypertwin_subtract(hypertwin_broadcast(0), large))
    return (
      a.0 + sum1 + sum2, middle1.plusTurned(turned1), middle2.plusTurned(turned2),
      middle2.minusTurned(turned2), middle1.minusTurned(turned1)
    )
  }

  /// Forward, radix 5, on 5·fifth lines.
  @inline(__always)
  static func forward5(_ base: LinePointer, fifth: Int, roots: UnsafePointer<Double>) {
    let step = fifth &* Line.stride
    var place = base
    for _ in 0..<fifth {
      let y = sums5(
        (
          Line(place), Line(place + step).times(.broadcast(roots)),
          Line(place + 2 &* step).times(.broadcast(roots + 2)),
          Line(place + 3 &* step).times(.broadcast(roots + 4)),
          Line(place + 4 * step).times(.broadcast(roots + 6))
        ), forward: true)
      y.0.store(place)
      y.1.store(place + step)
      y.2.store(place + 2 &* step)
      y.3.store(place + 3 &* step)
      y.4.store(place + 4 * step)
      place += Line.stride
    }
  }

  /// The inverse of `forward5`, times 5.
  @inline(__always)
  static func inverse5(_ base: LinePointer, fifth: Int, roots: UnsafePointer<Double>) {
    let step = fifth &* Line.stride
    var place = base
    for _ in 0..<fifth {
      let a = sums5(
        (
          Line(place), Line(place + step), Line(place + 2 &* step), Line(place + 3 &* step),
          Line(place + 4 * step)
        ), forward: false)
      a.0.store(place)
      a.1.timesConjugate(.broadcast(roots)).store(place + step)
      a.2.timesConjugate(.broadcast(roots + 2)).store(place + 2 &* step)
      a.3.timesConjugate(.broadcast(roots + 4)).store(place + 3 &* step)
      a.4.timesConjugate(.broadcast(roots + 6)).store(place + 4 * step)
      place += Line.stride
    }
  }
}
