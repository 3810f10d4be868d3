/// Products of short natural numbers, limb by limb: numbers are little-endian arrays of 64 bits.
enum Schoolbook {
  /// product[0 ..< aCount + bCount] = a · b in aCount · bCount steps; product overlaps neither.
  static func multiply(
    _ product: UnsafeMutablePointer<UInt64>, _ a: UnsafePointer<UInt64>, _ aCount: Int,
    _ b: UnsafePointer<UInt64>, _ bCount: Int
  ) {
    product.update(repeating: 0, count: aCount + bCount)
    for j in 0..<bCount {
      product[j + aCount] = addProduct(product + j, a, aCount, b[j])
    }
  }

  /// sum[0 ..< count] += a · factor; the carry that leaves the last limb.
  @inline(__always)
  static func addProduct(
    _ sum: UnsafeMutablePointer<UInt64>, _ a: UnsafePointer<UInt64>, _ count: Int, _ factor: UInt64
  ) -> UInt64 {
    var carry: UInt64 = 0
    for i in 0..<count {
      // (2^64 − 1)² + 2 · (2^64 − 1) = 2^128 − 1, so nothing overflows.
      let total =
        UInt128(a[i]) &* UInt128(factor) &+ UInt128(sum[i]) &+ UInt128(carry)
      sum[i] = UInt64(truncatingIfNeeded: total)
      carry = UInt64(truncatingIfNeeded: total >> 64)
    }
    return carry
  }
}
