internal import PiParameters
import Synchronization

/// The roots of unity of the layers, made when first needed and kept.
///
/// The polynomial at the start is x^N − e^(2πi/4), and where a polynomial x^n − e^(2πiθ) is split
/// by radix r, its parts are x^(n/r) − e^(2πi(θ + j)/r): the angles θ of a layer follow from those
/// of the layer before. The order of the parts is j for odd radices and bit-reversed for 2 and 4,
/// so that after `level` halvings of the part `c` of the odd layers, part i has the angle
/// φ(c)/2^level + v(i), where v(i) is i with its bits mirrored behind the binary point. A table
/// thus serves transforms of every length with the same odd radices.
///
/// Safe to use from several threads: who comes while a table is being made waits for it.
final class RootTables: Sendable {
  private struct Key: Hashable {
    var odd: OddRadices
    var level: Int
  }

  private struct State {
    var binary: [Key: Table] = [:]
    var odd: [Key: Table] = [:]
  }

  private let state = Mutex(State())

  /// The layers of a transform: the odd ones, then `halvings` halvings by radix 4, the first by
  /// radix 2 where that is needed; `skipped` halvings have been done before them.
  func layers(
    odd radices: OddRadices, includingOdd: Bool, skipping skipped: Int, halvings: Int,
    crew: Crew
  ) throws(PageBuffer.OutOfMemory) -> [TransformLayer] {
    var layers: [TransformLayer] = []
    if includingOdd {
      for index in radices.factors.indices {
        layers.append(
          TransformLayer(
            radix: radices.factors[index], roots: try oddTable(radices, index: index).roots))
      }
    }
    var done = 0
    while done < halvings {
      let step = (halvings - done) % 2 == 1 ? 1 : 2
      layers.append(
        TransformLayer(
          radix: 1 << step,
          roots: try binaryTable(radices, level: skipped + done, crew).roots))
      done += step
    }
    return layers
  }

  /// For the odd layer with that index, the powers 1 to radix − 1 of each polynomial's root.
  private func oddTable(
    _ radices: OddRadices, index: Int
  ) throws(PageBuffer.OutOfMemory) -> Table {
    let key = Key(odd: radices, level: index)
    return try state.withLock { state throws(PageBuffer.OutOfMemory) in
      if let table = state.odd[key] { return table }
      let table = try Self.makeOddTable(radices, index: index)
      state.odd[key] = table
      return table
    }
  }

  private static func makeOddTable(
    _ radices: OddRadices, index: Int
  ) throws(PageBuffer.OutOfMemory) -> Table {
    let angles = radices.angles(afterLayers: index)
    let radix = radices.factors[index]
    let table = try Table(doubles: angles.numerators.count * 2 * (radix - 1))
    var place = table.start
    for numerator in angles.numerators {
      for power in 1..<radix {
        let root = PreciseComplex.root(power * numerator, of: radix * angles.denominator)
        write(root, to: &place)
      }
    }
    return table
  }

  /// For each polynomial after the odd layers and `level` halvings, the powers 1 to 3 of the fourth
  /// root of its constant.
  private func binaryTable(
    _ radices: OddRadices, level: Int, _ crew: Crew
  ) throws(PageBuffer.OutOfMemory) -> Table {
    let key = Key(odd: radices, level: level)
    return try state.withLock { state throws(PageBuffer.OutOfMemory) in
      if let table = state.binary[key] { return table }
      let table = try Self.makeBinaryTable(radices, level: level, crew)
      state.binary[key] = table
      return table
    }
  }

  private static func makeBinaryTable(
    _ radices: OddRadices, level: Int, _ crew: Crew
  ) throws(PageBuffer.OutOfMemory) -> Table {
    let angles = radices.angles(afterLayers: radices.factors.count)
    let count = 1 << level
    let table = try Table(doubles: angles.numerators.count * count * 6)
    // The index i has its low bits in `near` and the others in `far`; v is additive over bits.
    let nearBits = (level + 1) / 2
    let near = mirrored(bits: nearBits, from: 0)
    let far = mirrored(bits: level - nearBits, from: nearBits)
    let starts = angles.numerators.map {
      PreciseComplex.root($0, of: angles.denominator << (level + 2))
    }
    crew.run(count: starts.count * far.count, limit: count < leastShared ? 1 : .max) { _, part in
      let middle = starts[part / far.count] * far[part % far.count]
      var place = table.start + part * near.count * 6
      for low in near {
        let root = middle * low
        let square = root * root
        write(root, to: &place)
        write(square, to: &place)
        write(square * root, to: &place)
      }
    }
    return table
  }

  /// Shorter tables are made faster than they are shared.
  private static let leastShared = 256

  /// e^(2πi·v(i)/4) for those i whose bits lie among `bits` ones from the bit `first` on,
  /// ascending.
  private static func mirrored(bits: Int, from first: Int) -> [PreciseComplex] {
    var values = [PreciseComplex(real: DoubleDouble(1), imaginary: DoubleDouble(0))]
    for bit in 0..<bits {
      // The bit number b of i is worth 2^−(b+1) in v(i).
      let factor = PreciseComplex.root(1, of: 4 << (first + bit + 1))
      values += values.map { $0 * factor }
    }
    return values
  }

  /// A table, which nobody changes once it is made.
  private final class Table: @unchecked Sendable {
    private let buffer: PageBuffer

    init(doubles: Int) throws(PageBuffer.OutOfMemory) {
      buffer = try PageBuffer(byteCount: doubles * MemoryLayout<Double>.stride)
    }

    /// The first number, for who makes the table.
    var start: UnsafeMutablePointer<Double> { buffer.bound(to: Double.self) }
    /// The first number.
    var roots: UnsafePointer<Double> { UnsafePointer(start) }
  }

  /// Rounds a root to doubles, each part within 2^−54 and a trifle, and steps over it.
  @inline(__always)
  private static func write(_ root: PreciseComplex, to place: inout UnsafeMutablePointer<Double>) {
    place[0] = root.real.high
    place[1] = root.imaginary.high
    place += 2
  }
}

/// The odd part of a transform's length as a product of 3 and 5.
struct OddRadices: Hashable {
  /// 3 and 5, in the order of the layers.
  let factors: [Int]
  /// Their product.
  var product: Int { factors.reduce(1, *) }

  /// Those that lengths are made of: 2^k · 1, 9/8, 5/4, 3/2, 27/16 and 15/8.
  static let all = [[], [3, 3], [5], [3], [3, 3, 3], [5, 3]].map(OddRadices.init)

  /// The angles θ of the polynomials after the first layers, numerators over one denominator.
  func angles(afterLayers count: Int) -> (numerators: [Int], denominator: Int) {
    var numerators = [1]
    var denominator = 4
    for radix in factors.prefix(count) {
      numerators = numerators.flatMap { numerator in
        (0..<radix).map { numerator + $0 * denominator }
      }
      denominator *= radix
    }
    return (numerators, denominator)
  }
}
