/// The quantile of a sample by linear interpolation between order statistics (type 7 of Hyndman and
/// Fan, doi:10.2307/2684934); nil for an empty sample or one that holds a NaN. O(n log n).
///
/// - Precondition: `p` is from 0 to 1.
public func quantile(of values: some Sequence<Double>, _ p: Double) -> Double? {
  let sorted = values.sorted()
  guard !sorted.contains(where: \.isNaN) else { return nil }
  return quantile(ofSorted: sorted, p)
}

/// As `quantile(of:_:)`, of values in ascending order without a NaN. O(1).
func quantile(ofSorted sorted: [Double], _ p: Double) -> Double? {
  precondition((0...1).contains(p), "a probability lies between 0 and 1")
  guard !sorted.isEmpty else { return nil }
  let position = p * Double(sorted.count - 1)
  let index = min(Int(position), sorted.count - 1)
  let next = min(index + 1, sorted.count - 1)
  return sorted[index] + (position - Double(index)) * (sorted[next] - sorted[index])
}
