import Formats

/// Puts a command's results where they are wanted.
enum Output {
  /// Writes `text` to a file, whole or not at all, or to standard output if `path` is nil.
  static func write(_ text: String, to path: String?) throws(Failure) {
    guard let path else { return try Terminal.write(text) }
    do {
      try PartialOutput.removingOnSignal(TextFile.partialName(of: path)) {
        () throws(TextFile.WriteError) in try TextFile.write(text, to: path)
      }
    } catch {
      throw .output(error.description)
    }
  }

  /// Writes `bytes` to a file, whole or not at all.
  static func write(_ bytes: [UInt8], to path: String) throws(Failure) {
    do {
      try TextFile.write(bytes, to: path)
    } catch {
      throw .output(error.description)
    }
  }

  /// Refuses, before any work, places that cannot be written.
  static func check(_ paths: [String?]) throws(Failure) {
    for path in paths.compactMap({ $0 }) {
      do {
        try TextFile.checkWritable(path)
      } catch {
        throw .output(error.description)
      }
    }
  }
}
