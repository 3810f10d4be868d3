/// A working set whose lines point to each other in one random cycle.
///
/// A processor cannot guess where the next load goes, so the loads of a chase wait for each other.
/// Sattolo's algorithm (doi:10.1016/0020-0190(86)90073-6) makes a permutation with one cycle, so
/// that a chase visits every line before it comes back.
struct PointerCycle: ~Copyable {
  /// Bytes from one pointer to the next: the cache line of x86-64.
  static let line = 64

  /// The memory.
  let memory: MappedMemory
  /// The number of lines.
  let lines: Int

  /// A cycle over `bytes` bytes, at least two lines. O(bytes).
  ///
  /// - Throws: `MachineError` if there is not so much memory.
  init(bytes: Int, pages: MappedMemory.Pages, seed: UInt64) throws(MachineError) {
    precondition(bytes >= 2 * Self.line, "a cycle needs two lines")
    lines = bytes / Self.line
    memory = try MappedMemory(count: bytes, pages: pages)
    let start = memory.base
    for line in 0..<lines { Self.link(start, line, to: start + line * Self.line) }
    var random = SplitMix(state: seed)
    for line in (1..<lines).reversed() {
      let other = Int(random.next(below: UInt64(line)))
      let (next, otherNext) = (Self.next(start, line), Self.next(start, other))
      Self.link(start, line, to: otherNext)
      Self.link(start, other, to: next)
    }
  }

  private static func next(
    _ start: UnsafeMutableRawPointer, _ line: Int
  ) -> UnsafeMutableRawPointer {
    (start + line * Self.line).load(as: UnsafeMutableRawPointer.self)
  }

  private static func link(
    _ start: UnsafeMutableRawPointer, _ line: Int, to next: UnsafeMutableRawPointer
  ) {
    (start + line * Self.line).storeBytes(of: next, as: UnsafeMutableRawPointer.self)
  }

  /// Follows `steps` pointers from `place`, and returns where they lead. O(steps).
  @inline(never)
  static func chase(_ place: UnsafeMutableRawPointer, steps: Int) -> UnsafeMutableRawPointer {
    var place = place
    var step = 0
    while step < steps {
      place = place.load(as: UnsafeMutableRawPointer.self)
      step &+= 1
    }
    return place
  }
}

/// The generator SplitMix64 (doi:10.1145/2714064.2660195).
struct SplitMix {
  var state: UInt64

  /// The next 64 bits.
  mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var bits = state
    bits = (bits ^ bits >> 30) &* 0xBF58_476D_1CE4_E5B9
    bits = (bits ^ bits >> 27) &* 0x94D0_49BB_1331_11EB
    return bits ^ bits >> 31
  }

  /// The next number from 0 to `bound` − 1; its bias is below `bound`/2⁶⁴.
  mutating func next(below bound: UInt64) -> UInt64 {
    next().multipliedFullWidth(by: bound).high
  }
}
