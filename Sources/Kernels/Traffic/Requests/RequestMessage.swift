/// What stands at the beginning of a request's user data, and of each frame of its answer: 18
/// bytes, which is all that a frame of 64 bytes has room for.
///
///     octets 0–1    mark: 0x4852 for a request, 0x4841 for an answer
///     octets 2–5    the client
///     octets 6–9    the number of the client's transmission, from 1
///     octets 10–13  of an answer, the number of the frame, from 0
///     octets 14–17  the number of the run
///
/// Numbers are in network byte order. The rest is zero.
struct RequestMessage: Hashable, Sendable {
  /// What a message is.
  enum Mark: UInt16 {
    case request = 0x4852
    case answer = 0x4841
  }

  /// The bytes of it.
  static let byteCount = 18

  var mark: Mark
  var client: UInt32
  var transmission: UInt32
  var frame: UInt32
  var run: UInt32

  init(_ mark: Mark, client: UInt32, transmission: UInt32, frame: UInt32 = 0, run: UInt32) {
    self.mark = mark
    self.client = client
    self.transmission = transmission
    self.frame = frame
    self.run = run
  }

  /// Reads a message; nil if it is none.
  init?(reading bytes: UnsafeRawBufferPointer) {
    guard bytes.count >= Self.byteCount,
      let mark = Mark(rawValue: UInt16(bigEndian: bytes.loadUnaligned(as: UInt16.self)))
    else { return nil }
    func number(_ offset: Int) -> UInt32 {
      UInt32(bigEndian: bytes.loadUnaligned(fromByteOffset: offset, as: UInt32.self))
    }
    self.mark = mark
    client = number(2)
    transmission = number(6)
    frame = number(10)
    run = number(14)
  }

  /// Writes the message to the beginning of at least `byteCount` bytes.
  func write(to bytes: UnsafeMutableRawBufferPointer) {
    bytes.storeBytes(of: mark.rawValue.bigEndian, as: UInt16.self)
    for (place, number) in [client, transmission, frame, run].enumerated() {
      bytes.storeBytes(of: number.bigEndian, toByteOffset: 2 + 4 * place, as: UInt32.self)
    }
  }
}
