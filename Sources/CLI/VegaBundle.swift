import Formats
import Report

/// The charting library that reports inline: Vega 5, from Debian's package libjs-vega.
enum VegaBundle {
  /// Where Debian installs it.
  static let folder = "/usr/share/javascript/vega"

  /// The library's script; where the package is missing or broken, why and what to do.
  static func load() -> ChartLibrary {
    do throws(InputError) {
      return try ChartLibrary.vega { (file) throws(InputError) in
        try TextFile.read("\(folder)/\(file)")
      }
    } catch {
      return .absent(
        why: "The charting library could not be read (\(error.description)). Install Debian's "
          + "package libjs-vega, for example with \"sudo apt-get install libjs-vega\", and run "
          + "the same command again.")
    }
  }
}
