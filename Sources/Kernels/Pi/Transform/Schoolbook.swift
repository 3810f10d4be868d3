/// Products of short natural numbers, limb by limb: numbers are little-endian arrays of 64 bits.
enum Schoolbook {
  /// product[0 ..< aCount + bCount] = a · b in aCount · bCount steps; product overlaps neither.
  static func multiply(
    _ product: UnsafeMutablePointer<UInt64>, _ a: UnsafePointer<UInt64>, _ aCount: Int,
    _ b: UnsafePointer<UInt64>, _ bCount: Int
  ) {
    guard aCount > 0, bCount > 0 else {
      return product.update(repeating: 0, count: aCount + bCount)
    }
    // Two limbs of b at a time: half as many loads and stores, and two chains of carries.
    var done = 1
    if bCount & 1 == 1 {
      product[aCount] = row(product, a, aCount, b[0])
    } else {
      let top = rows(product, a, aCount, b[0], b[1], adding: false)
      (product[aCount], product[aCount &+ 1]) = top
      done = 2
    }
    while done < bCount {
      let place = product + done
      let top = rows(place, a, aCount, b[done], b[done &+ 1], adding: true)
      (place[aCount], place[aCount &+ 1]) = top
      done &+= 2
    }
  }

  /// sum[0 ..< count] += a · factor; the carry that leaves the last limb.
  @inline(__always)
  static func addProduct(
    _ sum: UnsafeMutablePointer<UInt64>, _ a: UnsafePointer<UInt64>, _ count: Int, _ factor: UInt64
  ) -> UInt64 {
    var carry: UInt64 = 0
    for index in 0..<count {
      let total = multiplyAdd(a[index], factor, sum[index], carry)
      sum[index] = UInt64(truncatingIfNeeded: total)
      carry = UInt64(truncatingIfNeeded: total >> 64)
    }
    return carry
  }

  /// product[0 ..< count] = the lower limbs of a · factor; the one above them.
  @inline(__always)
  private static func row(
    _ product: UnsafeMutablePointer<UInt64>, _ a: UnsafePointer<UInt64>, _ count: Int,
    _ factor: UInt64
  ) -> UInt64 {
    var carry: UInt64 = 0
    for index in 0..<count {
      let total = multiplyAdd(a[index], factor, 0, carry)
      product[index] = UInt64(truncatingIfNeeded: total)
      carry = UInt64(truncatingIfNeeded: total >> 64)
    }
    return carry
  }

  /// sum[0 ..< count] = the lower limbs of sum + a · (factor0 + 2^64·factor1), or without the sum;
  /// the two limbs above them.
  @inline(__always)
  private static func rows(
    _ sum: UnsafeMutablePointer<UInt64>, _ a: UnsafePointer<UInt64>, _ count: Int,
    _ factor0: UInt64, _ factor1: UInt64, adding: Bool
  ) -> (UInt64, UInt64) {
    var carry0: UInt64 = 0
    var carry1: UInt64 = 0
    var index = 0
    while index &+ 4 <= count {
      for step in index..<index &+ 4 {
        column(&sum[step], a[step], factor0, factor1, &carry0, &carry1, adding: adding)
      }
      index &+= 4
    }
    while index < count {
      column(&sum[index], a[index], factor0, factor1, &carry0, &carry1, adding: adding)
      index &+= 1
    }
    return (carry0, carry1)
  }

  /// One limb of `rows`.
  @inline(__always)
  private static func column(
    _ sum: inout UInt64, _ a: UInt64, _ factor0: UInt64, _ factor1: UInt64,
    _ carry0: inout UInt64, _ carry1: inout UInt64, adding: Bool
  ) {
    let lower = multiplyAdd(a, factor0, adding ? sum : 0, carry0)
    sum = UInt64(truncatingIfNeeded: lower)
    let upper = multiplyAdd(a, factor1, UInt64(truncatingIfNeeded: lower >> 64), carry1)
    carry0 = UInt64(truncatingIfNeeded: upper)
    carry1 = UInt64(truncatingIfNeeded: upper >> 64)
  }

  /// a·b + c + d; (2^64 − 1)² + 2 · (2^64 − 1) = 2^128 − 1, so nothing overflows.
  @inline(__always)
  private static func multiplyAdd(_ a: UInt64, _ b: UInt64, _ c: UInt64, _ d: UInt64) -> UInt128 {
    UInt128(a) &* UInt128(b) &+ UInt128(c) &+ UInt128(d)
  }
}
