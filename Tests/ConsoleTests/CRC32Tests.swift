import Testing

@testable import Console

@Suite
struct CRC32Tests {
  /// The check value that catalogues of CRCs give for CRC-32/ISO-HDLC.
  @Test
  func hasTheStandardCheckValue() {
    #expect(CRC32.checksum(Array("123456789".utf8)[...]) == 0xCBF4_3926)
  }
}
