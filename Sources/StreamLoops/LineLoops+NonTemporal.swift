internal import CMachine

/// The same loops with stores that go around the caches, so that no line is read for being
/// overwritten. Each ends with a fence: when it returns, its stores are done.
extension LineLoops {
  /// c = a.
  @inline(never)
  public static func copyAround(
    _ c: UnsafeMutablePointer<Line>, _ a: UnsafePointer<Line>, lines: Int
  ) {
    var index = 0
    while index < lines {
      var line = a[index]
      hypertwin_store_around(c + index, &line)
      index &+= 1
    }
    hypertwin_store_fence()
  }

  /// b = scalar·c.
  @inline(never)
  public static func scaleAround(
    _ b: UnsafeMutablePointer<Line>, _ c: UnsafePointer<Line>, _ scalar: Double, lines: Int
  ) {
    let factor = Line(repeating: scalar)
    var index = 0
    while index < lines {
      var line = factor * c[index]
      hypertwin_store_around(b + index, &line)
      index &+= 1
    }
    hypertwin_store_fence()
  }

  /// c = a + b.
  @inline(never)
  public static func addAround(
    _ c: UnsafeMutablePointer<Line>, _ a: UnsafePointer<Line>, _ b: UnsafePointer<Line>,
    lines: Int
  ) {
    var index = 0
    while index < lines {
      var line = a[index] + b[index]
      hypertwin_store_around(c + index, &line)
      index &+= 1
    }
    hypertwin_store_fence()
  }

  /// a = b + scalar·c.
  @inline(never)
  public static func triadAround(
    _ a: UnsafeMutablePointer<Line>, _ b: UnsafePointer<Line>, _ c: UnsafePointer<Line>,
    _ scalar: Double, lines: Int
  ) {
    let factor = Line(repeating: scalar)
    var index = 0
    while index < lines {
      var line = b[index] + factor * c[index]
      hypertwin_store_around(a + index, &line)
      index &+= 1
    }
    hypertwin_store_fence()
  }
}
