/// The bottom of the binary splitting: a few terms, one after the other, limb by limb.
extension Chudnovsky {
  /// Terms that are summed one after the other. P, Q and T of so many have some 30 limbs, where
  /// products of short numbers by long ones stop being the cheapest.
  static let leafTerms = 16

  /// 640320³ / 24.
  private static let cube: UInt64 = 10_939_058_860_032_000

  /// The most terms for which the factors below fit into 64 bits: 2·(6k)² < 2^64 and k² < 2^64.
  static let mostTerms = 500_000_000

  /// P, Q and T of the terms first ..< end, at most `leafTerms` of them.
  ///
  /// A new term k on the right makes P ← P·p(k), Q ← Q·q(k) and
  /// T ← T·q(k) ± P·(13591409 + 545140134·k).
  static func leaf(
    _ first: Int, _ end: Int, _ pool: LimbPool
  ) throws(PageBuffer.OutOfMemory) -> Part {
    // A term adds less than 96 + 64 bits to P, and 3·64 bits to Q and T.
    let room = 4 * (end - first) + 4
    var p = Growing(try Natural(room, in: pool), value: 1)
    var q = Growing(try Natural(room, in: pool), value: 1)
    var t = Growing(try Natural(room, in: pool), value: 0)
    for k in first..<end {
      let k = UInt64(k)
      let linear = 13_591_409 + 545_140_134 * k
      guard k > 0 else {
        t.add(p, times: linear)
        continue
      }
      p.multiply(by: (6 * k - 5) * (6 * k - 1))
      p.multiply(by: 2 * k - 1)
      let (square, isLong) = (k * k).multipliedReportingOverflow(by: k)
      let factors = isLong ? (k * k, k) : (square, 1)
      for factor in [factors.0, factors.1, cube] where factor != 1 {
        q.multiply(by: factor)
        t.multiply(by: factor)
      }
      if (k - UInt64(first)).isMultiple(of: 2) {
        t.add(p, times: linear)
      } else {
        t.subtract(p, times: linear)
      }
    }
    return Part(p: p.finish(), q: q.finish(), t: t.finish())
  }

  /// A number that grows by a limb at a time.
  private struct Growing: ~Copyable {
    private var limbs: Natural

    init(_ limbs: consuming Natural, value: UInt64) {
      self.limbs = limbs
      self.limbs.base[0] = value
      self.limbs.count = value == 0 ? 0 : 1
    }

    mutating func multiply(by factor: UInt64) {
      let carry = LimbArithmetic.multiply(limbs.base, limbs.base, limbs.count, by: factor)
      append(carry)
    }

    /// Adds p · factor.
    mutating func add(_ p: borrowing Growing, times factor: UInt64) {
      while limbs.count < p.limbs.count { extend(0) }
      var carry = Schoolbook.addProduct(limbs.base, p.limbs.base, p.limbs.count, factor)
      for i in p.limbs.count..<limbs.count where carry != 0 {
        let (sum, overflow) = limbs.base[i].addingReportingOverflow(carry)
        limbs.base[i] = sum
        carry = overflow ? 1 : 0
      }
      append(carry)
    }

    /// Subtracts p · factor, which is less than this.
    mutating func subtract(_ p: borrowing Growing, times factor: UInt64) {
      let count = p.limbs.count
      var missing = LimbArithmetic.subtractProduct(limbs.base, p.limbs.base, count, by: factor)
      for i in count..<limbs.count where missing != 0 {
        let (difference, overflow) = limbs.base[i].subtractingReportingOverflow(missing)
        limbs.base[i] = difference
        missing = overflow ? 1 : 0
      }
      precondition(missing == 0, "a term that is not smaller than the one before it")
      limbs.normalise()
    }

    private mutating func append(_ limb: UInt64) {
      if limb != 0 { extend(limb) }
    }

    private mutating func extend(_ limb: UInt64) {
      precondition(limbs.count < limbs.capacity, "a leaf that outgrows its room")
      limbs.base[limbs.count] = limb
      limbs.count += 1
    }

    consuming func finish() -> Natural { limbs }
  }
}
