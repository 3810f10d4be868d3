#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#endif

/// A moment of the real world, to the microsecond, written as RFC 3339 in UTC.
public struct Timestamp: Hashable, Sendable, Comparable {
  /// Microseconds since 1970-01-01T00:00:00Z.
  public var microseconds: Int64

  /// That many microseconds since 1970-01-01T00:00:00Z.
  public init(microseconds: Int64) { self.microseconds = microseconds }

  /// The moment of the call, by the system's clock of the day.
  public static var now: Timestamp {
    var time = timespec()
    clock_gettime(CLOCK_REALTIME, &time)
    return Timestamp(microseconds: Int64(time.tv_sec) * 1_000_000 + Int64(time.tv_nsec) / 1000)
  }

  /// Seconds from `earlier` to this moment.
  public func seconds(since earlier: Timestamp) -> Double {
    Double(microseconds - earlier.microseconds) / 1e6
  }

  public static func < (left: Timestamp, right: Timestamp) -> Bool {
    left.microseconds < right.microseconds
  }
}

extension Timestamp: CustomStringConvertible {
  /// `2026-11-24T19:38:10.123456Z`.
  public var description: String {
    let (seconds, fraction) = Self.floored(microseconds, 1_000_000)
    let (days, second) = Self.floored(seconds, 86_400)
    let (year, month, day) = Self.civil(days)
    func two(_ value: Int64) -> String { value < 10 ? "0\(value)" : "\(value)" }
    let zeros = String(repeating: "0", count: 6 - "\(fraction)".utf8.count)
    return "\(year)-\(two(month))-\(two(day))T\(two(second / 3600)):\(two(second / 60 % 60)):"
      + "\(two(second % 60)).\(zeros)\(fraction)Z"
  }

  /// `2026-11-24 19:38`, for tables.
  public var minute: String {
    String(description.prefix(16)).replacing("T", with: " ")
  }

  private static func floored(_ value: Int64, _ by: Int64) -> (quotient: Int64, rest: Int64) {
    let (quotient, rest) = value.quotientAndRemainder(dividingBy: by)
    return rest < 0 ? (quotient - 1, rest + by) : (quotient, rest)
  }

  /// The date of a day counted from 1970-01-01, by the proleptic Gregorian calendar.
  ///
  /// Howard Hinnant, "chrono-Compatible Low-Level Date Algorithms": eras of 400 years that begin
  /// on the first of March.
  private static func civil(_ days: Int64) -> (year: Int64, month: Int64, day: Int64) {
    let (era, dayOfEra) = floored(days + 719_468, 146_097)
    let year = (dayOfEra - dayOfEra / 1460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365
    let dayOfYear = dayOfEra - (365 * year + year / 4 - year / 100)
    let month = (5 * dayOfYear + 2) / 153
    let calendarMonth = month < 10 ? month + 3 : month - 9
    return (
      year + era * 400 + (calendarMonth <= 2 ? 1 : 0), calendarMonth,
      dayOfYear - (153 * month + 2) / 5 + 1
    )
  }
}

extension Timestamp: Codable {
  /// Written as its description.
  public func encode(to encoder: any Encoder) throws {
    var container = encoder.singleValueContainer()
    try container.encode(description)
  }

  /// Read from what `encode` writes.
  public init(from decoder: any Decoder) throws {
    let container = try decoder.singleValueContainer()
    let text = try container.decode(String.self)
    guard let value = Timestamp(text) else {
      throw DecodingError.dataCorruptedError(
        in: container,
        debugDescription: "\"\(text)\" is not a time such as 2026-11-24T19:38:10.123456Z")
    }
    self = value
  }

  /// The moment of a text in the form of `description`; nil for any other.
  public init?(_ text: String) {
    let parts = text.split { "-T:.Z".contains($0) }.map { Int64($0) }
    guard parts.count == 7, text.utf8.count == 27, let year = parts[0], let month = parts[1],
      let day = parts[2], let hour = parts[3], let minute = parts[4], let second = parts[5],
      let fraction = parts[6], (1...12).contains(month), (1...31).contains(day)
    else { return nil }
    let shifted = month <= 2 ? year - 1 : year
    let (era, yearOfEra) = Self.floored(shifted, 400)
    let dayOfYear = (153 * (month > 2 ? month - 3 : month + 9) + 2) / 5 + day - 1
    let days =
      era * 146_097 + yearOfEra * 365 + yearOfEra / 4 - yearOfEra / 100 + dayOfYear - 719_468
    let seconds = days * 86_400 + hour * 3600 + minute * 60 + second
    self.init(microseconds: seconds * 1_000_000 + fraction)
    // Only what this type writes is read: no 31 February, no hour 25.
    guard description == text else { return nil }
  }
}
