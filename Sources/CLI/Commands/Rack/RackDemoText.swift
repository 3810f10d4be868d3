import Formats
import Model
import Report

/// The table of a demonstration.
enum RackDemoText {
  /// What a scenario's sample measured; what machines counted meanwhile is left out.
  static func platform(_ scenario: String, _ read: MeasuredFigures) -> RackFigures.Platform {
    let figures = read.figures.filter { $0.cell == scenario && !$0.quantity.contains(".") }
    return RackFigures.Platform(
      name: scenario,
      figures: figures.map {
        RackFigures.Figure(name: "\($0.workload) \($0.quantity)", unit: $0.unit, value: $0.value)
      })
  }

  /// The table with its notes; without platforms, nothing.
  static func text(
    _ platforms: [RackFigures.Platform], isExact: Bool, _ troubles: [String], width: Int,
    color: Bool
  ) -> String {
    guard let first = platforms.first else { return "" }
    var notes = [
      "Measured on emulated machines: an instruction takes tens of times as long as on a "
        + "processor, and what is expensive for an emulator is not what is expensive for a "
        + "processor. docs/rack.md says what such figures are good for.",
      "Ratios are to \(first.name). One sample each, so no interval.",
    ]
    var table = PlatformTable(
      platforms.map { platform in
        var platform = platform
        platform.figures.removeAll { RackRouters.isTrial($0.name) || PathTable.shows($0.name) }
        return platform
      })
    if isExact {
      table.comparison = .difference
      notes = [
        "Counts of instructions that emulated machines executed, hypervisor and QEMU included. "
          + "They are no times: a processor takes more for some instructions than for others, and "
          + "for caches and exits on top. docs/rack.md says what they are good for.",
        "udp: regression over trains of frames, for each notification, packet and byte from the "
          + "generator to the receiver; …_error are standard errors.",
        "“more” is compared with \(first.name). One sample each.",
      ]
    }
    let text = table.text(
      heading: "The same router on \(platforms.count) platforms",
      paragraphs: ["One emulated processor has hypervisor, generator, router and receiver."],
      notes: notes + troubles, width: width, color: color)
    let paths = PathTable(platforms)
    return paths.isEmpty ? text : text + "\n" + paths.text(width: width, color: color)
  }
}
