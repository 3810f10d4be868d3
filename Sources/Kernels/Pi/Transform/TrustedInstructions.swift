/// Which vector instructions give right products on this very machine.
///
/// Code for instructions that the machine of a developer lacks has never run there. So each wide
/// set computes some products once per process before it is used, and is left alone if one is
/// wrong.
enum TrustedInstructions {
  /// The widest set that is not wider than `set` and computes right.
  static func widest(upTo set: InstructionSet) -> InstructionSet {
    if set >= .avx512, avx512 { return .avx512 }
    if set >= .avx2, avx2 { return .avx2 }
    return .baseline
  }

  private static let avx2 = isRight(.avx2)
  private static let avx512 = isRight(.avx512)

  /// Products of every odd length, and one that is long enough for layers over columns.
  private static func isRight(_ set: InstructionSet) -> Bool {
    guard set <= .current else { return false }
    let convolver = Convolver(
      crew: Crew(threads: 1), instructionSet: set, pool: LimbPool(), tables: RootTables())
    let short = OddRadices.all.map { TransformPlan(odd: $0, halvings: 7, bits: 13) }
    let long = TransformPlan(odd: OddRadices.all[0], halvings: 14, bits: 13)
    return (short + [long]).allSatisfy { plan in isRight(plan, convolver) }
  }

  private static func isRight(_ plan: TransformPlan, _ convolver: Convolver) -> Bool {
    // Two numbers of half of the product's length each, less than a digit.
    let count = plan.halfLimbs - 1
    var state: UInt64 = 1
    let numbers = (0..<2 * count).map { _ -> UInt64 in
      // A linear congruential sequence (Knuth's MMIX) whose good upper bits fill both halves.
      state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
      return state ^ state >> 33
    }
    var product = [UInt64](repeating: 0, count: 2 * count)
    let isDone = numbers.withUnsafeBufferPointer { numbers in
      product.withUnsafeMutableBufferPointer { product in
        guard let a = numbers.baseAddress, let target = product.baseAddress else { return false }
        return multiply(target, a, a + count, count, plan, convolver)
      }
    }
    let expected =
      UInt128(remainder(numbers[..<count])) * UInt128(remainder(numbers[count...]))
      % UInt128(modulus)
    return isDone && UInt128(remainder(product[...])) == expected
  }

  /// One product with that very plan; false where the system refuses the memory for it.
  private static func multiply(
    _ product: UnsafeMutablePointer<UInt64>, _ a: UnsafePointer<UInt64>, _ b: UnsafePointer<UInt64>,
    _ count: Int, _ plan: TransformPlan, _ convolver: Convolver
  ) -> Bool {
    do {
      let layout = try convolver.layout(plan)
      let first = try convolver.workspace.doubles(.first, bytes: layout.dataBytes)
      let second = try convolver.workspace.doubles(.second, bytes: layout.dataBytes)
      _ = try convolver.load(layout, a, count, to: first)
      _ = try convolver.load(layout, b, count, to: second)
      convolver.multiplyRows(layout, first, second, isTransformed: false)
      _ = try convolver.store(layout, first, product: product, limbs: 2 * count)
      return true
    } catch {
      return false
    }
  }

  /// A prime. As 2^64 is 8 modulo it, a remainder depends on the order of the limbs.
  private static let modulus: UInt64 = 1 << 61 - 1

  private static func remainder(_ number: ArraySlice<UInt64>) -> UInt64 {
    number.reversed().reduce(0) { rest, limb in (rest * 8 % modulus + limb % modulus) % modulus }
  }
}
