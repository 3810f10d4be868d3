import Kernels
import Model
import Testing

/// What is written into frames, and what a receiver makes of it.
@Suite
struct TrafficFrameTests {
  @Test(arguments: 1...50)
  func aPayloadIsReadAsItWasWritten(seed: UInt64) {
    var random = TestRandom(seed: seed)
    let payload = TrafficPayload(
      mark: Bool.random(using: &random) ? .data : .end,
      stream: .random(in: 0...UInt16.max, using: &random),
      sequence: .random(in: 0...UInt32.max, using: &random),
      nanoseconds: .random(in: 0...UInt64.max, using: &random))
    var bytes = [UInt8](repeating: 0, count: TrafficPayload.byteCount)
    let sum = bytes.withUnsafeMutableBytes { buffer in
      buffer.baseAddress.map { payload.write(to: $0) }
    }
    #expect(bytes.withUnsafeBytes { $0.baseAddress.flatMap { .init(reading: $0) } } == payload)
    #expect(sum.map { $0 % 65535 } == UInt64(Self.onesSum(bytes[...])) % 65535, "seed \(seed)")
  }

  /// Headers and checksums, worked out here in the simplest way, for every size of RFC 2544.
  @Test(arguments: FrameMix.standardSizes + [65, 67, 1517])
  func framesAreWhatTheStandardsSay(size: Int) throws {
    var load = TrafficLoad(
      rate: .saturation, mix: try FrameMix(size: size), duration: SimTime(seconds: 1))
    load.packets = 50
    load.flows = 3
    let frames = try framesOf(load).filter { Self.word($0, 42) == 0x4854 }
    #expect(frames.count == 50)
    for (number, frame) in frames.enumerated() {
      #expect(frame.count == size - 4)
      #expect(Self.word(frame, 12) == 0x0800)
      #expect(frame[14] == 0x45)
      #expect(Int(Self.word(frame, 16)) == size - 18)
      #expect(Self.onesSum(frame[14..<34]) == 0xFFFF)
      #expect(Array(frame[26..<30]) == [198, 18, 0, 1])
      #expect(Array(frame[30..<34]) == [198, 19, 0, 1 + UInt8(number % 3)])
      #expect(Int(Self.word(frame, 38)) == size - 38)
      let pseudo = Array(frame[26..<34]) + [0, 17] + Array(frame[38..<40])
      #expect(Self.onesSum((pseudo + Array(frame[34...]))[...]) == 0xFFFF)
      #expect(Self.word(frame, 40) != 0)
      #expect(Int(Self.word(frame, 48)) == number)
    }
  }

  @Test
  func imixHasItsProportionsAtAnyTime() {
    let pattern = FrameMix.imix.pattern
    #expect(pattern.count == 48)
    for (size, share) in [(64, 28), (570, 16), (1518, 4)] {
      #expect(pattern.filter { $0 == size }.count == share)
      // No prefix is more than one frame away from the share.
      for end in 1...48 {
        let exact = Double(end * share) / 48
        let count = Double(pattern[..<end].filter { $0 == size }.count)
        #expect(abs(count - exact) <= 1.01, "\(count) of \(exact) frames of \(size) B in \(end)")
      }
    }
    #expect(FrameMix.imix.meanSize == Double(28 * 64 + 16 * 570 + 4 * 1518) / 48)
    // A scenario's mix is the same one.
    let rounds = Array(repeating: Flow.internetMix, count: 4).flatMap { $0 }
    #expect(rounds.sorted() == pattern.sorted())
  }

  /// A flipped bit anywhere behind the hardware addresses is never taken for a good frame.
  @Test
  func everyFlippedBitIsNoticed() throws {
    var load = TrafficLoad(
      rate: .saturation, mix: try FrameMix(size: 128), duration: SimTime(seconds: 1))
    load.packets = 1
    let good = try framesOf(load)[0]
    var bad: [[UInt8]] = []
    for bit in 96..<good.count * 8 {
      var frame = good
      frame[bit / 8] ^= 0x80 >> UInt8(bit % 8)
      bad.append(frame)
    }
    let report = try reportOf(bad)
    #expect(report.received == 0)
    #expect(report.corrupted + report.ignored == bad.count)
    // What makes a frame another station's or protocol's: type, version, length of the header,
    // fragments, protocol, port.
    #expect(report.ignored <= 16 + 8 + 14 + 8 + 16)
    #expect(try reportOf([good]).received == 1)
  }

  /// Frames cut short anywhere are never read beyond their end.
  @Test
  func cutFramesAreNotGood() throws {
    var load = TrafficLoad(
      rate: .saturation, mix: try FrameMix(size: 256), duration: SimTime(seconds: 1))
    load.packets = 1
    let good = try framesOf(load)[0]
    let report = try reportOf((1..<good.count).map { Array(good[..<$0]) })
    #expect(report.received == 0)
    #expect(report.corrupted + report.ignored == good.count - 1)
  }

  /// Random bytes behind good headers, and random bytes alone.
  @Test(arguments: 1...10)
  func noiseIsNotTakenForFrames(seed: UInt64) throws {
    var random = TestRandom(seed: seed)
    var load = TrafficLoad(
      rate: .saturation, mix: try FrameMix(size: 64), duration: SimTime(seconds: 1))
    load.packets = 1
    let good = try framesOf(load)[0]
    let noise = (0..<400).map { number in
      let count = Int.random(in: 1...1500, using: &random)
      let bytes = (0..<count).map { _ in UInt8.random(in: 0...255, using: &random) }
      return number.isMultiple(of: 2) ? bytes : Array(good[..<34]) + bytes
    }
    let report = try reportOf(noise)
    #expect(report.received == 0, "seed \(seed)")
  }

  /// The sum of RFC 1071 with its carries, byte by byte.
  private static func onesSum(_ bytes: ArraySlice<UInt8>) -> UInt16 {
    var sum = 0
    for (offset, byte) in bytes.enumerated() {
      sum += offset.isMultiple(of: 2) ? Int(byte) << 8 : Int(byte)
    }
    while sum > 0xFFFF { sum = sum & 0xFFFF + sum >> 16 }
    return UInt16(sum)
  }

  private static func word(_ frame: [UInt8], _ offset: Int) -> UInt16 {
    UInt16(frame[offset]) << 8 | UInt16(frame[offset + 1])
  }
}
