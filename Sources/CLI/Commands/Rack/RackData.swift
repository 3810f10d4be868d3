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
      packages: packages.filter { name in decisive.contains { name.hasPrefix($0) } },
      flowSeconds: isExact ? nil : seconds,
      platforms: platforms)
    return CountsFile.text(
      of: figures,
      remark: "Measured by `hypertwin rack demo\(isExact ? " --exact" : "")`: one sample each.")
  }
}
