/// Packet trains alike: frames of one size that leave together, and the next train after a pause
/// (Jain and Routhier, IEEE JSAC 4(6), 1986).
public struct PacketTrains: Hashable, Sendable, CustomStringConvertible {
  /// Bytes of each frame, with the CRC.
  public var size: Int
  /// The trains.
  public var count: Int
  /// The frames of each.
  public var length: Int

  /// So many trains of so many frames of that size.
  public init(size: Int, count: Int, length: Int) {
    self.size = size
    self.count = count
    self.length = length
  }

  /// Reads what `description` writes, of numbers from 1 to 1,000,000; nil for anything else.
  public init?(_ text: some StringProtocol) {
    let numbers = text.split(separator: "x", omittingEmptySubsequences: false).map { Int($0) }
    guard numbers.count == 3, let size = numbers[0], let count = numbers[1],
      let length = numbers[2],
      [size, count, length].allSatisfy({ (1...1_000_000).contains($0) })
    else { return nil }
    self.init(size: size, count: count, length: length)
  }

  /// `64x32x1`: 32 trains of one frame of 64 bytes.
  public var description: String { "\(size)x\(count)x\(length)" }

  /// How a quantity begins that is what some trains cost at least: `trial_64x32x1`.
  public static let quantity = "trial_"

  /// The frames of all trains.
  public var frames: Int { count * length }
}
