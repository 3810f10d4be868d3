import Model
import Testing

/// How bits and frames of a flow belong together, in one size and in the Internet mix.
@Suite
struct FlowRateTests {
  private static func flow(_ bytes: Int64, _ sizes: Flow.FrameSizes) -> Flow {
    Flow(
      source: Place(host: Host.ID("a")), destination: Place(host: Host.ID("b")),
      load: .constantRate(BitRate(bitsPerSecond: 1e6)), frame: ByteCount(bytes: bytes),
      sizes: sizes)
  }

  /// In every 48 frames there are 28, 16 and 4 of these sizes (FD.io CSIT, IMIX_v4_1); each takes
  /// 20 bytes more on a line, and 46 of it carry no UDP payload.
  @Test func aMixCountsByItsMean() {
    let mix = Self.flow(1518, .imix)
    let mean = Double(28 * 64 + 16 * 570 + 4 * 1518) / 48
    #expect(mix.meanFrame == mean && mix.frameName == "imix" && mix.pattern.count == 12)
    let gigabit = BitRate(bitsPerSecond: 1e9)
    #expect(abs(FlowRates.frames(of: mix, at: gigabit) - 1e9 / 8 / (mean + 20)) < 1e-6)
    #expect(abs(FlowRates.frames(of: mix, payload: gigabit) - 1e9 / 8 / (mean - 46)) < 1e-6)
  }

  /// 1,488,095 frames of 64 bytes fill a line of 1 Gbit/s (RFC 5180, appendix A.1).
  @Test func oneSizeCountsByItself() {
    let small = Self.flow(64, .uniform)
    #expect(small.frameName == "64 B" && small.pattern == [64])
    #expect(Int(FlowRates.frames(of: small, at: BitRate(bitsPerSecond: 1e9))) == 1_488_095)
  }
}
