import ArgumentParser
import Hardware
import Rack

/// `hypertwin rack`: real hypervisors on an emulated machine.
struct RackCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "rack",
    abstract: "Run Xen, KVM or Linux on an emulated machine, to measure on.",
    discussion: """
      A rack is a machine that QEMU emulates in software, with a genuine hypervisor on it. It \
      needs no virtualization hardware. Its times are no real machine's, and results say so.

      EXAMPLES
        hypertwin rack up xen
        hypertwin rack shell xen -- xl list
        hypertwin rack down
      """,
    subcommands: [
      RackUp.self, RackStatus.self, RackShell.self, RackDown.self, RackBuild.self,
      RackDemo.self,
    ])

  /// Where racks keep their state.
  static var state: String { StateFolder.standard().path }

  /// Does what may fail with a rack's error.
  static func working<Value>(_ work: () throws -> Value) throws(Failure) -> Value {
    do {
      return try work()
    } catch {
      throw .work("\(error)")
    }
  }

  /// The rack of that kind, which must be running.
  static func rack(_ kind: RackKind) throws(Failure) -> Rack {
    guard let rack = Rack.find(kind, state: state) else {
      throw .work("the rack \(kind.rawValue) is not up; start it with: hypertwin rack up \(kind)")
    }
    return rack
  }
}

extension RackKind: ExpressibleByArgument {}

/// `hypertwin rack status`.
struct RackStatus: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "status", abstract: "Say which racks are up.",
    discussion: """
      EXAMPLES
        hypertwin rack status
      """)

  func run() async throws {
    try await reportingFailures {
      var text = ""
      for kind in RackKind.allCases {
        guard let rack = Rack.find(kind, state: RackCommand.state) else { continue }
        let record = rack.record
        text +=
          "\(kind.rawValue): up, process \(record.process), \(record.memory) MiB, SSH at "
          + "127.0.0.1:\(record.port)\(record.isExact ? ", counting instructions" : "")\n"
      }
      try Terminal.write(text.isEmpty ? "No rack is up.\n" : text)
    }
  }
}

/// `hypertwin rack down`.
struct RackDown: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "down", abstract: "End racks, with everything on them.",
    discussion: """
      EXAMPLES
        hypertwin rack down          all of them
        hypertwin rack down kvm
      """)

  @Argument(help: "Which; all of them if none is named.")
  var kinds: [RackKind] = []

  func run() async throws {
    try await reportingFailures {
      for kind in kinds.isEmpty ? RackKind.allCases : kinds {
        guard let rack = Rack.find(kind, state: RackCommand.state) else {
          if !kinds.isEmpty { Terminal.writeError("the rack \(kind.rawValue) is not up\n") }
          continue
        }
        rack.end()
        Terminal.writeError("the rack \(kind.rawValue) is down\n")
      }
    }
  }
}
