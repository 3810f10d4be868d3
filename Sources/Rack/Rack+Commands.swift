/// Commands on a rack.
extension Rack {
  /// Runs a command there, and hands on its lines, errors as well, as they come.
  ///
  /// - Parameters:
  ///   - words: The command; the rack's shell puts the words together, as ssh has it.
  ///   - patience: Seconds after which it is given up.
  ///   - silence: Seconds without a line after which it is given up.
  ///   - isStopped: Whether the user wants it to end.
  ///   - line: Told each line without its end.
  /// - Returns: Its exit status, 255 where SSH itself has failed; nil where it took longer.
  /// - Throws: `RackError.interrupted` if `isStopped` says so. What was begun goes on there.
  public func perform(
    _ words: [String], patience: Double, silence: Double = .infinity, isStopped: () -> Bool,
    line: (String) -> Void
  ) throws(RackError) -> Int32? {
    var lines = LineSplitter()
    let status = try Program.follow(
      ssh(words), patience: patience, silence: silence, isStopped: isStopped
    ) { piece in
      for text in lines.add(piece) { line(text) }
    }
    if let rest = lines.rest { line(rest) }
    return status
  }

  /// What a command there says, errors as well.
  ///
  /// - Throws: `RackError` if it fails, or takes longer than `patience` seconds.
  public func output(of words: [String], patience: Double) throws(RackError) -> String {
    let answer = try Program.output(of: ssh(words), patience: patience)
    let action = "run \(words.joined(separator: " ")) on the rack \(record.kind.rawValue)"
    guard let status = answer.status else {
      throw .failed(action, "it has not ended after \(Int(patience)) s")
    }
    guard status == 0 else {
      throw .failed(action, "it ended with status \(status):\n\(answer.text)")
    }
    return answer.text
  }
}

/// Puts pieces of text together and takes its lines apart.
struct LineSplitter {
  private var bytes: [UInt8] = []

  /// Adds a piece.
  ///
  /// - Returns: The lines that are whole now, without their ends.
  mutating func add(_ piece: ArraySlice<UInt8>) -> [String] {
    bytes += piece
    var lines: [String] = []
    while let end = bytes.firstIndex(of: UInt8(ascii: "\n")) {
      lines.append(Self.text(bytes[..<end]))
      bytes.removeSubrange(...end)
    }
    return lines
  }

  /// The last line, which lacks its end; nil where there is none.
  var rest: String? { bytes.isEmpty ? nil : Self.text(bytes[...]) }

  private static func text(_ line: ArraySlice<UInt8>) -> String {
    String(decoding: line.last == UInt8(ascii: "\r") ? line.dropLast() : line, as: UTF8.self)
  }
}
