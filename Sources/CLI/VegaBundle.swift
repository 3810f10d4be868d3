import Formats

/// The charting library that reports inline: Vega, from Debian's package libjs-vega.
enum VegaBundle {
  /// Where Debian installs it.
  static let path = "/usr/share/javascript/vega/vega.min.js"

  /// Its text; nil if the package is not installed, and the report then says so.
  static func load() -> String? { try? TextFile.read(path) }
}
