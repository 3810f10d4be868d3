#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#endif

/// The loads that a search may try: a geometric series from the least to the greatest, in which a
/// step is no wider than the narrowest goal.
///
/// So bounds are whole numbers, and no load is tried that differs from another by rounding.
struct LoadGrid: Hashable, Sendable {
  /// The least load, in frames per second, at index 0.
  let minimum: Double
  /// The greatest load, at the last index.
  let maximum: Double
  /// The index of the greatest load; at least 1.
  let last: Int

  /// The grid whose steps are at most `width` wide, as a share of the upper load.
  ///
  /// - Precondition: 0 < `minimum` < `maximum`, and `width` is between 0 and 1.
  init(minimum: Double, maximum: Double, width: Double) {
    precondition(0 < minimum && minimum < maximum && maximum.isFinite, "loads need a range")
    precondition(width > 0 && width < 1, "a width is between 0 and 1")
    self.minimum = minimum
    self.maximum = maximum
    last = max(1, Int((log(maximum / minimum) / -log1p(-width)).rounded(.up)))
  }

  /// The load at an index, in frames per second.
  func load(_ index: Int) -> Double {
    if index <= 0 { return minimum }
    if index >= last { return maximum }
    return minimum * exp(log(maximum / minimum) * Double(index) / Double(last))
  }

  /// The index of the greatest load that is not above `load`; 0 for less than the least.
  func index(notAbove load: Double) -> Int {
    guard load > minimum else { return 0 }
    guard load < maximum else { return last }
    var index = Int(log(load / minimum) / log(maximum / minimum) * Double(last))
    index = min(max(index, 0), last)
    // The logarithm may be off by its last place at a step's edge.
    while index > 0 && self.load(index) > load { index -= 1 }
    while index < last && self.load(index + 1) <= load { index += 1 }
    return index
  }

  /// The most steps that two bounds may lie apart within `width`; at least 1.
  func steps(within width: Double) -> Int {
    let step = log(maximum / minimum) / Double(last)
    // A goal of just the grid's own step is one step, whatever its last place.
    return max(1, Int(-log1p(-width) / step + 1e-9))
  }
}
