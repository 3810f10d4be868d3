/// Finds the frames in a stream of bytes that holds anything else too.
///
/// A frame that arrives whole is delivered whatever came before it; one of which a bit has changed
/// is counted and left out. Memory is bounded by the longest line.
public struct FrameDecoder: Sendable {
  /// What may be a frame's line, from its first byte; empty outside of one.
  private var line: [UInt8] = []

  /// Frames that began and did not arrive as they were sent.
  public private(set) var damagedFrames = 0
  /// Bytes that belonged to no frame: what others printed, and what was left of damaged frames.
  public private(set) var otherBytes = 0

  /// The end of what belonged to no frame, up to about 8 KiB: a kernel's last words.
  public private(set) var tail: [UInt8] = []

  /// Bytes to which `tail` is cut when it is twice as long.
  private static let longestTail = 4096

  /// A decoder at the beginning of a stream.
  public init() {}

  /// The frames that end within `bytes`. O(n).
  public mutating func frames(in bytes: some Sequence<UInt8>) -> [Frame] {
    // One kind of bytes is compiled once, whoever calls.
    frames(of: Array(bytes))
  }

  private mutating func frames(of bytes: [UInt8]) -> [Frame] {
    var frames: [Frame] = []
    for byte in bytes {
      if byte == Frame.magic[0] {
        drop()
        line = [byte]
      } else if line.isEmpty {
        leave(CollectionOfOne(byte))
      } else if byte == 0x0A {
        if let frame = finished() { frames.append(frame) }
      } else {
        line.append(byte)
        if !mayGoOn { drop() }
      }
    }
    return frames
  }

  /// Whether the line so far may still become a frame.
  private var mayGoOn: Bool {
    if line.count <= Frame.magic.count { return line.last == Frame.magic[line.count - 1] }
    // A terminal may put a carriage return before the line feed.
    return line.count <= Frame.longestLine + 1
      && line.last.map { (0x20...0x7D).contains($0) || $0 == 0x0D } ?? true
  }

  /// The frame of the line that has just ended.
  private mutating func finished() -> Frame? {
    var whole = line
    if whole.last == 0x0D { whole.removeLast() }
    guard let frame = Frame(line: whole) else {
      drop()
      return nil
    }
    line = []
    return frame
  }

  /// Gives up on the line so far.
  private mutating func drop() {
    if line.count >= Frame.magic.count { damagedFrames += 1 }
    leave(line)
    line = []
  }

  /// Leaves bytes to others.
  private mutating func leave(_ bytes: some Collection<UInt8>) {
    otherBytes += bytes.count
    tail += bytes.suffix(Self.longestTail)
    // Twice as long at most, so that it is rarely moved.
    if tail.count > 2 * Self.longestTail { tail.removeFirst(tail.count - Self.longestTail) }
  }
}
