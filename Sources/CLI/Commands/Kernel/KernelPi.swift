import ArgumentParser
import Kernels

/// `hypertwin kernel pi`: decimal digits of pi.
struct KernelPi: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "pi",
    abstract: "Compute decimal digits of pi, and check them.",
    discussion: """
      Gauss–Legendre is what Super PI does: iterations of the arithmetic–geometric mean on numbers \
      of full length. Chudnovsky sums a series by binary splitting and is the faster one. The time \
      is that to the last decimal, conversion included. Each run is checked against the published \
      SHA-256 where there is one, against Bellard's formula for hexadecimal digits at a random \
      position, and by converting back modulo a random prime; a failed check is a failed run.

      EXAMPLES
        hypertwin kernel pi
        hypertwin kernel pi --digits 1048576 --algorithm chudnovsky --threads 2 --format json
        hypertwin kernel pi --digits 1000000 --output pi.txt
      """)

  /// The forms of the result.
  enum Format: String, ExpressibleByArgument, CaseIterable { case table, json }

  @Option(name: .long, help: "Decimals behind the point, 1 to \(PiComputation.mostDigits).")
  var digits: Int = PiComputation.defaultDigits

  @Option(name: .long, help: "How they are found.")
  var algorithm: PiAlgorithm = .gaussLegendre

  @Option(name: .long, help: "Threads to use, 1 to \(PiComputation.mostThreads).")
  var threads: Int = 1

  @Option(name: .long, help: "The vector instructions. Default: the widest of this processor.")
  var instructionSet: InstructionSet = .current

  @Option(
    name: .long,
    help: "Huge pages: as the system is set up, transparent ones, or only reserved ones.")
  var hugePages: PiComputation.HugePages = .off

  @Option(
    name: .long,
    help: ArgumentHelp(
      "The number that the checks' random choices derive from. Default: a random one.",
      valueName: "number"))
  var seed: UInt64?

  @Option(
    name: [.short, .long],
    help: ArgumentHelp(
      "Write the digits to this file, beginning with \"3.\", whole or not at all.",
      valueName: "file"),
    completion: .file())
  var output: String?

  @Option(name: .long, help: "The form of the result.")
  var format: Format = .table

  func run() async throws {
    try await reportingFailures {
      try Output.check([output])
      let computation = try computation()
      let bar = ProgressBar("pi")
      let result: PiResult
      do throws(PiError) {
        result = try computation.run { PiText.show($0, on: bar) }
      } catch {
        bar.finish()
        throw Failure.work("kernel pi: \(error)")
      }
      bar.finish()
      if let output {
        try Output.write("3." + String(decoding: result.digits, as: UTF8.self) + "\n", to: output)
      }
      let report = PiReport(computation, result)
      switch format {
      case .json: try Terminal.write(try KernelText.json(report))
      case .table: try Terminal.write(PiText.table(report))
      }
    }
  }

  private func computation() throws(Failure) -> PiComputation {
    do {
      return try PiComputation(
        digits: digits, algorithm: algorithm, threads: threads, instructionSet: instructionSet,
        hugePages: hugePages, seed: seed ?? UInt64.random(in: 0..<1 << 32))
    } catch {
      throw .work("kernel pi: \(error)")
    }
  }
}

extension PiAlgorithm: ExpressibleByArgument {}
extension PiComputation.HugePages: ExpressibleByArgument {}
