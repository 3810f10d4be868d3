/// A physical quantity that is written as a number and a unit, such as `2.66 GHz`.
///
/// The unit is mandatory, is case-sensitive, and says whether bits (`bit`) or bytes (`B`) and
/// decimal (`k`, `M`) or binary (`Ki`, `Mi`) multiples are meant.
public protocol Quantity: Hashable, Comparable, Sendable {
  /// What the quantity is, with its article, for error texts: "a clock frequency".
  static var noun: String { get }

  /// The unit symbols that are understood, each with its size in base units, smallest first.
  static var units: [(symbol: String, size: Double)] { get }

  /// The quantity in base units.
  var base: Double { get }

  /// The quantity of that many base units; nil where the type cannot hold it.
  init?(base: Double)
}

extension Quantity {
  /// Orders quantities by size.
  public static func < (left: Self, right: Self) -> Bool { left.base < right.base }

  /// Reads `NUMBER UNIT`; the space may be left out, and the number may have an exponent, `1e-3 s`.
  ///
  /// - Throws: `QuantityError`, which says what is wrong and which units are understood.
  public init(parsing text: String) throws(QuantityError) {
    let trimmed = text.drop(while: { $0 == " " })
    let digits = Self.number(before: trimmed)
    let symbol = String(trimmed.dropFirst(digits.count).drop(while: { $0 == " " }))
    guard let number = Double(digits), number.isFinite else {
      throw QuantityError(text: text, problem: .notANumber, noun: Self.noun, units: Self.symbols)
    }
    guard let unit = Self.units.first(where: { $0.symbol == symbol }) else {
      let problem: QuantityError.Problem = symbol.isEmpty ? .missingUnit : .unknownUnit(symbol)
      throw QuantityError(text: text, problem: problem, noun: Self.noun, units: Self.symbols)
    }
    guard number >= 0, let quantity = Self(base: number * unit.size) else {
      throw QuantityError(text: text, problem: .outOfRange, noun: Self.noun, units: Self.symbols)
    }
    self = quantity
  }

  /// The part of `text` in front that is written like a number.
  private static func number(before text: Substring) -> Substring {
    func isSign(_ character: Character?) -> Bool { character == "+" || character == "-" }
    func isDigit(_ character: Character) -> Bool { character.isASCII && character.isNumber }
    var rest = text.drop { isDigit($0) || isSign($0) || $0 == "." }
    if let mark = rest.first, mark == "e" || mark == "E" {
      var exponent = rest.dropFirst()
      if isSign(exponent.first) { exponent = exponent.dropFirst() }
      // Without digits behind it, an e begins a unit.
      if exponent.first.map(isDigit) ?? false { rest = exponent.drop(while: isDigit) }
    }
    return text[..<rest.startIndex]
  }

  /// The unit symbols, smallest unit first.
  public static var symbols: [String] { units.map(\.symbol) }

  /// The quantity in the unit that takes the fewest digits and leaves a number of at least one, the
  /// largest of them: `2.66 GHz`, `1518 B`, `64 KiB`.
  public var description: String {
    let texts = Self.units.filter { $0.size <= base }.reversed().map { unit in
      (number: Self.text(of: base / unit.size), symbol: unit.symbol)
    }
    let shortest = texts.min { $0.number.utf8.count < $1.number.utf8.count }
    guard let shortest else {
      return "\(Self.text(of: base / Self.units[0].size)) \(Self.symbols[0])"
    }
    return "\(shortest.number) \(shortest.symbol)"
  }

  private static func text(of number: Double) -> String {
    number.rounded() == number && number.magnitude < 1e15 ? "\(Int64(number))" : "\(number)"
  }
}

/// Why a text is not a quantity.
public struct QuantityError: Error, Hashable, Sendable, CustomStringConvertible {
  /// The ways in which a text can fail to be a quantity.
  public enum Problem: Hashable, Sendable {
    /// There is no number in front.
    case notANumber
    /// The number stands alone.
    case missingUnit
    /// The symbol after the number is none of the units.
    case unknownUnit(String)
    /// The number is negative or too large.
    case outOfRange
  }

  /// The text that was read.
  public let text: String
  /// What is wrong with it.
  public let problem: Problem
  /// What was expected, with its article.
  public let noun: String
  /// The unit symbols that would have been understood.
  public let units: [String]

  /// What is wrong, and what to write instead, in one sentence.
  public var description: String {
    let choice =
      units.count == 1
      ? units[0] : units.dropLast().joined(separator: ", ") + " or " + (units.last ?? "")
    switch problem {
    case .notANumber: return "\"\(text)\" is not \(noun); write a number and one of \(choice)"
    case .missingUnit: return "\"\(text)\" has no unit; \(noun) is written with \(choice)"
    case .unknownUnit(let unit): return "unknown unit \"\(unit)\"; use \(choice)"
    case .outOfRange:
      return
        "\"\(text)\" is out of range for \(noun); write one that is neither negative nor as large"
    }
  }
}
