import ArgumentParser
import Model
import Report
import Simulator

/// An interface whose frames are to be captured, and the file for them: `INTERFACE=FILE`.
struct CaptureRequest: ExpressibleByArgument {
  /// The interface.
  let interface: Interface
  /// The file's path.
  let file: String

  init?(argument: String) {
    guard let equals = argument.firstIndex(of: "="),
      let dot = argument[..<equals].lastIndex(of: "."),
      let place = Place(String(argument[..<dot]))
    else { return nil }
    let nic = argument[argument.index(after: dot)..<equals]
    file = String(argument[argument.index(after: equals)...])
    guard !nic.isEmpty, !file.isEmpty else { return nil }
    interface = Interface(place: place, nic: NIC.ID(String(nic)))
  }
}

/// What is captured of a simulation.
struct CaptureOptions: ParsableArguments {
  @Option(
    name: .long,
    help: ArgumentHelp(
      "Write what passes an interface, HOST.NIC or HOST/VM.NIC, in the first run to a pcap file, "
        + "of all chosen workloads together; may be given again.",
      valueName: "interface=file"))
  var capture: [CaptureRequest] = []

  @Option(
    name: .long, help: "Frames that a capture holds at most, the first ones; up to 1000000.")
  var captureLimit = 10_000

  func validate() throws {
    guard (1...1_000_000).contains(captureLimit) else {
      throw ValidationError("--capture-limit: \(captureLimit) is not between 1 and 1000000")
    }
  }

  /// Simulates the first replication once for each interface and writes the files.
  func write(_ simulation: Simulation, seed: UInt64, scenario: String) throws(Failure) {
    for request in capture {
      try working(on: scenario, for: "--capture \(request.interface)") {
        let found = try simulation.capture(
          at: request.interface, limit: captureLimit, replication: 0, seed: seed)
        let file = CaptureFile(scenario: simulation.scenario)
        try Output.write(file.bytes(of: found.frames), to: request.file)
        if found.missed > 0 {
          Terminal.writeError(
            "\(request.file): the first \(found.frames.count) frames; \(found.missed) more passed, "
              + "see --capture-limit\n")
        }
      }
    }
  }
}
