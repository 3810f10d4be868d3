import Glibc

/// Where hardware mode keeps its state.
public struct StateFolder: Hashable, Sendable {
  /// The folder's path.
  public let path: String

  /// That folder.
  public init(path: String) { self.path = path }

  /// `HYPERTWIN_STATE` if it is set, else /var/lib/hypertwin for root, and for others
  /// `XDG_STATE_HOME`/hypertwin or ~/.local/state/hypertwin.
  public static func standard() -> StateFolder {
    if let path = variable("HYPERTWIN_STATE") { return StateFolder(path: path) }
    if geteuid() == 0 { return StateFolder(path: "/var/lib/hypertwin") }
    let base = variable("XDG_STATE_HOME") ?? (variable("HOME") ?? "") + "/.local/state"
    return StateFolder(path: base + "/hypertwin")
  }

  /// The folder of the runs' journals.
  public var runs: String { path + "/runs" }

  /// The journal of `run`, or of a part of it.
  public func journal(of run: RunID, part: String? = nil) -> String {
    "\(runs)/\(run)\(part.map { "-" + Names.label($0) } ?? "").journal"
  }

  /// Makes the folders, which only their owner may look into.
  func create() throws(HardwareError) {
    try Self.make(runs, called: "state folder", setBy: "HYPERTWIN_STATE")
    chmod(runs, 0o700)
  }

  /// Makes a folder and those above it. Errors call it `name`, and `variable` is what sets it.
  static func make(
    _ folder: String, called name: String, setBy variable: String
  ) throws(HardwareError) {
    var made = ""
    for part in folder.split(separator: "/") {
      made += "/" + part
      guard mkdir(made, 0o755) == 0 || errno == EEXIST else {
        throw .system(
          "the \(name) \(made) cannot be made",
          remedy: "set \(variable) to a folder that you may write to")
      }
    }
  }

  private static func variable(_ name: String) -> String? {
    guard let value = getenv(name) else { return nil }
    let text = String(cString: value)
    return text.isEmpty ? nil : text
  }
}
