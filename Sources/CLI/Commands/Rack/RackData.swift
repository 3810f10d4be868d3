import Model
import Report

/// What was measured on racks, as a file that names its sources: for calibrations, and for papers.
enum RackData {
  /// The packages whose versions figures depend on, by the beginning of their names.
  private static let decisive = ["linux-image-", "xen-", "qemu-system-x86", "libvirt-daemon="]

  /// The file's text, YAML.
  ///
  /// - Parameters:
  ///   - isExact: Whether clocks counted instructions.
  ///   - seconds: How long flows were sent.
  ///   - packages: What the racks' disk is made of, `name=version`.
  static func text(
    _ platforms: [PlatformTable.Platform], isExact: Bool, seconds: Double, packages: [String]
  ) -> String {
    let versions = packages.filter { name in decisive.contains { name.hasPrefix($0) } }
    let caveat =
      isExact
      ? "counts of instructions of an emulated machine with one core, not times: no caches, no "
        + "cost of an exit beyond the instructions that handle it, nothing of what the emulator "
        + "does outside of the emulated processor"
      : "times of an emulated machine, which are no real machine's"
    var lines = [
      "# Measured by `hypertwin rack demo\(isExact ? " --exact" : "")`: one sample each.",
      "label: emulated host",
      "clock: \(isExact ? "instructions" : "time")",
      "hypertwin: \"\(Version.current)\"",
      "caveat: >-", "  \(caveat)",
      "packages: [\(versions.map { "\"\($0)\"" }.joined(separator: ", "))]",
    ]
    if !isExact { lines.append("flow_seconds: \(seconds)") }
    lines.append("platforms:")
    for platform in platforms {
      lines.append("  - name: \(platform.name)")
      lines.append("    figures:")
      lines += platform.figures.map { figure in
        "      - {name: \"\(figure.name)\", unit: \"\(figure.unit)\", value: \(figure.value)}"
      }
    }
    return lines.joined(separator: "\n") + "\n"
  }
}
