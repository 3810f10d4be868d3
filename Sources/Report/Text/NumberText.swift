/// Numbers as people read them: as many digits as their interval warrants, thousands apart.
enum NumberText {
  /// A mean and a margin beside each other, such as `5,309` and `0.3`.
  struct Pair: Hashable, Sendable {
    var mean: String
    var margin: String

    /// `MEAN ± MARGIN`.
    var text: String { "\(mean) ± \(margin)" }
  }

  /// What stands for a number that is none.
  static let none = "–"

  /// The mean with the margin's own digits: the margin keeps two where they begin with 354 or less
  /// and one above, the rule of the Particle Data Group (Review of Particle Physics, section 5.3);
  /// digits before the point are never dropped.
  static func estimate(_ mean: Double, _ margin: Double) -> Pair {
    guard mean.isFinite, margin.isFinite else { return Pair(mean: none, margin: none) }
    guard margin > 0 else { return Pair(mean: significant(mean, 4), margin: "0") }
    let places = decimals(warrantedBy: margin)
    return Pair(mean: fixed(mean, places), margin: fixed(margin, places))
  }

  /// A range with the digits that half its width warrants, `LOW` and `HIGH`, and a value in it.
  static func range(
    _ low: Double, _ high: Double, value: Double
  ) -> (low: String, high: String, value: String) {
    guard low.isFinite, high.isFinite, value.isFinite else { return (none, none, none) }
    guard high > low else {
      return (significant(low, 4), significant(high, 4), significant(value, 4))
    }
    let places = decimals(warrantedBy: (high - low) / 2)
    return (fixed(low, places), fixed(high, places), fixed(value, places))
  }

  /// A number as it was published: its shortest decimal form, thousands apart.
  static func exact(_ value: Double) -> String {
    guard value.isFinite else { return none }
    let text = "\(value)"
    guard !text.contains("e") else { return text }
    return grouped(text.hasSuffix(".0") ? String(text.dropLast(2)) : text)
  }

  /// A difference in percent, always with its sign and two places.
  static func signedPercent(_ percent: Double) -> String {
    guard percent.isFinite else { return none }
    let text = fixed(percent.magnitude, 2)
    return (percent < 0 && text != "0.00" ? "-" : "+") + text
  }

  /// A number with `digits` significant digits and no superfluous zeros behind the point.
  static func significant(_ value: Double, _ digits: Int) -> String {
    guard value.isFinite else { return none }
    guard value != 0 else { return "0" }
    var places = digits - 1
    var scaled = value.magnitude
    while scaled >= 10, places > 0 {
      scaled /= 10
      places -= 1
    }
    while scaled < 1, places < 12 {
      scaled *= 10
      places += 1
    }
    var text = fixed(value, places)
    if text.contains(".") {
      while text.last == "0" { text.removeLast() }
      if text.last == "." { text.removeLast() }
    }
    return text
  }

  /// A number with that many places behind the point, thousands apart.
  static func fixed(_ value: Double, _ places: Int) -> String {
    guard value.isFinite else { return none }
    var scale = 1.0
    for _ in 0..<places { scale *= 10 }
    let scaled = (value.magnitude * scale).rounded()
    // Beyond 2^53 doubles are no longer exact in their last digit; nothing is gained by rounding.
    guard scaled < 0x1p53 else { return "\(value)" }
    var digits = String(Int(scaled))
    if digits.utf8.count <= places {
      digits = String(repeating: "0", count: places + 1 - digits.utf8.count) + digits
    }
    let whole = digits.dropLast(places)
    let text = places > 0 ? "\(whole).\(digits.suffix(places))" : String(whole)
    return grouped(value < 0 && scaled > 0 ? "-" + text : text)
  }

  /// The places behind the point that a margin above 0 warrants, 0 to 12.
  static func decimals(warrantedBy margin: Double) -> Int {
    var scaled = margin
    var exponent = 0
    while scaled >= 1000 {
      scaled /= 10
      exponent += 1
    }
    while scaled < 100, exponent > -20 {
      scaled *= 10
      exponent -= 1
    }
    let digits = scaled.rounded() < 355 ? 2 : 1
    return min(max(0, digits - 3 - exponent), 12)
  }

  /// Puts commas between the thousands of a decimal number.
  private static func grouped(_ text: String) -> String {
    let sign = text.prefix { $0 == "-" }
    let whole = text.dropFirst(sign.count).prefix { $0 != "." }
    var groups: [Substring] = []
    var rest = whole
    while rest.count > 3 {
      groups.insert(rest.suffix(3), at: 0)
      rest = rest.dropLast(3)
    }
    groups.insert(rest, at: 0)
    return sign + groups.joined(separator: ",") + text.dropFirst(sign.count + whole.count)
  }
}
