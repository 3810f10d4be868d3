/// The sizes of a load's frames in bytes, with the four of the CRC, and the order in which they
/// come. The order repeats after `pattern.count` frames.
public struct FrameMix: Hashable, Sendable, CustomStringConvertible {
  /// The sizes in their order.
  public let pattern: [Int]
  /// What the mix is called: `IMIX`, its only size, or its sizes with commas between.
  public let description: String

  /// The sizes of RFC 2544, section 9.1.
  public static let standardSizes = [64, 128, 256, 512, 1024, 1280, 1518]

  /// The sizes that a mix has in one round at most.
  private static let longestPattern = 1024

  /// All frames of one size.
  ///
  /// - Throws: `TrafficError.setting` unless it is 64 to 9018 bytes.
  public init(size: Int) throws(TrafficError) { try self.init(pattern: [size]) }

  /// Frames of those sizes one after another, and then again from the first.
  ///
  /// - Throws: `TrafficError.setting` unless they are 1 to 1024 sizes of 64 to 9018 bytes.
  public init(pattern: [Int]) throws(TrafficError) {
    guard (1...Self.longestPattern).contains(pattern.count) else {
      throw .setting("\(pattern.count) sizes; a mix has 1 to \(Self.longestPattern) of them")
    }
    for size in pattern where !(Ethernet.smallestFrame...Self.largestSize).contains(size) {
      throw .setting(
        "a frame size of \(size) B; sizes include the CRC and are 64 B to \(Self.largestSize) B")
    }
    self.pattern = pattern
    description = pattern.map { "\($0) B" }.joined(separator: ",")
  }

  private init(pattern: [Int], description: String) {
    self.pattern = pattern
    self.description = description
  }

  /// 28 frames of 64 bytes, 16 of 570 and 4 of 1518 in every 48, each size spread evenly.
  public static let imix = FrameMix(
    pattern: spread([(64, 28), (570, 16), (1518, 4)]), description: "IMIX")

  /// The largest frame: an MTU of 9000, the header and the CRC.
  public static let largestSize = 9018

  /// The mean size in bytes.
  public var meanSize: Double { Double(pattern.reduce(0, +)) / Double(pattern.count) }

  /// Refuses sizes that an interface does not carry.
  ///
  /// - Parameter largestFrame: Bytes of the longest frame that it carries, without the CRC.
  /// - Throws: `TrafficError.setting`, which says what to write instead.
  func validate(largestFrame: Int) throws(TrafficError) {
    guard let size = pattern.max(), size - Ethernet.checkBytes > largestFrame else { return }
    throw .setting(
      "frames of \(size) B do not fit the interface, which carries at most "
        + "\(largestFrame + Ethernet.checkBytes) B with the CRC; raise its MTU or lower the size")
  }

  /// Frames per second of a bit rate of the data link layer, CRC included.
  public func packetsPerSecond(bitsPerSecond: Double) -> Double { bitsPerSecond / (meanSize * 8) }

  /// Each size as often as is said, at any time as near to its share as whole frames allow.
  private static func spread(_ shares: [(size: Int, count: Int)]) -> [Int] {
    let total = shares.reduce(0) { $0 + $1.count }
    var debts = shares.map { _ in 0 }
    return (0..<total).map { _ in
      for index in shares.indices { debts[index] += shares[index].count }
      let index = debts.indices.max { debts[$0] < debts[$1] } ?? 0
      debts[index] -= total
      return shares[index].size
    }
  }
}
