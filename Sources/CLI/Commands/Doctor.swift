import Appliance
import ArgumentParser
import Formats
import Hardware
import Report
import Store

/// `hypertwin doctor`: says whether this machine can give numbers worth having.
struct DoctorCommand: AsyncParsableCommand {
  /// The forms of the findings.
  enum Format: String, ExpressibleByArgument, CaseIterable {
    case table, json
  }

  static let configuration = CommandConfiguration(
    commandName: "doctor",
    abstract: "Check whether this machine can measure, and what would disturb it.",
    discussion: """
      Needs no root and changes nothing. A finding is ok; unknown, where it cannot be read; label, \
      where measuring is possible and results will carry the finding; or refuse, where it is not. \
      The exit status is 1 if anything is refused.

      EXAMPLES
        hypertwin doctor
        hypertwin doctor --format json
      """)

  @Option(name: .long, help: "The form of the findings.")
  var format = Format.table

  func run() async throws {
    try await reportingFailures {
      let preflight = Doctor(reader: EnvironmentReader(), inputs: Self.inputs).preflight()
      switch format {
      case .table:
        try Terminal.write(
          Self.text(preflight, width: Terminal.width, color: Terminal.hasColor))
      case .json: try Terminal.write(try encodedJSON(preflight))
      }
      if !preflight.isClear { throw ExitCode(1) }
    }
  }

  /// What this machine says beyond its files.
  static var inputs: DoctorInputs {
    let store = ResultStore.defaultPath
    var inputs = DoctorInputs(
      stateFolder: store.lastIndex(of: "/").map { String(store[..<$0]) } ?? ".")
    inputs.libvirt = ToolOutput.read(
      ["virsh", "--connect", MeasureOptions.connection, "--readonly", "uri"]
    ).map {
      String($0.prefix { $0 != "\n" })
    }
    inputs.guestKernel = guestKernel
    inputs.guestExecutable = guestExecutable
    return inputs
  }

  private static var guestKernel: Fact {
    do {
      return .known(try KernelSource.find(folder: nil, cache: MeasureOptions.cache).image)
    } catch {
      return .unknown(error.description)
    }
  }

  private static var guestExecutable: Fact {
    do {
      return .known(try GuestExecutable.find())
    } catch {
      return .unknown(error.description)
    }
  }

  /// The findings as a table, and what to do about those that are not ok.
  static func text(_ preflight: Preflight, width: Int, color: Bool) -> String {
    var table = PlainTable([("level", .left), ("check", .left), ("seen", .left)])
    let moods: [Finding.Level: PlainTable.Mood] = [
      .ok: .good, .unknown: .plain, .label: .fair, .refuse: .bad,
    ]
    for finding in preflight.findings {
      table.addRow(
        [finding.level.rawValue, finding.check, shortened(finding.seen)],
        moods: [0: moods[finding.level] ?? .plain])
    }
    let counts = Finding.Level.allCases.map { "\(preflight.count($0)) \($0.rawValue)" }
    return table.text(
      heading: "Preflight",
      paragraphs: [
        counts.joined(separator: ", ") + ".",
        preflight.isClear
          ? "Measuring is possible." : "Guests cannot be measured on this machine as it is.",
      ],
      notes: preflight.findings.filter { $0.level != .ok }.map {
        "\($0.check): \($0.why) \($0.remedy)"
      }, width: width, color: color)
  }

  /// What fits beside the other columns into 80; JSON has it whole.
  private static func shortened(_ text: String) -> String {
    text.count <= 48 ? text : text.prefix(47) + "…"
  }
}

/// A value as JSON, or the failure to write it.
func encodedJSON(_ value: some Encodable) throws(Failure) -> String {
  do {
    return try ResultsEncoding.json(value)
  } catch {
    throw .work("the results hold a number that JSON cannot carry: \(error)")
  }
}
