#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#endif

extension ResultStore {
  /// The file of this user's results: `results.sqlite` in `HYPERTWIN_STATE`, else in
  /// `/var/lib/hypertwin` for root, else in the XDG folder for state (decision 8).
  public static var defaultPath: String {
    path(
      isRoot: geteuid() == 0,
      variable: { name in getenv(name).map { String(cString: $0) } })
  }

  /// As `defaultPath`, for any user and environment.
  static func path(isRoot: Bool, variable: (String) -> String?) -> String {
    func folder(_ name: String) -> String? { variable(name).flatMap { $0.isEmpty ? nil : $0 } }
    let state: String
    if let named = folder("HYPERTWIN_STATE") {
      state = named
    } else if isRoot {
      state = "/var/lib/hypertwin"
    } else if let xdg = folder("XDG_STATE_HOME"), xdg.hasPrefix("/") {
      // The XDG specification has relative paths ignored.
      state = xdg + "/hypertwin"
    } else {
      state = (folder("HOME") ?? ".") + "/.local/state/hypertwin"
    }
    return state + "/results.sqlite"
  }
}
