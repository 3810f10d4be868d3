import Appliance
import ArgumentParser
import Formats
import Hardware
import Libvirt
import Model
import Report
import Store

/// `hypertwin doctor`: says whether machines can give numbers worth having.
struct DoctorCommand: AsyncParsableCommand {
  /// The forms of the findings.
  enum Format: String, ExpressibleByArgument, CaseIterable {
    case table, json
  }

  static let configuration = CommandConfiguration(
    commandName: "doctor",
    abstract: "Check whether machines can measure, and what would disturb it.",
    discussion: """
      Needs no root and changes nothing. A finding is ok; unknown, where it cannot be read; label, \
      where measuring is possible and results will carry the finding; or refuse, where it is not. \
      With a testbed, its connections, ports and bridges are looked at, and its other machines are \
      asked too, through SSH: of what guests need where the scenarios have some, or without \
      scenarios where the testbed says anything of guests. The exit status is 1 if anything is \
      refused or a machine cannot be reached.

      EXAMPLES
        hypertwin doctor
        hypertwin doctor --format json
        hypertwin doctor --testbed testbed.yaml scenario.yaml
      """)

  @Argument(
    help: "What a testbed's machines are to play.", completion: .file(extensions: ["yaml"]))
  var scenarios: [String] = []

  @Option(
    name: .long,
    help: ArgumentHelp("Check what it says, and its other machines too.", valueName: "file"),
    completion: .file(extensions: ["yaml"]))
  var testbed: String?

  @Option(name: .long, help: "The form of the findings.")
  var format = Format.table

  func validate() throws {
    guard scenarios.isEmpty || testbed != nil else {
      throw ValidationError("Scenarios say what a testbed's machines are to play: give --testbed.")
    }
  }

  func run() async throws {
    try await reportingFailures {
      guard let testbed else {
        let preflight = Doctor(reader: EnvironmentReader(), inputs: Self.inputs).preflight()
        switch format {
        case .table:
          try Terminal.write(
            Self.text(preflight, width: Terminal.width, color: Terminal.hasColor))
        case .json: try Terminal.write(try encodedJSON(preflight))
        }
        if !preflight.isClear { throw ExitCode(1) }
        return
      }
      let played = try scenarios.map { path throws(Failure) in
        try Inputs.scenario(path, overrides: []).scenario
      }
      let machines = Self.examine(try Inputs.testbed(testbed, for: played).testbed, for: played)
      switch format {
      case .table:
        try Terminal.write(machines.map(Self.text).joined(separator: "\n"))
      case .json: try Terminal.write(try encodedJSON(machines))
      }
      let isClear = machines.allSatisfy { machine in
        machine.problem == nil && Preflight(machine.findings).isClear
      }
      if !isClear { throw ExitCode(1) }
    }
  }

  /// What is found on all machines of a testbed, this one first.
  private static func examine(
    _ testbed: Testbed, for scenarios: [Scenario]
  ) -> [MachineFindings] {
    let workers = Workers { Terminal.writeError("\($0)\n") }
    defer { workers.close() }
    let here = preflight(of: testbed, for: scenarios, inputs: inputs)
    return [MachineFindings(machine: "this machine", findings: here.findings)]
      + workers.examine(testbed, for: scenarios)
  }

  /// The preflight of this machine: whole where it plays a host of the scenarios, or of the testbed
  /// where there are none; else that of one that tells others what to do.
  static func preflight(
    of testbed: Testbed, for scenarios: [Scenario], inputs: DoctorInputs
  ) -> Preflight {
    let doctor = Doctor(reader: EnvironmentReader(), inputs: inputs)
    let hosts = scenarios.flatMap(\.hosts)
    let playsHere =
      scenarios.isEmpty
      ? testbed.machines.contains { $0.remote == nil }
      : hosts.contains { testbed.machine(of: $0.id).remote == nil }
    let hasGuests = scenarios.isEmpty || hosts.contains { !$0.vms.isEmpty }
    guard playsHere else { return doctor.coordinator(hasGuests: hasGuests) }
    let examination = Examination(
      of: nil, in: testbed, for: scenarios, connection: MeasureOptions.connection)
    let hasGuestsHere = scenarios.isEmpty || !examination.connections.isEmpty
    return Preflight(
      examination.findings(with: doctor).filter { finding in
        hasGuestsHere || !Examination.guestChecks.contains(finding.check)
          || hasGuests && finding.check == "guest kernel"
      })
  }

  /// What this machine says beyond its files.
  static var inputs: DoctorInputs {
    let store = ResultStore.defaultPath
    var inputs = DoctorInputs(
      stateFolder: store.lastIndex(of: "/").map { String(store[..<$0]) } ?? ".")
    inputs.libvirt = libvirt
    inputs.guestKernel = guestKernel
    inputs.guestExecutable = guestExecutable
    return inputs
  }

  private static var libvirt: Fact {
    let uri = MeasureOptions.connection
    do {
      let connection = try Connection(uri)
      return .known("\(uri): \(connection.driver), libvirt \(try connection.libraryVersion())")
    } catch {
      return .unknown("\(uri): \(error)")
    }
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

  /// What is found on one machine of several.
  private static func text(_ machine: MachineFindings) -> String {
    if let problem = machine.problem {
      return "\(machine.machine): could not be reached\n  \(problem)\n"
    }
    return text(
      Preflight(machine.findings), of: " of \(machine.machine)", width: Terminal.width,
      color: Terminal.hasColor)
  }

  /// The findings as a table, and what to do about those that are not ok.
  ///
  /// - Parameter owner: What follows the heading: of which machine it is.
  static func text(
    _ preflight: Preflight, of owner: String = "", width: Int, color: Bool
  ) -> String {
    var table = PlainTable([("level", .left), ("check", .left), ("seen", .left)])
    let moods: [Hardware.Finding.Level: PlainTable.Mood] = [
      .ok: .good, .unknown: .plain, .label: .fair, .refuse: .bad,
    ]
    for finding in preflight.findings {
      table.addRow(
        [finding.level.rawValue, finding.check, shortened(finding.seen)],
        moods: [0: moods[finding.level] ?? .plain])
    }
    let counts = Hardware.Finding.Level.allCases.map { "\(preflight.count($0)) \($0.rawValue)" }
    return table.text(
      heading: "Preflight\(owner)",
      paragraphs: [
        counts.joined(separator: ", ") + ".",
        preflight.isClear
          ? "Measuring is possible."
          : owner.isEmpty
            ? "Guests cannot be measured on this machine as it is."
            : "It cannot be measured with this machine as it is.",
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
