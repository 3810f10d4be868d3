/// The probabilities of several tests, corrected so that the chance of even one false alarm among
/// them stays below any level that they are compared with (Holm,
/// https://www.jstor.org/stable/4615733).
///
/// In the order of `probabilities`; each result is at least its own probability and at most 1.
/// O(n log n).
public func holm(_ probabilities: [Double]) -> [Double] {
  let order = probabilities.indices.sorted {
    (probabilities[$0], $0) < (probabilities[$1], $1)
  }
  var corrected = probabilities
  var highest = 0.0
  for (rank, index) in order.enumerated() {
    let factor = Double(probabilities.count - rank)
    highest = max(highest, min(1, factor * probabilities[index]))
    corrected[index] = highest
  }
  return corrected
}
