internal import CMachine

/// The same loops with stores that go around the caches, so that no line is read for being
/// overwritten. Each ends with a fence: when it returns, its stores are done.
extension LineLoops {
  /// c = a.
  @inline(never)
  public static func copyAround(_ c: UnsafeMutableRawPointer, _ a: UnsafeRawPointer, lines: Int) {
    let end = lines &* MemoryLayout<Line>.size
    var offset = 0
    while offset < end {
      var line = a.load(fromByteOffset: offset, as: Line.self)
      hypertwin_store_around(c + offset, &line)
      offset &+= MemoryLayout<Line>.size
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
    var offset = 0
    while offset < end {
      var line = factor * c.load(fromByteOffset: offset, as: Line.self)
      hypertwin_store_around(b + offset, &line)
      offset &+= MemoryLayout<Line>.size
    }
    hypertwin_store_fence()
  }

  /// c = a + b.
  @inline(never)
  public static func addAround(
    _ c: UnsafeMutableRawPointer, _ a: UnsafeRawPointer, _ b: UnsafeRawPointer, lines: Int
  ) {
    let end = lines &* MemoryLayout<Line>.size
    var offset = 0
    while offset < end {
      var line =
        a.load(fromByteOffset: offset, as: Line.self)
        + b.load(fromByteOffset: offset, as: Line.self)
      hypertwin_store_around(c + offset, &line)
      offset &+= MemoryLayout<Line>.size
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
    var offset = 0
    while offset < end {
      var line =
        b.load(fromByteOffset: offset, as: Line.self)
        + factor * c.load(fromByteOffset: offset, as: Line.self)
      hypertwin_store_around(a + offset, &line)
      offset &+= MemoryLayout<Line>.size
    }
    hypertwin_store_fence()
  }
}
