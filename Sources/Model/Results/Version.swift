/// The version of hypertwin, which every result carries.
public enum Version {
  /// Semantic version of this source tree; CHANGELOG.md says what it holds.
  public static let current = "0.1.0"
}
