import Testing

@testable import Console

/// Frames on a channel that others print on, and that changes bits.
@Suite
struct FrameTests {
  private static let seeds: [UInt64] = [1, 2, 3, .random(in: 4 ... .max)]

  @Test
  func aLineIsThatOfTheFormat() {
    let frame = Frame(.toAgent, .data, session: 0xAB, sequence: 7, payload: Array("{~%\n}".utf8))
    let text = String(decoding: frame.line, as: UTF8.self)
    #expect(text.hasSuffix(" >D 000000AB 00000007 000005 {%7E%25%0A}\n"))
    #expect(text.hasPrefix("~HT1 "))
  }

  @Test
  func theLargestPayloadArrives() {
    let frame = Frame(
      .toHost, .data, session: 1, sequence: 1,
      payload: [UInt8](repeating: 0xFF, count: Frame.longestPayload))
    var decoder = FrameDecoder()
    #expect(decoder.frames(in: frame.line) == [frame])
    #expect(decoder.damagedFrames == 0)
  }

  @Test(arguments: seeds)
  func everyWholeFrameArrivesWhateverComesBefore(seed: UInt64) {
    var random = SeededRandom(seed: seed)
    for round in 0..<300 {
      let frames = (0..<3).map { _ in random.frame() }
      var decoder = FrameDecoder()
      var arrived: [Frame] = []
      for frame in frames {
        // In parts, as reads return them.
        var rest = (random.bytes(upTo: 200) + frame.line)[...]
        while !rest.isEmpty {
          let part = rest.prefix(.random(in: 1...rest.count, using: &random))
          arrived += decoder.frames(in: part)
          rest = rest.dropFirst(part.count)
        }
      }
      #expect(arrived == frames, "seed \(seed), round \(round)")
    }
  }

  @Test(arguments: seeds)
  func aFrameWithAChangedBitNeverArrives(seed: UInt64) {
    var random = SeededRandom(seed: seed)
    for round in 0..<40 {
      let frame = random.frame(upTo: 40)
      let next = random.frame(upTo: 10)
      // The line feed is not the frame's: it may be lost where another ends the line.
      for bit in 0..<8 * (frame.line.count - 1) {
        var line = frame.line
        line[bit / 8] ^= 1 << UInt8(bit % 8)
        var decoder = FrameDecoder()
        let arrived = decoder.frames(in: line + next.line)
        #expect(arrived == [next], "seed \(seed), round \(round), bit \(bit)")
      }
    }
  }

  @Test(arguments: seeds)
  func aFrameThatOthersPrintIntoOrThatIsCutShortNeverArrives(seed: UInt64) {
    var random = SeededRandom(seed: seed)
    for round in 0..<200 {
      let frame = random.frame(upTo: 60)
      let next = random.frame(upTo: 10)
      let cut = Int.random(in: 1..<frame.line.count - 1, using: &random)
      let message = Array("[    1.5] a kernel's message\r\n".utf8)
      for noise in [[], message] {
        let tail = noise.isEmpty ? [] : frame.line[cut...]
        var decoder = FrameDecoder()
        let arrived = decoder.frames(in: frame.line[..<cut] + noise + tail + next.line)
        #expect(arrived == [next], "seed \(seed), round \(round), cut \(cut)")
        // What is cut within its first word need not be known for a frame.
        #expect(decoder.damagedFrames <= 1)
        if cut >= Frame.magic.count { #expect(decoder.damagedFrames == 1) }
      }
    }
  }

  @Test(arguments: seeds)
  func noiseAloneIsNoFrameAndTakesNoMemory(seed: UInt64) {
    var random = SeededRandom(seed: seed)
    var decoder = FrameDecoder()
    for _ in 0..<200 {
      #expect(decoder.frames(in: random.bytes(upTo: 2000)).isEmpty, "seed \(seed)")
    }
    #expect(decoder.tail.count < 16 << 10)
  }

  @Test
  func aLineWithoutEndIsGivenUp() {
    var decoder = FrameDecoder()
    let line = Frame.magic + [UInt8](repeating: 0x41, count: Frame.longestLine + 10)
    #expect(decoder.frames(in: line).isEmpty)
    #expect(decoder.damagedFrames == 1)
    let frame = Frame(.toHost, .data, session: 1, sequence: 1, payload: [1, 2])
    #expect(decoder.frames(in: frame.line) == [frame])
  }

  @Test
  func aTerminalsCarriageReturnDoesNotMatter() {
    let frame = Frame(.toHost, .acknowledgement, session: 1, sequence: 2)
    var decoder = FrameDecoder()
    #expect(decoder.frames(in: frame.line.dropLast() + [0x0D, 0x0A]) == [frame])
  }
}
