@testable import Console

/// A small generator whose seed a failing test prints (SplitMix64).
struct SeededRandom: RandomNumberGenerator {
  private var state: UInt64

  init(seed: UInt64) { state = seed }

  mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var value = state
    value = (value ^ (value >> 30)) &* 0xBF58_476D_1CE4_E5B9
    value = (value ^ (value >> 27)) &* 0x94D0_49BB_1331_11EB
    return value ^ (value >> 31)
  }

  /// Up to `most` bytes, of which many are those that frames are made of.
  mutating func bytes(upTo most: Int) -> [UInt8] {
    let alphabet = Array("~HT1 <>DAB0F%\r\n".utf8)
    return (0..<Int.random(in: 0...most, using: &self)).map { _ in
      Bool.random(using: &self)
        ? alphabet.randomElement(using: &self) ?? 0 : UInt8.random(in: 0...255, using: &self)
    }
  }

  /// Any frame.
  mutating func frame(upTo most: Int = 300) -> Frame {
    Frame(
      Frame.Direction.allCases.randomElement(using: &self) ?? .toAgent,
      Frame.Kind.allCases.randomElement(using: &self) ?? .data,
      session: .random(in: 0 ... .max, using: &self),
      sequence: .random(in: 0 ... .max, using: &self), payload: bytes(upTo: most))
  }
}
