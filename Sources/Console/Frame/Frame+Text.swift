/// The line of a frame.
extension Frame {
  /// What begins a frame; its first byte occurs nowhere else in one.
  static let magic = Array("~HT1 ".utf8)
  /// The bytes before the payload: magic, checksum, direction and kind, session, sequence, length.
  static let headerBytes = 5 + 9 + 3 + 9 + 9 + 7
  /// The longest line without its end.
  static let longestLine = headerBytes + 3 * longestPayload

  /// The line, with the line feed that ends it. O(n).
  ///
  /// - Precondition: The payload has at most `longestPayload` bytes.
  public var line: [UInt8] {
    precondition(payload.count <= Self.longestPayload, "a frame's payload is too long")
    var body: [UInt8] = [direction.rawValue, kind.rawValue, 0x20]
    body.reserveCapacity(3 * payload.count + Self.headerBytes)
    body.append(contentsOf: Self.hexadecimal(session, digits: 8))
    body.append(0x20)
    body.append(contentsOf: Self.hexadecimal(sequence, digits: 8))
    body.append(0x20)
    body.append(contentsOf: Self.hexadecimal(UInt32(payload.count), digits: 6))
    body.append(0x20)
    for byte in payload {
      if Self.isPlain(byte) {
        body.append(byte)
      } else {
        body.append(0x25)
        body.append(Self.digit(byte >> 4))
        body.append(Self.digit(byte & 0xF))
      }
    }
    var line = Self.magic
    line.reserveCapacity(body.count + 16)
    line.append(contentsOf: Self.hexadecimal(CRC32.checksum(body[...]), digits: 8))
    line.append(0x20)
    line.append(contentsOf: body)
    line.append(0x0A)
    return line
  }

  /// The frame of a line without its end; nil if one bit of it is not as it was sent.
  init?(line: [UInt8]) {
    guard line.count >= Self.headerBytes, line.count <= Self.longestLine,
      line.starts(with: Self.magic),
      let checksum = Self.number(line[5..<13]), line[13] == 0x20,
      CRC32.checksum(line[14...]) == checksum,
      let direction = Direction(rawValue: line[14]), let kind = Kind(rawValue: line[15]),
      let session = Self.number(line[17..<25]), let sequence = Self.number(line[26..<34]),
      let count = Self.number(line[35..<41]), count <= Self.longestPayload,
      [line[16], line[25], line[34], line[41]].allSatisfy({ $0 == 0x20 }),
      let payload = Self.payload(line[Self.headerBytes...]), payload.count == count
    else { return nil }
    self.init(direction, kind, session: session, sequence: sequence, payload: payload)
  }

  /// Whether a byte is written as it is.
  private static func isPlain(_ byte: UInt8) -> Bool {
    (0x20...0x7D).contains(byte) && byte != 0x25
  }

  private static func payload(_ text: ArraySlice<UInt8>) -> [UInt8]? {
    var payload: [UInt8] = []
    payload.reserveCapacity(text.count)
    var index = text.startIndex
    while index < text.endIndex {
      if isPlain(text[index]) {
        payload.append(text[index])
        index += 1
        continue
      }
      guard text[index] == 0x25, index + 3 <= text.endIndex,
        let high = value(of: text[index + 1]), let low = value(of: text[index + 2])
      else { return nil }
      payload.append(high << 4 | low)
      index += 3
    }
    return payload
  }

  private static func hexadecimal(_ value: UInt32, digits: Int) -> [UInt8] {
    (0..<digits).map { place in
      digit(UInt8(truncatingIfNeeded: value >> UInt32(4 * (digits - 1 - place))) & 0xF)
    }
  }

  /// The digit of a value from 0 to 15.
  private static func digit(_ value: UInt8) -> UInt8 {
    value < 10 ? 0x30 + value : 0x41 + value - 10
  }

  /// The value of a digit: upper-case hexadecimal only, so that no number has two forms.
  private static func value(of digit: UInt8) -> UInt8? {
    switch digit {
    case 0x30...0x39: digit - 0x30
    case 0x41...0x46: digit - 0x41 + 10
    default: nil
    }
  }

  private static func number(_ digits: ArraySlice<UInt8>) -> UInt32? {
    var number: UInt32 = 0
    for digit in digits {
      guard let value = value(of: digit) else { return nil }
      number = number << 4 | UInt32(value)
    }
    return number
  }
}
