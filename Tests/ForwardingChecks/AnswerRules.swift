import Kernels

/// What must hold of each frame that a router makes, written down anew from the RFCs.
enum AnswerRules {
  /// What is wrong with an answer to a frame; nil if nothing is.
  static func problem(
    _ answer: UnsafeRawBufferPointer, to asked: UnsafeRawBufferPointer, outcome: PacketOutcome
  ) -> String? {
    let start = network(answer)
    let from = network(asked)
    switch answer[start - 2] {
    case 0x08 where answer[start - 1] == 0x06:
      return answer[start + 7] == 2 && asked[from + 7] == 1 ? nil : "an odd ARP answer"
    case 0x08: return problemIPv4(answer, start, asked, from)
    case 0x86: return problemIPv6(answer, start, asked, from)
    default: return "an answer of an odd EtherType"
    }
  }

  static func network(_ frame: UnsafeRawBufferPointer) -> Int {
    frame[12] == 0x81 && frame[13] == 0 ? 18 : 14
  }

  private static func sum(_ octets: UnsafeRawBufferPointer, _ range: Range<Int>) -> UInt16 {
    HeaderChecksum.compute(UnsafeRawBufferPointer(rebasing: octets[range]))
  }

  private static func problemIPv4(
    _ answer: UnsafeRawBufferPointer, _ start: Int, _ asked: UnsafeRawBufferPointer, _ from: Int
  ) -> String? {
    let size = Int(answer[start + 2]) << 8 | Int(answer[start + 3])
    guard size <= 576, start + size <= answer.count, answer[start] == 0x45 else {
      return "an ICMP message of \(size) octets"
    }
    // A sum over octets that hold their checksum has the complement zero.
    guard sum(answer, start..<start + 20) == 0 else { return "a bad IPv4 header checksum" }
    guard sum(answer, start + 20..<start + size) == 0 else { return "a bad ICMP checksum" }
    let header = Int(asked[from] & 15) * 4
    let total = Int(asked[from + 2]) << 8 | Int(asked[from + 3])
    let quoted = size - 28
    guard quoted >= min(total, header + 8), quoted <= total,
      asked[from..<from + quoted].elementsEqual(answer[start + 28..<start + size])
    else { return "a wrong quotation of \(quoted) octets" }
    guard asked[0] & 1 == 0 else { return "an answer to a frame for many" }
    guard asked[from + 6] & 0x1f == 0, asked[from + 7] == 0 else {
      return "an answer to a later fragment"
    }
    if asked[from + 9] == 1, [3, 4, 5, 11, 12].contains(asked[from + header]) {
      return "an answer to an ICMP error"
    }
    let destination = asked[from + 16]
    if destination >= 224 || destination == 127 || destination == 0 {
      return "an answer to a packet for many"
    }
    return nil
  }

  private static func problemIPv6(
    _ answer: UnsafeRawBufferPointer, _ start: Int, _ asked: UnsafeRawBufferPointer, _ from: Int
  ) -> String? {
    let payload = Int(answer[start + 4]) << 8 | Int(answer[start + 5])
    guard payload <= 1240, start + 40 + payload <= answer.count else {
      return "an ICMPv6 message of \(payload) octets"
    }
    var pseudo = Array(answer[start + 8..<start + 40])
    pseudo += [0, 0, answer[start + 4], answer[start + 5], 0, 0, 0, 58]
    pseudo += answer[start + 40..<start + 40 + payload]
    guard Frames.checksum(pseudo) == 0 else { return "a bad ICMPv6 checksum" }
    let isAdvertisement = answer[start + 40] == 136
    guard !isAdvertisement else {
      return asked[from + 7] == 255 ? nil : "an answer to a solicitation that was routed"
    }
    let quoted = payload - 8
    guard asked[from..<from + quoted].elementsEqual(answer[start + 48..<start + 40 + payload])
    else { return "a wrong quotation of \(quoted) octets" }
    guard asked[0] & 1 == 0 else { return "an answer to a frame for many" }
    if asked[from + 6] == 58, asked[from + 40] < 128 { return "an answer to an ICMPv6 error" }
    return asked[from + 24] == 0xff ? "an answer to a packet for a group" : nil
  }
}
