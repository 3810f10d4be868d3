/// Where STREAM's arrays begin, as far as it matters for their speed.
///
/// The processor compares the addresses of loads with those of earlier stores by their lowest 12
/// bits at first, and its first-level cache finds lines by them. So the places are chosen, and
/// told.
public struct StreamLayout: Hashable, Sendable, Codable {
  /// How far each array begins behind the one before it, in bytes modulo 4 KiB, unless told
  /// otherwise: a third of 4 KiB, in whole cache lines.
  ///
  /// Each array is written by one of the loops and read with each of the others. At 0, ⅓ and ⅔ of
  /// 4 KiB no two of them are nearer than a third, whichever is written.
  public static let defaultOffset = 1344
  /// The largest offset: more than 2 MiB further is the same place of another page.
  public static let largestOffset = MappedMemory.hugePage
  /// The size of the small pages of x86-64.
  public static let smallPage = 4 << 10

  /// One array's place.
  public struct Place: Hashable, Sendable, Codable {
    /// `a`, `b` or `c`.
    public let name: String
    /// The address of its first element modulo 4 KiB.
    public let inSmallPage: Int
    /// The same modulo 2 MiB, which is the program's choice where pages are huge.
    public let inHugePage: Int

    /// The place of an array whose first element is at `address`.
    init(name: String, _ address: UnsafeRawPointer) {
      self.name = name
      let bits = UInt(bitPattern: address)
      inSmallPage = Int(bits % UInt(StreamLayout.smallPage))
      inHugePage = Int(bits % UInt(MappedMemory.hugePage))
    }
  }

  /// The bytes by which each array was to begin behind the one before it, modulo 2 MiB.
  public let offset: Int
  /// Where they began.
  public let places: [Place]
}
