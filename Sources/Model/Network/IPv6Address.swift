/// An IPv6 address (RFC 4291).
public struct IPv6Address: IPAddress {
  /// The address as a number; 2001:db8::1 is 0x2001_0db8 << 96 | 1.
  public let bits: UInt128

  /// The family, and an address of RFC 3849.
  public static var kind: (name: String, example: String) { ("IPv6", "2001:db8::1") }

  /// The address whose number is `bits`.
  @inlinable
  public init(bits: UInt128) { self.bits = bits }

  /// Reads the forms of RFC 4291, 2.2: eight groups of hexadecimal digits, at most one `::` for one
  /// or more groups of zeros, and dotted decimal for the last two groups. No zone, no brackets.
  public init?(_ text: some StringProtocol) {
    var halves = [text[...]]
    if let gap = Self.gap(in: text) {
      halves = [text[..<gap], text[text.index(gap, offsetBy: 2)...]]
    }
    guard let head = Self.groups(halves[0], isEnd: halves.count == 1) else { return nil }
    var groups = head
    if halves.count == 2 {
      guard let tail = Self.groups(halves[1], isEnd: true), head.count + tail.count < 8
      else { return nil }
      groups += Array(repeating: 0, count: 8 - head.count - tail.count) + tail
    }
    guard groups.count == 8 else { return nil }
    bits = groups.reduce(0) { $0 << 16 | UInt128($1) }
  }

  /// The canonical text of RFC 5952: lower case, no leading zeros, `::` for the longest run of two
  /// or more zero groups, the first of equals.
  public var description: String {
    let groups = (0..<8).map { UInt16(truncatingIfNeeded: bits >> (112 - 16 * $0)) }
    var longest = 0..<0
    var start = 0
    for index in 0...8 where index == 8 || groups[index] != 0 {
      if index - start > max(1, longest.count) { longest = start..<index }
      start = index + 1
    }
    func text(_ part: ArraySlice<UInt16>) -> String {
      part.map { String($0, radix: 16) }.joined(separator: ":")
    }
    guard !longest.isEmpty else { return text(groups[...]) }
    return text(groups[..<longest.lowerBound]) + "::" + text(groups[longest.upperBound...])
  }

  /// Where the first `::` is; nil if there is none.
  private static func gap<Text: StringProtocol>(in text: Text) -> Text.Index? {
    text.indices.first { index in
      let next = text.index(after: index)
      return text[index] == ":" && next < text.endIndex && text[next] == ":"
    }
  }

  /// The groups of a text between colons, none for an empty one; dotted decimal may stand only at
  /// the address's end. Nil if it is malformed.
  private static func groups<Text: StringProtocol>(_ text: Text, isEnd: Bool) -> [UInt16]? {
    if text.isEmpty { return [] }
    let parts = text.split(separator: ":", omittingEmptySubsequences: false)
    var groups: [UInt16] = []
    for (index, part) in parts.enumerated() {
      if isEnd, index == parts.count - 1, let tail = IPv4Address(part) {
        groups += [UInt16(tail.bits >> 16), UInt16(truncatingIfNeeded: tail.bits)]
        continue
      }
      guard (1...4).contains(part.utf8.count), !part.hasPrefix("+"), !part.hasPrefix("-"),
        let group = UInt16(part, radix: 16)
      else { return nil }
      groups.append(group)
    }
    return groups
  }
}
