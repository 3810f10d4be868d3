internal import PiParameters

/// Between limbs and the digits of a transform.
enum DigitConversion {
  /// Carries coefficients of a product into digits, and joins these into limbs.
  ///
  /// - Parameters:
  ///   - data: rows of lines that hold 64-bit integers in place of doubles.
  ///   - width: the doubles per vector.
  ///   - product: gets the lowest `limbs` limbs.
  /// - Returns: what is carried out of the last digit, if all of them are wanted: the number is
  ///   this times 2^(bits·2·N) more.
  static func join(
    _ data: UnsafePointer<Double>, _ shape: TransformShape, width: Int,
    product: UnsafeMutablePointer<UInt64>, limbs: Int
  ) -> Int64 {
    let half = shape.rows * shape.columns * width / 64 * shape.bits
    var low = Joiner(product, count: min(half, limbs), bits: shape.bits)
    var high = Joiner(
      product + min(half, limbs), count: max(0, limbs - half), bits: shape.bits)
    for row in 0..<shape.rows {
      var place = UnsafeRawPointer(data + row * shape.rowStride * 2 * width)
        .assumingMemoryBound(to: Int64.self)
      for _ in 0..<shape.columns {
        for lane in 0..<width {
          low.append(place[lane])
          high.append(place[width + lane])
        }
        place += 2 * width
      }
    }
    // The carry of the lower half enters the upper one, as a number of either sign.
    return high.carry + add(low.carry, to: product + min(half, limbs), count: max(0, limbs - half))
  }

  /// Adds a number of either sign to limbs; what leaves them at the end.
  static func add(
    _ number: Int64, to limbs: UnsafeMutablePointer<UInt64>, count: Int
  ) -> Int64 {
    var carry = number
    var index = 0
    while carry != 0, index < count {
      let sum = Int128(limbs[index]) + Int128(carry)
      limbs[index] = UInt64(truncatingIfNeeded: sum)
      carry = Int64(truncatingIfNeeded: sum >> 64)
      index += 1
    }
    return carry
  }
}

/// Takes coefficients, the lowest first, and writes limbs.
private struct Joiner {
  private var target: UnsafeMutablePointer<UInt64>
  private let end: UnsafeMutablePointer<UInt64>
  private let bits: UInt64
  private let mask: Int64
  private var limb: UInt64 = 0
  private var filled: UInt64 = 0
  /// What the next coefficient is to be increased by.
  private(set) var carry: Int64 = 0

  init(_ target: UnsafeMutablePointer<UInt64>, count: Int, bits: Int) {
    self.target = target
    end = target + count
    self.bits = UInt64(bits)
    mask = 1 << Int64(bits) - 1
  }

  @inline(__always)
  mutating func append(_ coefficient: Int64) {
    let sum = coefficient &+ carry
    let digit = UInt64(bitPattern: sum & mask)
    carry = sum &>> Int64(bits)
    limb |= digit &<< filled
    filled &+= bits
    guard filled >= 64 else { return }
    if target < end {
      target.pointee = limb
      target += 1
    }
    filled &-= 64
    limb = digit &>> (bits &- filled)
  }
}
