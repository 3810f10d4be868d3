import Formats
import Model

/// What was measured on racks, as a file that names its sources: for calibrations, and for papers.
enum RackData {
  /// The packages whose versions figures depend on, by the beginning of their names.
  private static let decisive = ["linux-image-", "xen-", "qemu-system-x86", "libvirt-daemon="]

  /// The file's text, YAML; `CountsFile` reads it.
  ///
  /// - Parameters:
  ///   - isExact: Whether clocks counted instructions.
  ///   - seconds: How long flows were sent.
  ///   - packages: What the racks' disk is made of, `name=version`.
  static func text(
    _ platforms: [RackFigures.Platform], isExact: Bool, seconds: Double, packages: [String]
  ) -> String {
    let figures = RackFigures(
      label: "emulated host", clock: isExact ? .instructions : .time, version: Version.current,
      caveat: isExact
        ? "counts of instructions of an emulated machine with one core, not times: no caches, no "
          + "cost of an exit beyond the instructions that handle it, nothing of what the emulator "
          + "does outside of the emulated processor"
        : "times of an emulated machine, which are no real machine's",
      packages: Self.decisive(packages),
      flowSeconds: isExact ? nil : seconds,
      platforms: platforms)
    return CountsFile.text(
      of: figures,
      remark: "Measured by `hypertwin rack demo\(isExact ? " --exact" : "")`: one sample each.")
  }

  /// A file of counts, by its path.
  static func read(_ path: String) throws(InputError) -> (path: String, figures: RackFigures) {
    (path, try CountsFile.read(try TextFile.read(path), file: path))
  }

  /// Platforms that were measured now, with those of files behind them.
  ///
  /// - Throws: `Failure.work` where a platform is there twice, or counts are of other programs and
  ///   so cannot be compared.
  static func joined(
    _ measured: [RackFigures.Platform], _ added: [(path: String, figures: RackFigures)],
    packages: [String]
  ) throws(Failure) -> [RackFigures.Platform] {
    var platforms = measured
    let present = decisive(packages)
    for (path, figures) in added {
      for package in figures.packages where !present.contains(package) {
        throw .work(
          "\(path) was counted with \(package), which is not what racks have now: count it again")
      }
      guard figures.version == Version.current else {
        throw .work(
          "\(path) was counted by hypertwin \(figures.version), and this is \(Version.current): "
            + "count it again")
      }
      for platform in figures.platforms {
        guard !platforms.contains(where: { $0.name == platform.name }) else {
          throw .work("\(path) has \(platform.name), which is there already: leave it out")
        }
        platforms.append(platform)
      }
    }
    return platforms
  }

  private static func decisive(_ packages: [String]) -> [String] {
    packages.filter { name in decisive.contains { name.hasPrefix($0) } }
  }
}
