internal import CLanes

/// A vector of doubles.
typealias Lanes = hypertwin_lanes

/// Where a line begins: a vector of real parts, then one of imaginary parts.
typealias LinePointer = UnsafeMutablePointer<Double>

/// As many complex numbers as a vector has lanes.
typealias Line = hypertwin_line

extension Line {
  /// Doubles per vector.
  @inline(__always) static var width: Int { hypertwin_lane_count() }
  /// Doubles per line.
  @inline(__always) static var stride: Int { 2 * width }

  /// The line at that place.
  @inline(__always)
  init(_ place: LinePointer) {
    self.init(
      real: hypertwin_load(place), imaginary: hypertwin_load(place + Self.width))
  }

  @inline(__always)
  func store(_ place: LinePointer) {
    hypertwin_store(place, real)
    hypertwin_store(place + Self.width, imaginary)
  }

  @inline(__always)
  static func + (a: Line, b: Line) -> Line {
    Line(
      real: hypertwin_add(a.real, b.real), imaginary: hypertwin_add(a.imaginary, b.imaginary))
  }

  @inline(__always)
  static func - (a: Line, b: Line) -> Line {
    Line(
      real: hypertwin_subtract(a.real, b.real),
      imaginary: hypertwin_subtract(a.imaginary, b.imaginary))
  }

  /// self + i·b
  @inline(__always)
  func plusTurned(_ b: Line) -> Line {
    Line(
      real: hypertwin_subtract(real, b.imaginary), imaginary: hypertwin_add(imaginary, b.real))
  }

  /// self − i·b
  @inline(__always)
  func minusTurned(_ b: Line) -> Line {
    Line(
      real: hypertwin_add(real, b.imaginary), imaginary: hypertwin_subtract(imaginary, b.real))
  }

  /// self·root
  @inline(__always)
  func times(_ root: Line) -> Line {
    Line(
      real: hypertwin_multiply_subtract(
        real, root.real, hypertwin_multiply(imaginary, root.imaginary)),
      imaginary: hypertwin_multiply_add(
        real, root.imaginary, hypertwin_multiply(imaginary, root.real)))
  }

  /// self·(the conjugate of root)
  @inline(__always)
  func timesConjugate(_ root: Line) -> Line {
    Line(
      real: hypertwin_multiply_add(
        real, root.real, hypertwin_multiply(imaginary, root.imaginary)),
      imaginary: hypertwin_multiply_subtract(
        imaginary, root.real, hypertwin_multiply(real, root.imaginary)))
  }

  /// self + a·factor, for a real factor
  @inline(__always)
  func adding(_ a: Line, times factor: Lanes) -> Line {
    Line(
      real: hypertwin_multiply_add(a.real, factor, real),
      imaginary: hypertwin_multiply_add(a.imaginary, factor, imaginary))
  }

  /// The complex number at `place` in all lanes.
  @inline(__always)
  static func broadcast(_ place: UnsafePointer<Double>) -> Line {
    Line(
      real: hypertwin_broadcast(place[0]), imaginary: hypertwin_broadcast(place[1]))
  }
}
