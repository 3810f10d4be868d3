import ArgumentParser
import Kernels
import Model

/// `hypertwin kernel traffic self-test`: what generator and receiver can do here at most.
struct KernelTrafficSelfTest: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "self-test",
    abstract: "Find the most that the generator and the receiver can do here.",
    discussion: """
      Without interfaces, only generator and receiver themselves are tried, in memory. With
      --expect, the exit status is 1 unless every limit is at least 1.2 times that rate.

      EXAMPLE
        hypertwin kernel traffic self-test --send-on eth1 --receive-on eth2 \\
          --expect '100 kpacket/s'
      """)

  @Option(
    name: .long,
    help: ArgumentHelp("The interface to send on, or namespace/interface.", valueName: "interface"))
  var sendOn: String?

  @Option(
    name: .long,
    help: ArgumentHelp(
      "The interface to receive on, or namespace/interface.", valueName: "interface"))
  var receiveOn: String?

  @Option(
    name: .long,
    help: ArgumentHelp("The size of the frames with their CRC, or imix.", valueName: "size"))
  var size = "64 B"

  @Option(name: .long, help: ArgumentHelp("How long to send, at most 3600.", valueName: "number"))
  var seconds = 1.0

  @Option(
    name: .long,
    help: ArgumentHelp("The rate that is to be measured, as 100 kpacket/s.", valueName: "rate"))
  var expect: String?

  @Option(
    name: .long,
    help: ArgumentHelp(
      "Whether each frame is handed over itself, or joined ones that the kernel cuts, or a program "
        + "in the kernel makes them (XDP), which the interface sends, or receives (arrival)."))
  var batching = TrafficRun.Batching.frames

  @Option(name: .long, help: "The form of the results.")
  var format = TrafficOutputOptions.Format.table

  /// The limits as they are written.
  private struct Figures: Encodable {
    var packetsPerSecond: TrafficSelfTest.Limits
    var trustedPacketsPerSecond: Double
    var expectedPacketsPerSecond: Double?
    var sufficient: Bool?
  }

  func validate() throws {
    guard (sendOn == nil) == (receiveOn == nil) else {
      throw ValidationError("--send-on and --receive-on: give both, or neither.")
    }
    guard seconds.isFinite, seconds > 0, seconds <= 3600 else {
      throw ValidationError("--seconds \(seconds): write more than 0 and at most 3600.")
    }
  }

  func run() async throws {
    var test = TrafficSelfTest(
      mix: try TrafficLoadOptions.mix(size), duration: SimTime(seconds: seconds))
    test.batching = batching
    let expected = try expect.map { text in
      do { return try PacketRate(parsing: text) } catch {
        throw ValidationError("--expect: \(error)")
      }
    }
    try await reportingFailures { [test] in
      let interruption = Interruption()
      let limits = try trafficFailures { () throws(TrafficError) in
        try test.run(
          sending: sendOn.map { TrafficRun.Place(parsing: $0) },
          receiving: receiveOn.map { TrafficRun.Place(parsing: $0) }, stop: interruption.flag)
      }
      try show(limits, expected: expected?.packetsPerSecond)
    }
  }

  private func show(_ limits: TrafficSelfTest.Limits, expected: Double?) throws {
    let figures = Figures(
      packetsPerSecond: limits, trustedPacketsPerSecond: limits.trusted,
      expectedPacketsPerSecond: expected,
      sufficient: expected.map { limits.suffices(for: $0) })
    switch format {
    case .json: try Output.write(try KernelText.json(figures), to: nil)
    case .table: try Output.write(Self.table(limits), to: nil)
    }
    if figures.sufficient == false, let expected {
      throw Failure.work(
        "the limits do not reach \(TrafficSelfTest.margin) times \(expected) packet/s; measure at "
          + "a lower rate, or on a faster or idle machine")
    }
  }

  private static func table(_ limits: TrafficSelfTest.Limits) -> String {
    func row(_ name: String, _ rate: Double) -> String {
      name + " " + PacketRate(packetsPerSecond: rate.rounded()).description + "\n"
    }
    return row("send to memory     ", limits.memorySend)
      + row("receive from memory", limits.memoryReceive)
      + (limits.send.map { row("send               ", $0) } ?? "")
      + (limits.receive.map { row("receive            ", $0) } ?? "")
      + row("trusted            ", limits.trusted)
  }
}
