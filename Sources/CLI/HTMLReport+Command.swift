import Model
import Report

extension HTMLReport {
  /// A writer of reports that quote this command; says on standard error if they lack charts.
  static func ofThisCommand() -> HTMLReport {
    let library = VegaBundle.load()
    if case .absent(let why) = library {
      Terminal.writeError("note: the report has no charts. \(why)\n")
    }
    return HTMLReport(command: commandLine, library: library) {
      SHA256.digest(of: $0.utf8)
    }
  }

  /// The command as it can be typed into a shell again.
  private static var commandLine: String {
    (["hypertwin"] + CommandLine.arguments.dropFirst().map(quoted)).joined(separator: " ")
  }

  private static func quoted(_ argument: String) -> String {
    let plain = argument.allSatisfy { character in
      character.isASCII && (character.isLetter || character.isNumber)
        || "-_./=:,+%@".contains(character)
    }
    if plain && !argument.isEmpty { return argument }
    return "'" + argument.replacing("'", with: "'\\''") + "'"
  }
}
