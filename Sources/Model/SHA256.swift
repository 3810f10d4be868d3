/// The SHA-256 of FIPS 180-4, which names scenarios, calibrations and the digits of pi in results.
///
/// Our own because it is needed for identity and not for secrecy, and swift-crypto would add
/// minutes to a first build. O(n), in one pass over parts of any size.
public struct SHA256: Sendable {
  /// Bytes of a block.
  private static let blockSize = 64

  private var state = SHA256.initial
  /// The beginning of a block that is not whole yet.
  private var rest: [UInt8] = []
  private var byteCount: UInt64 = 0

  /// The hash of nothing so far.
  public init() {}

  /// The hash of `bytes` as 64 hexadecimal digits.
  public static func hexadecimal(of bytes: some Sequence<UInt8>) -> String {
    var hash = SHA256()
    hash.update(with: Array(bytes))
    return hash.hexadecimal()
  }

  /// The 32 bytes of the hash of `bytes`.
  public static func digest(of bytes: some Sequence<UInt8>) -> [UInt8] {
    var hash = SHA256()
    hash.update(with: Array(bytes))
    return hash.digest()
  }

  /// Appends bytes to what is hashed.
  public mutating func update(with bytes: [UInt8]) {
    bytes.withUnsafeBytes { update(with: $0) }
  }

  /// Appends bytes to what is hashed.
  public mutating func update(with bytes: UnsafeRawBufferPointer) {
    byteCount += UInt64(bytes.count)
    var start = 0
    if !rest.isEmpty {
      start = min(Self.blockSize - rest.count, bytes.count)
      rest.append(contentsOf: bytes[..<start])
      guard rest.count == Self.blockSize else { return }
      let block = rest
      rest.removeAll(keepingCapacity: true)
      block.withUnsafeBytes { compress($0) }
    }
    let whole = (bytes.count - start) / Self.blockSize * Self.blockSize
    compress(UnsafeRawBufferPointer(rebasing: bytes[start..<start + whole]))
    rest.append(contentsOf: bytes[(start + whole)...])
  }

  /// The 32 bytes of the hash of everything so far.
  public func digest() -> [UInt8] {
    var last = self
    var padding: [UInt8] = [0x80]
    padding.append(
      contentsOf: repeatElement(0, count: (119 - rest.count) % Self.blockSize))
    let bits = byteCount * 8
    for shift in stride(from: UInt64(56), through: 0, by: -8) {
      padding.append(UInt8(truncatingIfNeeded: bits >> shift))
    }
    last.update(with: padding)
    return last.state.flatMap { word in
      [24, 16, 8, 0].map { UInt8(truncatingIfNeeded: word >> UInt32($0)) }
    }
  }

  /// The hash of everything so far as 64 hexadecimal digits.
  public func hexadecimal() -> String {
    digest().map { byte in
      let text = String(byte, radix: 16)
      return text.utf8.count == 1 ? "0" + text : text
    }.joined()
  }

  /// Takes in whole blocks.
  private mutating func compress(_ blocks: UnsafeRawBufferPointer) {
    guard let base = blocks.baseAddress else { return }
    state.withUnsafeMutableBufferPointer { state in
      Self.constants.withUnsafeBufferPointer { constants in
        withUnsafeTemporaryAllocation(of: UInt32.self, capacity: 64) { schedule in
          guard let state = state.baseAddress, let constants = constants.baseAddress,
            let schedule = schedule.baseAddress
          else { return }
          for start in stride(from: 0, to: blocks.count, by: Self.blockSize) {
            Self.fill(schedule, from: base + start)
            Self.mix(schedule, constants, into: state)
          }
        }
      }
    }
  }

  private static func fill(_ schedule: UnsafeMutablePointer<UInt32>, from block: UnsafeRawPointer) {
    for index in 0..<16 {
      let word = block.loadUnaligned(fromByteOffset: index * 4, as: UInt32.self)
      schedule[index] = UInt32(bigEndian: word)
    }
    for index in 16..<64 {
      let a = schedule[index - 15]
      let b = schedule[index - 2]
      let small0 = rotate(a, 7) ^ rotate(a, 18) ^ a &>> 3
      let small1 = rotate(b, 17) ^ rotate(b, 19) ^ b &>> 10
      schedule[index] = schedule[index - 16] &+ small0 &+ schedule[index - 7] &+ small1
    }
  }

  private static func mix(
    _ schedule: UnsafeMutablePointer<UInt32>, _ constants: UnsafePointer<UInt32>,
    into state: UnsafeMutablePointer<UInt32>
  ) {
    var (a, b, c, d) = (state[0], state[1], state[2], state[3])
    var (e, f, g, h) = (state[4], state[5], state[6], state[7])
    for index in 0..<64 {
      let big1 = rotate(e, 6) ^ rotate(e, 11) ^ rotate(e, 25)
      let choice = e & f ^ ~e & g
      let first = h &+ big1 &+ choice &+ constants[index] &+ schedule[index]
      let big0 = rotate(a, 2) ^ rotate(a, 13) ^ rotate(a, 22)
      let majority = a & b ^ a & c ^ b & c
      (h, g, f, e) = (g, f, e, d &+ first)
      (d, c, b, a) = (c, b, a, first &+ big0 &+ majority)
    }
    state[0] &+= a
    state[1] &+= b
    state[2] &+= c
    state[3] &+= d
    state[4] &+= e
    state[5] &+= f
    state[6] &+= g
    state[7] &+= h
  }

  @inline(__always)
  private static func rotate(_ word: UInt32, _ count: UInt32) -> UInt32 {
    word &>> count | word &<< (32 &- count)
  }

  /// The first 32 bits of the fractional parts of the square roots of the first 8 primes.
  private static let initial = primes.prefix(8).map { fraction(ofRoot: 2, of: $0) }

  /// The first 32 bits of the fractional parts of the cube roots of the first 64 primes.
  private static let constants = primes.map { fraction(ofRoot: 3, of: $0) }

  private static let primes = (2...311).filter { candidate in
    !(2..<candidate).contains { candidate % $0 == 0 }
  }.map { UInt64($0) }

  /// The first 32 bits behind the point of the `degree`-th root of `number`, exactly.
  private static func fraction(ofRoot degree: Int, of number: UInt64) -> UInt32 {
    // The largest r with r^degree ≤ number · 2^(32·degree) is the root times 2^32, rounded down.
    let target = UInt128(number) << UInt128(32 * degree)
    var root: UInt128 = 0
    for bit in stride(from: UInt128(36), through: 0, by: -1) {
      let candidate = root | 1 << bit
      let power = degree == 2 ? candidate * candidate : candidate * candidate * candidate
      if power <= target { root = candidate }
    }
    return UInt32(truncatingIfNeeded: root)
  }
}
