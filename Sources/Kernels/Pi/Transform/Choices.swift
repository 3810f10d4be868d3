/// Choices that are remembered: making one takes about a microsecond, for the thousands of products
/// of a calculation that have few lengths.
struct Choices<Key: Hashable, Value> {
  /// So many are remembered; then all are forgotten.
  private let most = 10_000
  private var values: [Key: Value] = [:]

  /// What has been chosen for a key, or is now.
  mutating func value<Failure>(
    for key: Key, _ choose: () throws(Failure) -> Value
  ) throws(Failure) -> Value {
    if let value = values[key] { return value }
    let value = try choose()
    if values.count >= most { values.removeAll(keepingCapacity: true) }
    values.updateValue(value, forKey: key)
    return value
  }
}
