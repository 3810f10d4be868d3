/// One layer of a transform: every polynomial is replaced by its remainders modulo `radix`
/// polynomials of a `radix`-th of its length.
public struct TransformLayer {
  /// 2, 3, 4 or 5.
  public var radix: Int
  /// For each polynomial of the layer the powers of its root, real and imaginary part: for radix 3
  /// and 5 the powers 1 to radix − 1; for radix 2 and 4 the powers 1 to 3 of the fourth root.
  public var roots: UnsafePointer<Double>

  /// A layer with its roots.
  public init(radix: Int, roots: UnsafePointer<Double>) {
    self.radix = radix
    self.roots = roots
  }
}

/// How a transform of complex numbers is cut into rows that fit into the caches.
///
/// Its data are `rows` rows of `columns` lines. A line is one vector of real parts followed by one
/// of imaginary parts; a vector has `VectorTransform.width` doubles.
public struct TransformShape {
  /// How many rows; the outer layers, over columns, end with one polynomial per row.
  public var rows: Int
  /// Lines per row, a power of two.
  public var columns: Int
  /// From the start of a row to that of the next, in lines.
  public var rowStride: Int
  /// Bits per digit.
  public var bits: Int
  /// The layers over columns, the outermost first; their radices multiply to `rows`.
  public var columnLayers: UnsafeBufferPointer<TransformLayer>
  /// The layers within rows; their radices multiply to `columns`.
  public var rowLayers: UnsafeBufferPointer<TransformLayer>

  /// Whether the outer layers work where the data are; else a few columns at a time are copied
  /// next to each other.
  public var columnsStayInPlace: Bool { rowStride == columns }

  /// A shape of those dimensions.
  public init(
    rows: Int, columns: Int, rowStride: Int, bits: Int,
    columnLayers: UnsafeBufferPointer<TransformLayer>,
    rowLayers: UnsafeBufferPointer<TransformLayer>
  ) {
    self.rows = rows
    self.columns = columns
    self.rowStride = rowStride
    self.bits = bits
    self.columnLayers = columnLayers
    self.rowLayers = rowLayers
  }
}

/// A number that is to be taken apart into balanced digits.
public struct DigitSource {
  /// The number, its lowest byte first.
  public var bytes: UnsafePointer<UInt8>
  /// How many bytes it has.
  public var byteCount: Int
  /// How many digits it has, a multiple of the vector's width; those beyond are 0.
  public var digitCount: Int
  /// Whether the first digit is one less, because the last one is negative and what it owes to the
  /// next, modulo x^2N + 1, is owed by the first.
  public var borrows: Bool

  /// A number of that many bytes and digits.
  public init(bytes: UnsafePointer<UInt8>, byteCount: Int, digitCount: Int, borrows: Bool) {
    self.bytes = bytes
    self.byteCount = byteCount
    self.digitCount = digitCount
    self.borrows = borrows
  }
}
