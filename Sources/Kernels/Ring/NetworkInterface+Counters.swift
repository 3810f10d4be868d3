extension NetworkInterface {
  /// The table of the calling thread's network namespace.
  private static let table = "/proc/thread-self/net/dev"
  /// The place of the frames sent among the numbers of a line: eight are of what was received, and
  /// the bytes come first.
  private static let sentPlace = 9

  /// Frames that the interface has sent since it was made, by its own count.
  ///
  /// - Throws: `PacketRingError.absent` if the calling thread's network namespace has none of that
  ///   name, or `setting` if there is no /proc.
  func framesSent() throws(PacketRingError) -> Int {
    let text: String
    do throws(MachineError) {
      text = try SystemFile.read(Self.table)
    } catch {
      throw .setting("\(name): its counters cannot be read: \(error); mount /proc")
    }
    guard let count = Self.framesSent(by: name, in: text) else { throw .absent(interface: name) }
    return count
  }

  /// The frames that an interface has sent, as a table such as `/proc/net/dev` says; nil if it
  /// does not.
  static func framesSent(by name: String, in table: String) -> Int? {
    for line in table.split(separator: "\n") {
      let words = line.split(separator: " ")
      guard words.first == "\(name):", words.count > sentPlace + 1 else { continue }
      return Int(words[sentPlace + 1])
    }
    return nil
  }
}
