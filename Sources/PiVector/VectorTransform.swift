internal import CLanes
public import PiParameters

/// The passes of a convolution by complex transforms, compiled for one set of instructions.
///
/// The polynomial that is transformed is Σ (d_k + i·d_(k+N))·x^k modulo x^N − i, for the 2·N digits
/// d of a number: since x^2N + 1 = (x^N − i)·(x^N + i), and the remainder modulo the second factor
/// is the conjugate of that modulo the first, products of such remainders are products of the
/// digits' polynomials modulo x^2N + 1.
public enum VectorTransform {
  /// Doubles per vector.
  public static var width: Int { Line.width }

  /// Digits to polynomials per row: takes the digits of `source` and passes through the layers over
  /// columns, for the columns in `range`.
  ///
  /// - Parameters:
  ///   - range: all columns where these stay in place.
  ///   - data: `rows` rows of lines; only the given columns are written.
  ///   - buffer: `rows` · `range` lines of the caller's, at least.
  /// - Returns: the sum of the squares of the digits of these columns, exact below 2^53.
  public static func load(
    _ shape: TransformShape, _ source: DigitSource, range: Range<Int>,
    data: UnsafeMutablePointer<Double>, buffer: UnsafeMutablePointer<Double>
  ) -> Double {
    let inPlace = shape.columnsStayInPlace
    let base = inPlace ? data + range.lowerBound * Line.stride : buffer
    let count = range.count
    let half = shape.rows * shape.columns * Line.width
    var squares = hypertwin_broadcast(0)
    for row in 0..<shape.rows {
      let first = (row * shape.columns + range.lowerBound) * Line.width
      let place = base + row * count * Line.stride
      if !inPlace {
        // The processor foresees neither these places nor, in `unpack`, those of the next columns.
        let target = data + (row * shape.rowStride + range.lowerBound) * Line.stride
        for line in 0..<count { hypertwin_prefetch_to_write(target + line * Line.stride) }
      }
      squares = hypertwin_add(
        squares, unpack(source, shape.bits, first: first, count: count, place))
      squares = hypertwin_add(
        squares, unpack(source, shape.bits, first: half + first, count: count, place + Line.width))
    }
    var total = hypertwin_sum(squares)
    if range.lowerBound == 0, source.borrows {
      total += 1 - 2 * base[0]
      base[0] -= 1
    }
    Layers.forward(
      base, count: shape.rows * count, leaf: count, node: 0, layers: shape.columnLayers)
    guard !inPlace else { return total }
    copy(
      count, shape, from: base, count, to: data + range.lowerBound * Line.stride, shape.rowStride)
    return total
  }

  /// The inverse of `load`: from polynomials per row to the digits of the product, each the integer
  /// nearest to the value times `scale`, as 64-bit integers in place of the doubles.
  public static func store(
    _ shape: TransformShape, scale: Double, range: Range<Int>,
    data: UnsafeMutablePointer<Double>, buffer: UnsafeMutablePointer<Double>
  ) {
    let inPlace = shape.columnsStayInPlace
    let start = data + range.lowerBound * Line.stride
    let base = inPlace ? start : buffer
    let count = range.count
    if !inPlace { copy(count, shape, from: start, shape.rowStride, to: base, count) }
    Layers.inverse(
      base, count: shape.rows * count, leaf: count, node: 0, layers: shape.columnLayers)
    for row in 0..<shape.rows {
      if !inPlace, range.upperBound < shape.columns {
        let next = start + (row * shape.rowStride + count) * Line.stride
        for line in 0..<count { hypertwin_prefetch(next + line * Line.stride) }
      }
      var from = base + row * count * Line.stride
      var to = start + row * shape.rowStride * Line.stride
      for _ in 0..<count {
        hypertwin_store(to, hypertwin_rounded(hypertwin_load(from), scale))
        hypertwin_store(
          to + Line.width, hypertwin_rounded(hypertwin_load(from + Line.width), scale))
        from += Line.stride
        to += Line.stride
      }
    }
  }

  /// Passes a row of `data` through its layers.
  public static func transform(
    _ shape: TransformShape, row: Int, data: UnsafeMutablePointer<Double>
  ) {
    Layers.forward(
      data + row * shape.rowStride * Line.stride, count: shape.columns, leaf: 1, node: row,
      layers: shape.rowLayers)
  }

  /// a = a · b in a row whose polynomials have been passed through all layers, and back through the
  /// layers of the row.
  public static func multiply(
    _ shape: TransformShape, row: Int, a: UnsafeMutablePointer<Double>,
    b: UnsafeMutablePointer<Double>
  ) {
    let offset = row * shape.rowStride * Line.stride
    let last = shape.rowLayers[shape.rowLayers.count - 1]
    let groups = shape.columns / 4
    Leaves.multiply(
      a + offset, b + offset, groups: groups, roots: last.roots + row * groups * 6)
    Layers.inverse(
      a + offset, count: shape.columns, leaf: 1, node: row, layers: shape.rowLayers)
  }

  /// Writes the digits from `first` on into every other vector from `place` on; their squares.
  @inline(__always)
  private static func unpack(
    _ source: DigitSource, _ bits: Int, first: Int, count: Int, _ place: LinePointer
  ) -> Lanes {
    let known = max(0, min(count, (source.digitCount - first) / Line.width))
    let step = bits * Line.width
    var squares = hypertwin_broadcast(0)
    var to = place
    var position = first * bits
    for _ in 0..<known {
      // The digits' bits, that below the first, and the 64 that are read from there on.
      let isInside = position > 0 && position &+ step &+ 64 <= 8 &* source.byteCount
      let digits =
        isInside
        ? hypertwin_digits(source.bytes, source.byteCount, position, bits, 0)
        : hypertwin_digits(source.bytes, source.byteCount, position, bits, 1)
      squares = hypertwin_multiply_add(digits, digits, squares)
      hypertwin_store(to, digits)
      to += Line.stride
      position &+= step
    }
    if known == count {
      hypertwin_prefetch(source.bytes + (position >> 3))
      hypertwin_prefetch(source.bytes + (position >> 3) + 64)
    }
    let zero = hypertwin_broadcast(0)
    for _ in known..<count {
      hypertwin_store(to, zero)
      to += Line.stride
    }
    return squares
  }

  /// Copies `count` lines of each row between places whose rows are so many lines apart.
  @inline(__always)
  private static func copy(
    _ count: Int, _ shape: TransformShape, from: LinePointer, _ fromStride: Int, to: LinePointer,
    _ toStride: Int
  ) {
    for row in 0..<shape.rows {
      var source = from + row * fromStride * Line.stride
      var target = to + row * toStride * Line.stride
      for _ in 0..<count {
        Line(source).store(target)
        source += Line.stride
        target += Line.stride
      }
    }
  }
}
