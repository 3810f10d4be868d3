import Glibc

/// What small programs such as `ethtool` print, started without a shell.
public enum ToolOutput {
  /// What the program prints if it ends with status 0, its complaints among it; else why it does
  /// not, in one sentence.
  ///
  /// Blocks until it ends, or has been ended for taking too long (`Tool.patience`). The first
  /// argument is its name, which is looked for in PATH and in the folders of system programs.
  public static func read(_ arguments: [String]) -> Fact {
    guard let name = arguments.first, let path = path(of: name) else {
      return .unknown("\(arguments.first ?? "a program without a name") is not installed")
    }
    do {
      return .known(try Tool().run(name, at: path, Array(arguments.dropFirst())))
    } catch {
      return .unknown(error.description)
    }
  }

  /// Where a program is; nil for nowhere.
  public static func path(of name: String) -> String? {
    if name.contains("/") { return access(name, X_OK) == 0 ? name : nil }
    let folders = (getenv("PATH").map { String(cString: $0) } ?? "") + ":/usr/sbin:/sbin"
    return folders.split(separator: ":").map { "\($0)/\(name)" }
      .first { access($0, X_OK) == 0 }
  }
}
