internal import CLanes
public import PiParameters

extension VectorTransform {
  /// How many limbs of the product each lane of `join` makes from all rows; nil where they are not
  /// whole ones, so that `join` cannot be used.
  public static func limbsPerLane(_ shape: TransformShape) -> Int? {
    let digits = shape.rows * shape.columns
    return digits % 64 == 0 && shape.columns % Line.width == 0 ? digits / 64 * shape.bits : nil
  }

  /// Carries the coefficients that `store` has left into digits, and joins these into limbs.
  ///
  /// The product is taken in pieces: first its lower half, from the real parts, then the upper half,
  /// each in as many equal pieces as a vector has lanes. Of each piece `join` does the part that
  /// belongs to `range`, as if nothing were carried into it.
  ///
  /// - Parameters:
  ///   - range: of the `rows` equal parts of a piece those to do; the bits before them and in them
  ///     must be whole limbs.
  ///   - product: the whole product; limbs beyond the first `limbs` are not written.
  ///   - carries: gets what is to be carried out of the part, for each piece.
  public static func join(
    _ shape: TransformShape, range: Range<Int>, data: UnsafePointer<Double>,
    product: UnsafeMutablePointer<UInt64>, limbs: Int, carries: UnsafeMutablePointer<Int64>
  ) {
    let lanes = Line.width
    let part = shape.columns / lanes
    let perLane = shape.rows * shape.columns / 64 * shape.bits
    let skipped = range.lowerBound * shape.columns * shape.bits / 64
    withUnsafeTemporaryAllocation(of: Int.self, capacity: 2 * lanes) { space in
      guard let offsets = space.baseAddress else { return }
      let step = UInt64(shape.bits)
      var low = Joiner(bits: shape.bits)
      var high = Joiner(bits: shape.bits)
      var lowFull = hypertwin_spread(0)
      var highFull = hypertwin_spread(0)
      var filled: UInt64 = 0
      var index = skipped
      for unit in range {
        for lane in 0..<lanes {
          let place = lane * shape.rows + unit
          offsets[lane] =
            (place / lanes * shape.rowStride + place % lanes * part) * Line.stride
        }
        for line in 0..<part {
          var place = data + line &* Line.stride
          for _ in 0..<lanes {
            low.append(hypertwin_collect(place, offsets), filled: filled, full: &lowFull)
            high.append(
              hypertwin_collect(place + lanes, offsets), filled: filled, full: &highFull)
            place += 1
            filled &+= step
            guard filled >= 64 else { continue }
            filled &-= 64
            write(lowFull, to: product, at: index, perLane, limbs)
            write(highFull, to: product, at: lanes &* perLane &+ index, perLane, limbs)
            index &+= 1
          }
        }
      }
      for lane in 0..<lanes {
        carries[lane] = low.carry(ofLane: lane)
        carries[lanes + lane] = high.carry(ofLane: lane)
      }
    }
  }

  /// Writes a limb of each lane's piece, `perLane` limbs apart, those beyond `limbs` excepted.
  @inline(__always)
  private static func write(
    _ full: hypertwin_words, to product: UnsafeMutablePointer<UInt64>, at index: Int,
    _ perLane: Int, _ limbs: Int
  ) {
    var place = index
    for lane in 0..<Line.width {
      guard place < limbs else { return }
      product[place] = hypertwin_lane(full, lane)
      place &+= perLane
    }
  }
}
