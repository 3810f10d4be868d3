/// A number as the unevaluated sum of two doubles: about 104 bits.
///
/// The roots of unity are computed with it, so that rounding them to doubles is the only error that
/// they bring into a transform. (T. J. Dekker, 1971, doi:10.1007/BF01397083.)
struct DoubleDouble {
  var high: Double
  var low: Double

  @inline(__always)
  init(_ high: Double, _ low: Double = 0) {
    self.high = high
    self.low = low
  }

  /// The sum of two doubles, exactly, where |a| ≥ |b| or a is 0.
  @inline(__always)
  private init(ordered a: Double, _ b: Double) {
    high = a + b
    low = b - (high - a)
  }

  /// 2π to 107 bits.
  static let turn = DoubleDouble(0x1.921fb54442d18p2, 0x1.1a62633145c07p-52)

  @inline(__always)
  static func + (a: DoubleDouble, b: DoubleDouble) -> DoubleDouble {
    let sum = a.high + b.high
    let part = sum - a.high
    let error = (a.high - (sum - part)) + (b.high - part)
    return DoubleDouble(ordered: sum, error + (a.low + b.low))
  }

  @inline(__always)
  static prefix func - (a: DoubleDouble) -> DoubleDouble { DoubleDouble(-a.high, -a.low) }

  @inline(__always)
  static func - (a: DoubleDouble, b: DoubleDouble) -> DoubleDouble { a + (-b) }

  @inline(__always)
  static func * (a: DoubleDouble, b: DoubleDouble) -> DoubleDouble {
    let product = a.high * b.high
    let error = (-product).addingProduct(a.high, b.high)
    return DoubleDouble(ordered: product, error + (a.high * b.low + a.low * b.high))
  }

  /// The quotient by a double that has no rounding error of its own.
  static func / (a: DoubleDouble, b: Double) -> DoubleDouble {
    let quotient = a.high / b
    let rest = a.high.addingProduct(-quotient, b) + a.low
    return DoubleDouble(ordered: quotient, rest / b)
  }
}

/// A complex number of two double-doubles.
struct PreciseComplex {
  var real: DoubleDouble
  var imaginary: DoubleDouble

  @inline(__always)
  init(real: DoubleDouble, imaginary: DoubleDouble) {
    self.real = real
    self.imaginary = imaginary
  }

  @inline(__always)
  static func * (a: PreciseComplex, b: PreciseComplex) -> PreciseComplex {
    PreciseComplex(
      real: a.real * b.real - a.imaginary * b.imaginary,
      imaginary: a.real * b.imaginary + a.imaginary * b.real)
  }

  /// e^(2πi·numerator/denominator), each part within 2^−95, for a denominator below 2^40.
  static func root(_ numerator: Int, of denominator: Int) -> PreciseComplex {
    // In eighths of a turn: the angle is octant/8 plus a rest of at most 1/16 turn either way.
    let wrapped = (numerator % denominator + denominator) % denominator
    let octant = (16 * wrapped + denominator) / (2 * denominator)
    let rest = 8 * wrapped - octant * denominator
    let fraction = DoubleDouble(Double(rest)) / Double(8 * denominator)
    var value = small(angle: DoubleDouble.turn * fraction)
    for _ in 0..<(octant / 2) {
      value = PreciseComplex(real: -value.imaginary, imaginary: value.real)
    }
    if octant % 2 == 1 {
      // cos 45° to 107 bits.
      let half = DoubleDouble(0x1.6a09e667f3bcdp-1, -0x1.bdd3413b26456p-55)
      value = value * PreciseComplex(real: half, imaginary: half)
    }
    return value
  }

  /// cos and sin of at most π/8 by their series; its term 24 is below 2^−110.
  private static func small(angle: DoubleDouble) -> PreciseComplex {
    var sums = PreciseComplex(real: DoubleDouble(1), imaginary: DoubleDouble(0))
    var term = DoubleDouble(1)
    for power in 1...24 {
      term = term * angle / Double(power)
      switch power % 4 {
      case 1: sums.imaginary = sums.imaginary + term
      case 2: sums.real = sums.real - term
      case 3: sums.imaginary = sums.imaginary - term
      default: sums.real = sums.real + term
      }
    }
    return sums
  }
}
