/// Tells lost, duplicate and reordered frames of one stream apart by their sequence numbers.
///
/// A frame is *reordered* if one with a greater number came before it (RFC 4737, section 3.3:
/// its number is below the next expected); only the first copy of a frame counts, later ones are
/// duplicates. The *extent* of a reordered frame is how many frames came between the first with a
/// greater number and itself, itself included (section 4.2.2).
///
/// It remembers the last `window` numbers; what is older cannot be told from a duplicate and is
/// counted apart. Every operation is O(1) but for extents, which take O(window / 64) at worst.
public struct SequenceTracker: ~Copyable {
  /// How many numbers before the greatest are remembered.
  public static let window = 1 << 18

  /// The frames that arrived for the first time.
  public private(set) var unique = 0
  /// The frames that had arrived before.
  public private(set) var duplicates = 0
  /// The frames that came after one with a greater number.
  public private(set) var reordered = 0
  /// The frames that are too old to be told from duplicates.
  public private(set) var tooOld = 0
  /// The greatest extent of a reordered frame.
  public private(set) var largestExtent = 0
  /// The sum of the extents of all reordered frames.
  public private(set) var totalExtent = 0
  /// The smallest and the greatest number so far; -1 before the first frame.
  public private(set) var smallest = -1
  public private(set) var greatest = -1

  private let arrived: UnsafeMutablePointer<UInt64>
  private let records: UnsafeMutablePointer<UInt64>
  private let arrivals: UnsafeMutablePointer<UInt32>

  /// Nothing has arrived yet.
  public init() {
    arrived = .allocate(capacity: Self.window / 64)
    arrived.initialize(repeating: 0, count: Self.window / 64)
    records = .allocate(capacity: Self.window / 64)
    records.initialize(repeating: 0, count: Self.window / 64)
    arrivals = .allocate(capacity: Self.window)
    arrivals.initialize(repeating: 0, count: Self.window)
  }

  deinit {
    arrived.deallocate()
    records.deallocate()
    arrivals.deallocate()
  }

  /// The frames of `expected` that have not arrived.
  public func lost(of expected: Int) -> Int { max(0, expected - unique) }

  /// Takes note of the arrival of the frame with that number, modulo 2^32.
  @inline(__always)
  public mutating func arrive(_ sequence: UInt32) {
    let step = Int(Int32(bitPattern: sequence &- UInt32(truncatingIfNeeded: greatest)))
    let number = greatest + step
    if step > 0 {
      advance(to: number)
    } else {
      arriveLate(number)
    }
  }

  /// A frame beyond all before it.
  @inline(__always)
  private mutating func advance(to number: Int) {
    forget(from: greatest + 1, through: number)
    greatest = number
    if smallest < 0 { smallest = number }
    Self.set(number, in: arrived)
    Self.set(number, in: records)
    arrivals[number & (Self.window - 1)] = UInt32(truncatingIfNeeded: unique)
    unique += 1
  }

  @inline(never)
  private mutating func arriveLate(_ number: Int) {
    guard number >= 0, greatest - number < Self.window else {
      tooOld += 1
      return
    }
    guard !Self.contains(number, in: arrived) else {
      duplicates += 1
      return
    }
    Self.set(number, in: arrived)
    smallest = min(smallest, number)
    let first = arrivals[firstRecord(after: number) & (Self.window - 1)]
    let extent = Int(UInt32(truncatingIfNeeded: unique) &- first)
    totalExtent += extent
    largestExtent = max(largestExtent, extent)
    unique += 1
    reordered += 1
  }

  /// Of the frames with a greater number, the one that came first. Such a frame was greater than
  /// all before it, so the smallest of these "records" beyond `number` is meant.
  private func firstRecord(after number: Int) -> Int {
    var candidate = number + 1
    while candidate < greatest {
      let word = records[(candidate & (Self.window - 1)) >> 6] >> UInt64(candidate & 63)
      if word != 0 { return min(candidate + word.trailingZeroBitCount, greatest) }
      candidate = (candidate | 63) + 1
    }
    return greatest
  }

  /// Clears the places that the numbers of a range take over from those a window before them.
  @inline(__always)
  private func forget(from first: Int, through last: Int) {
    if last - first >= Self.window {
      arrived.update(repeating: 0, count: Self.window / 64)
      records.update(repeating: 0, count: Self.window / 64)
      return
    }
    for number in first...last {
      let place = (number & (Self.window - 1)) >> 6
      let mask = ~(UInt64(1) << UInt64(number & 63))
      arrived[place] &= mask
      records[place] &= mask
    }
  }

  @inline(__always)
  private static func set(_ number: Int, in bits: UnsafeMutablePointer<UInt64>) {
    bits[(number & (window - 1)) >> 6] |= 1 << UInt64(number & 63)
  }

  @inline(__always)
  private static func contains(_ number: Int, in bits: UnsafeMutablePointer<UInt64>) -> Bool {
    bits[(number & (window - 1)) >> 6] >> UInt64(number & 63) & 1 != 0
  }
}
