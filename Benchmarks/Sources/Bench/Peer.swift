import Foundation

/// An engine that understands the command lines of `Job`.
struct Peer {
  /// What the table calls it.
  var name: String
  /// The program and what comes before the job's arguments.
  var command: [String]
  /// The jobs it can do.
  var jobs: [Job]

  /// This very program.
  static var own: Peer {
    Peer(name: "Hypertwin", command: [CommandLine.arguments[0]], jobs: Job.all)
  }

  /// The peers that `script/bench` builds in `folder`, whether or not it could.
  static func all(in folder: String) -> [Peer] {
    let jobs: [Job] = [.hold(pending: 10_000), .hold(pending: 1_000_000), .forward]
    return [
      Peer(name: "C++ by hand, std::priority_queue", command: ["\(folder)/heap"], jobs: jobs),
      Peer(name: "ns-3 of Debian", command: ["\(folder)/ns3"], jobs: jobs),
      Peer(
        name: "SimPy", command: ["\(folder)/simpy/bin/python", "\(folder)/simpy_engine.py"],
        jobs: jobs),
      Peer(name: "GMP of Debian", command: ["\(folder)/pi_gmp"], jobs: Job.pi(threads: 1)),
      Peer(
        name: "FLINT of python-flint",
        command: ["\(folder)/flint/bin/python", "\(folder)/pi_flint.py"],
        jobs: [1, 2].map { .pi(.chudnovsky, digits: 1 << 22, threads: $0) }),
    ]
  }

  /// Whether everything that its command names is there.
  var isInstalled: Bool {
    command.allSatisfy { FileManager.default.fileExists(atPath: $0) || !$0.contains("/") }
  }

  /// Does the job in a process of its own.
  ///
  /// - Throws: `BenchError` if the process fails or prints anything but a measurement.
  func measure(_ job: Job) throws -> Measurement {
    let text = try Self.output(of: command[0], command.dropFirst() + job.arguments)
    guard let measurement = Measurement(line: text) else {
      throw BenchError(
        "\(name): \(job.arguments.joined(separator: " ")) printed \"\(text)\"")
    }
    return measurement
  }

  /// What a program prints.
  ///
  /// - Throws: `BenchError` if it cannot be run or fails.
  static func output(
    of program: String, _ arguments: [String], environment: [String: String] = [:]
  ) throws -> String {
    let process = Process()
    let output = Pipe()
    process.executableURL = URL(fileURLWithPath: program)
    process.arguments = arguments
    process.environment = ProcessInfo.processInfo.environment.merging(environment) { $1 }
    process.standardInput = FileHandle.nullDevice
    process.standardOutput = output
    do {
      try process.run()
    } catch {
      throw BenchError("cannot run \(program): \(error.localizedDescription)")
    }
    let text = String(decoding: output.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
    process.waitUntilExit()
    guard process.terminationStatus == 0 else {
      throw BenchError(
        "\(program) \(arguments.joined(separator: " ")) ended with status "
          + "\(process.terminationStatus) and printed \"\(text)\"")
    }
    return text
  }
}
