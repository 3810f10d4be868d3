/// Products of big natural numbers: little-endian arrays of 64-bit limbs.
///
/// It holds tables and workspace, so make one and reuse it. It may work on several threads, but
/// only one thread may call it at a time.
final class Multiplier {
  /// How many threads work on a product.
  let threads: Int
  /// The vector instructions in use.
  let instructionSet: InstructionSet
  /// The most bytes of workspace, tables and kept transforms that were in use at one time.
  private(set) var peakBytes = 0

  /// A multiplier for that many threads.
  init(
    threads: Int, instructionSet: InstructionSet = .current, pages: PageBuffer.Pages = .ordinary
  ) {
    precondition(threads >= 1, "a multiplier without threads")
    self.threads = threads
    self.instructionSet = instructionSet
  }

  /// product[0 ..< aCount + bCount] = a · b; product overlaps neither operand.
  ///
  /// A square (the same pointer and count twice) is cheaper.
  func multiply(
    _ product: UnsafeMutablePointer<UInt64>, _ a: UnsafePointer<UInt64>, _ aCount: Int,
    _ b: UnsafePointer<UInt64>, _ bCount: Int
  ) {
    Schoolbook.multiply(product, a, aCount, b, bCount)
  }

  /// The smallest length in limbs, not below `minimum`, that `multiplyCyclic` takes.
  func cyclicLength(atLeast minimum: Int) -> Int { max(minimum, 1) }

  /// product[0 ..< length] = a · b mod 2^(64·length) − 1, for operands of up to `length` limbs and
  /// a length that `cyclicLength` gave. The result may be 2^(64·length) − 1 in place of 0.
  func multiplyCyclic(
    _ product: UnsafeMutablePointer<UInt64>, length: Int, _ a: UnsafePointer<UInt64>, _ aCount: Int,
    _ b: UnsafePointer<UInt64>, _ bCount: Int
  ) {
    precondition(aCount <= length && bCount <= length, "an operand longer than the modulus")
    withUnsafeTemporaryAllocation(of: UInt64.self, capacity: 2 * length) { whole in
      whole.initialize(repeating: 0)
      guard let base = whole.baseAddress else { return }
      multiply(base, a, aCount, b, bCount)
      var carry: UInt64 = 0
      for i in 0..<length {
        let sum = UInt128(base[i]) + UInt128(base[length + i]) + UInt128(carry)
        product[i] = UInt64(truncatingIfNeeded: sum)
        carry = UInt64(truncatingIfNeeded: sum >> 64)
      }
      var i = 0
      while carry != 0 {
        let (sum, overflow) = product[i].addingReportingOverflow(carry)
        product[i] = sum
        carry = overflow ? 1 : 0
        i = i + 1 == length ? 0 : i + 1
      }
    }
  }

  /// An operand that takes part in several products, in the form that makes them cheap.
  final class Transformed {
    fileprivate let limbs: [UInt64]

    fileprivate init(limbs: [UInt64]) { self.limbs = limbs }
  }

  /// Prepares `a` for products of up to `limbs` limbs, both operands together.
  func transform(
    _ a: UnsafePointer<UInt64>, _ aCount: Int, forProductOf limbs: Int
  ) -> Transformed {
    Transformed(limbs: Array(UnsafeBufferPointer(start: a, count: aCount)))
  }

  /// product[0 ..< aCount + bCount] = a · b, where a has been prepared for products that long.
  func multiply(
    _ product: UnsafeMutablePointer<UInt64>, _ a: Transformed, _ b: UnsafePointer<UInt64>,
    _ bCount: Int
  ) {
    a.limbs.withUnsafeBufferPointer { limbs in
      guard let base = limbs.baseAddress else { return }
      multiply(product, base, limbs.count, b, bCount)
    }
  }

  /// product[0 ..< aCount + bCount] = a · b, where both have been prepared for the same length.
  func multiply(
    _ product: UnsafeMutablePointer<UInt64>, _ a: Transformed, _ b: Transformed
  ) {
    b.limbs.withUnsafeBufferPointer { limbs in
      guard let base = limbs.baseAddress else { return }
      multiply(product, a, base, limbs.count)
    }
  }
}
