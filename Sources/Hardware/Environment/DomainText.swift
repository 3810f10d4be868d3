/// The description and the arguments of a running domain without what differs from one start to the
/// next: numbers of descriptors, terminals and domains.
enum DomainText {
  /// What stands before such a number.
  private static let markers = [
    "/dev/pts/", "domain-", " id='", "fd=", "fds=", "\"fd\":\"", "\"fds\":\"", "\"vhostfd\":\"",
    "\"vhostfds\":\"", "/fdset/", "set=", "\"fdset-id\":",
  ]

  /// The text with every number behind a marker replaced by `N`. O(n · markers).
  static func normalised(_ text: String) -> String {
    markers.reduce(text) { replaceNumbers(behind: $1, in: $0) }
  }

  /// What a run's own names become, longer ones first.
  static func placeholders(
    of run: RunID, roles: [String]
  ) -> [(text: String, stands: String)] {
    roles.map { (run.domain(role: $0).description, "{uuid:\($0)}") }
      + [
        (run.description, "{run-uuid}"), ("ht-\(run.short)", "ht-{run}"),
        ("ht\(run.short)", "ht{run}"), (run.stations, "{mac}"),
      ]
  }

  private static func replaceNumbers(behind marker: String, in text: String) -> String {
    let parts = text.split(separator: marker, omittingEmptySubsequences: false)
    guard let first = parts.first, parts.count > 1 else { return text }
    return parts.dropFirst().reduce(into: String(first)) { result, part in
      let rest = part.drop { $0.isASCII && $0.isNumber }
      result += marker + (rest.startIndex > part.startIndex ? "N" : "") + rest
    }
  }
}
