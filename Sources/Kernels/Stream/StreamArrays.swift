/// The three arrays of STREAM, as the threads share them.
///
/// They are pointers into memory that outlives the threads, and each thread works on lines of its
/// own, or between meetings of all: that is why they may be sent.
struct StreamArrays: @unchecked Sendable {
  typealias Line = SIMD8<Double>
  /// Doubles in a cache line.
  static let perLine = Line.scalarCount
  /// The factor of scale and triad.
  static let scalar = 3.0

  let a: UnsafeMutablePointer<Line>
  let b: UnsafeMutablePointer<Line>
  let c: UnsafeMutablePointer<Line>
  /// Cache lines of each array.
  let lines: Int

  /// Where they begin.
  func layout(offset: Int) -> StreamLayout {
    StreamLayout(
      offset: offset,
      places: [("a", a), ("b", b), ("c", c)].map { StreamLayout.Place(name: $0.0, $0.1) })
  }

  /// The lines of one of `count` threads: as equal parts as there can be.
  func slice(_ index: Int, of count: Int) -> Range<Int> {
    lines * index / count..<lines * (index + 1) / count
  }

  /// STREAM's first values, and the pass that touches everything once more: a = 2, b = 2, c = 0.
  func initialize(_ slice: Range<Int>) {
    for line in slice {
      a[line] = Line(repeating: 1)
      b[line] = Line(repeating: 2)
      c[line] = Line(repeating: 0)
    }
    for line in slice { a[line] *= 2 }
  }

  /// One loop over a slice.
  @inline(__always)
  func run(_ loop: StreamLoop, _ slice: Range<Int>, with table: StreamLoopTable) {
    let first = slice.lowerBound
    let (a, b, c) = (a + first, b + first, c + first)
    switch loop {
    case .copy: table.copy(c, a, slice.count)
    case .scale: table.scale(b, c, Self.scalar, slice.count)
    case .add: table.add(c, a, b, slice.count)
    case .triad: table.triad(a, b, c, Self.scalar, slice.count)
    }
  }

  /// The values that every element has after that many passes.
  static func expected(afterPasses passes: Int) -> (a: Double, b: Double, c: Double) {
    var (a, b, c) = (2.0, 2.0, 0.0)
    for _ in 0..<passes {
      c = a
      b = scalar * c
      c = a + b
      a = b + scalar * c
    }
    return (a, b, c)
  }

  /// How far a slice is from the values that it must have.
  func errors(_ slice: Range<Int>, afterPasses passes: Int) -> StreamErrors {
    let expected = Self.expected(afterPasses: passes)
    return StreamErrors(
      a: Self.error(of: a, slice, from: expected.a), b: Self.error(of: b, slice, from: expected.b),
      c: Self.error(of: c, slice, from: expected.c))
  }

  private static func error(
    of array: UnsafeMutablePointer<Line>, _ slice: Range<Int>, from expected: Double
  ) -> StreamErrors.Deviation {
    var sum = Line(repeating: 0)
    var largest = Line(repeating: 0)
    let target = Line(repeating: expected)
    for line in slice {
      var difference = array[line] - target
      difference.replace(with: -difference, where: difference .< 0)
      sum += difference
      largest.replace(with: difference, where: difference .> largest)
    }
    // A NaN is never larger, but it stays in the sum.
    let total = sum.sum()
    return .init(sum: total, largest: total.isNaN ? .nan : largest.max())
  }

  /// The larger one; a NaN is worse than any number.
  static func worse(_ left: Double, _ right: Double) -> Double {
    left.isNaN || left > right ? left : right
  }
}

extension StreamArrays {
  /// Arrays in fresh memory that begin so many bytes behind `base`, each at a multiple of 64.
  init(_ base: UnsafeMutableRawPointer, starts: [Int], lines: Int) {
    func array(_ start: Int) -> UnsafeMutablePointer<Line> {
      (base + start).bindMemory(to: Line.self, capacity: lines)
    }
    (a, b, c) = (array(starts[0]), array(starts[1]), array(starts[2]))
    self.lines = lines
  }
}
