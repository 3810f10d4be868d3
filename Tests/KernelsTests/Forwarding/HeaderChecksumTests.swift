import Kernels
import Testing

/// The incremental update equals a full computation.
@Suite struct HeaderChecksumTests {
  /// For every word at every other value of the header's checksum that the seed gives.
  @Test func everyUpdateOfAWordEqualsAFullComputation() {
    var random = ForwardingRandom(seed: 1624)
    var header = (0..<20).map { _ in UInt8(truncatingIfNeeded: random.next()) }
    func full() -> UInt16 {
      header[10] = 0
      header[11] = 0
      return header.withUnsafeBytes { HeaderChecksum.compute($0) }
    }
    let old = UInt16(header[8]) << 8 | UInt16(header[9])
    let before = full()
    var mismatches = 0
    for new in UInt16.min...UInt16.max {
      header[8] = UInt8(new >> 8)
      header[9] = UInt8(truncatingIfNeeded: new)
      let updated = HeaderChecksum.updating(before, from: old, to: new)
      if updated != full() { mismatches += 1 }
    }
    #expect(mismatches == 0)
  }

  /// RFC 1624's own example: a checksum of 0xdd2f, 0x5555 becomes 0x3285, and the result is 0x0000.
  @Test func theExampleOfRFC1624Holds() {
    #expect(HeaderChecksum.updating(0xdd2f, from: 0x5555, to: 0x3285) == 0x0000)
  }

  /// The example header of RFC 1071's usual illustration, and odd lengths padded with a zero.
  @Test func knownSums() {
    let header: [UInt8] = [
      0x45, 0, 0, 0x73, 0, 0, 0x40, 0, 0x40, 0x11, 0, 0, 0xc0, 0xa8, 0, 1, 0xc0, 0xa8, 0, 0xc7,
    ]
    #expect(header.withUnsafeBytes { HeaderChecksum.compute($0) } == 0xb861)
    let odd: [UInt8] = [1, 2, 3]
    #expect(odd.withUnsafeBytes { HeaderChecksum.compute($0) } == ~0x0402)
    #expect([UInt8]().withUnsafeBytes { HeaderChecksum.compute($0) } == 0xffff)
  }
}
