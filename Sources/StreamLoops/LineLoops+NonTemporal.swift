internal import CMachine

/// The same loops with stores that go around the caches, so that no line is read for being
/// overwritten. Each ends with a fence: when it returns, its stores are done.
///
/// They are kept rolled like the others: unrolled, copy and scale were 0.7 % slower than gcc's
/// rolled loops, and add as much faster (Emerald Rapids, 69 turns, ± 0.2 %). The place that is
/// stored to has a register of its own, as in gcc's loops: where loads and stores shared an index,
/// a loop was an instruction shorter, and copy and add were 1.5 and 2.5 % slower (Zen 4, four
/// processes of 50 to 110 turns, ± 1.5 % each).
extension LineLoops {
  /// c = a.
  @inline(never)
  public static func copyAround(_ c: UnsafeMutableRawPointer, _ a: UnsafeRawPointer, lines: Int) {
    let end = lines &* MemoryLayout<Line>.size
    var place = Int(bitPattern: c)
    var offset = 0
    while offset < end {
      var line = a.load(fromByteOffset: offset, as: Line.self)
      hypertwin_store_around(UnsafeMutableRawPointer(bitPattern: place), &line)
      place = hypertwin_opaque(place &+ MemoryLayout<Line>.size)
      offset = hypertwin_opaque(offset &+ MemoryLayout<Line>.size)
    }
    hypertwin_store_fence()
  }

  /// b = scalar·c.
  @inline(never)
  public static func scaleAround(
    _ b: UnsafeMutableRawPointer, _ c: UnsafeRawPointer, _ scalar: Double, lines: Int
  ) {
    let factor = Line(repeating: scalar)
    let end = lines &* MemoryLayout<Line>.size
    var place = Int(bitPattern: b)
    var offset = 0
    while offset < end {
      var line = factor * c.load(fromByteOffset: offset, as: Line.self)
      hypertwin_store_around(UnsafeMutableRawPointer(bitPattern: place), &line)
      place = hypertwin_opaque(place &+ MemoryLayout<Line>.size)
      offset = hypertwin_opaque(offset &+ MemoryLayout<Line>.size)
    }
    hypertwin_store_fence()
  }

  /// c = a + b.
  @inline(never)
  public static func addAround(
    _ c: UnsafeMutableRawPointer, _ a: UnsafeRawPointer, _ b: UnsafeRawPointer, lines: Int
  ) {
    let end = lines &* MemoryLayout<Line>.size
    var place = Int(bitPattern: c)
    var offset = 0
    while offset < end {
      var line =
        a.load(fromByteOffset: offset, as: Line.self)
        + b.load(fromByteOffset: offset, as: Line.self)
      hypertwin_store_around(UnsafeMutableRawPointer(bitPattern: place), &line)
      place = hypertwin_opaque(place &+ MemoryLayout<Line>.size)
      offset = hypertwin_opaque(offset &+ MemoryLayout<Line>.size)
    }
    hypertwin_store_fence()
  }

  /// a = b + scalar·c.
  @inline(never)
  public static func triadAround(
    _ a: UnsafeMutableRawPointer, _ b: UnsafeRawPointer, _ c: UnsafeRawPointer, _ scalar: Double,
    lines: Int
  ) {
    let factor = Line(repeating: scalar)
    let end = lines &* MemoryLayout<Line>.size
    var place = Int(bitPattern: a)
    var offset = 0
    while offset < end {
      var line =
        b.load(fromByteOffset: offset, as: Line.self)
        + factor * c.load(fromByteOffset: offset, as: Line.self)
      hypertwin_store_around(UnsafeMutableRawPointer(bitPattern: place), &line)
      place = hypertwin_opaque(place &+ MemoryLayout<Line>.size)
      offset = hypertwin_opaque(offset &+ MemoryLayout<Line>.size)
    }
    hypertwin_store_fence()
  }
}
