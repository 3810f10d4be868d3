import Model
import Testing

@Suite
struct SHA256Tests {
  /// The examples of FIPS 180-4, and one that fills its last block.
  @Test(arguments: [
    ("", "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"),
    ("abc", "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"),
    (
      "abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq",
      "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1"
    ),
  ])
  func standardExamples(text: String, expected: String) {
    #expect(SHA256.hexadecimal(of: text.utf8) == expected)
  }

  @Test
  func partsOfAnySizeGiveTheHashOfTheWhole() {
    let whole = (0..<1000).map { UInt8(truncatingIfNeeded: $0 &* 37) }
    let expected = SHA256.digest(of: whole)
    for size in [1, 3, 55, 56, 63, 64, 65, 127, 128, 999] {
      var hash = SHA256()
      for start in stride(from: 0, to: whole.count, by: size) {
        hash.update(with: Array(whole[start..<min(start + size, whole.count)]))
      }
      #expect(hash.digest() == expected, "parts of \(size) bytes")
    }
  }
}
