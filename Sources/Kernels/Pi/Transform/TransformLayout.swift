internal import PiParameters

/// A plan with its dimensions in memory and its roots, ready to run.
final class TransformLayout {
  let plan: TransformPlan
  /// Doubles per vector.
  let width: Int
  let shape: TransformShape
  /// Columns that are taken through the outer layers together.
  let chunk: Int
  private let layers: UnsafeMutableBufferPointer<TransformLayer>

  /// A row's bytes at most: with those of the other operand, those of a second-level cache.
  nonisolated(unsafe) static var rowBytes = 1 << 18
  /// Data of at most so many bytes are in the second-level cache anyway, and columns stay in place.
  private static let inPlaceBytes = 1 << 19
  /// Shorter data are not worth a second thread.
  private static let sharedBytes = 1 << 17
  /// The bytes of a chunk of columns at most: those of a first-level cache.
  nonisolated(unsafe) static var chunkBytes = 1 << 15

  /// Lays out a plan for vectors of `width` doubles, and makes the roots that it lacks.
  init(
    _ plan: TransformPlan, width: Int, tables: RootTables, crew: Crew
  ) throws(PageBuffer.OutOfMemory) {
    self.plan = plan
    self.width = width
    let lineBytes = 2 * width * MemoryLayout<Double>.stride
    let lineHalvings = plan.halvings - width.trailingZeroBitCount
    // Rows and columns alike grow with very long transforms.
    // Several threads need more rows, to have as much to do each; short products are not shared.
    let dataBytes = plan.length / width * lineBytes
    let inPlaceBytes = crew.threads > 1 ? Self.sharedBytes : Self.inPlaceBytes
    let isShared = crew.threads > 1 && dataBytes > inPlaceBytes
    let rowBytes =
      isShared
      ? min(Self.rowBytes, max(dataBytes / (16 * crew.threads), Self.chunkBytes / 2))
      : Self.rowBytes
    let rowHalvingsWanted =
      (rowBytes / lineBytes).bitWidth - 1
      - (rowBytes / lineBytes).leadingZeroBitCount
    let columnHalvings = min(
      lineHalvings, max(rowHalvingsWanted, (lineHalvings + 1) / 2))
    let rowHalvings = lineHalvings - columnHalvings
    let outer = try tables.layers(
      odd: plan.odd, includingOdd: true, skipping: 0, halvings: rowHalvings, crew: crew)
    let inner = try tables.layers(
      odd: plan.odd, includingOdd: false, skipping: rowHalvings, halvings: columnHalvings,
      crew: crew)
    layers = .allocate(capacity: outer.count + inner.count)
    _ = layers.initialize(from: outer + inner)
    let rows = plan.odd.product << rowHalvings
    let columns = 1 << columnHalvings
    let roomy = max(2, Self.chunkBytes / (rows * lineBytes))
    let inPlace = rows == 1 || rows * columns * lineBytes <= inPlaceBytes
    chunk = inPlace ? columns : min(columns, 1 << (Int.bitWidth - 1 - roomy.leadingZeroBitCount))
    shape = TransformShape(
      rows: rows, columns: columns,
      // Rows a power of two apart would all compete for the same few places in the caches.
      rowStride: inPlace ? columns : columns + max(4, chunk),
      bits: plan.bits,
      columnLayers: UnsafeBufferPointer(rebasing: layers[..<outer.count]),
      rowLayers: UnsafeBufferPointer(rebasing: layers[outer.count...]))
  }

  deinit { layers.deallocate() }

  /// Whether digits with these sums of squares have an exact product.
  func isExact(_ aSquares: Double, _ bSquares: Double) -> Bool {
    plan.isExact(squareNorms: aSquares, bSquares, width: width)
  }

  /// The bytes of the transformed data.
  var dataBytes: Int { shape.rows * shape.rowStride * 2 * width * MemoryLayout<Double>.stride }
  /// The bytes of a chunk of columns.
  var chunkBytes: Int { shape.rows * chunk * 2 * width * MemoryLayout<Double>.stride }
  /// How many chunks there are.
  var chunkCount: Int { shape.columns / chunk }
  /// The columns of one chunk.
  func columns(ofChunk index: Int) -> Range<Int> { index * chunk..<(index + 1) * chunk }
}
