import ArgumentParser
import Kernels
import Model

extension TrafficFigures {
  /// Prints the results and writes the histogram.
  ///
  /// - Throws: `Failure`: an output cannot be written, or the run is invalid.
  func show(_ output: TrafficOutputOptions, report: TrafficReport) throws {
    if let path = output.histogram, let receive = report.receive {
      try Output.write(receive.latency.csv, to: path)
    }
    switch output.format {
    case .table: try Output.write(table, to: nil)
    case .json: try Output.write(try KernelText.json(self), to: nil)
    }
    // Whoever interrupts a run knows that it is not whole.
    guard valid || interrupted else {
      throw Failure.work(invalidity.map { "invalid: \($0)" }.joined(separator: "\n"))
    }
    for reason in invalidity { Terminal.writeError("invalid: \(reason)\n") }
  }
}

extension TrafficRun {
  /// A span of time from the command line, in nanoseconds; at most an hour.
  static func nanoseconds(_ text: String, _ option: String) throws -> UInt64 {
    do {
      let time = try SimTime(parsing: text)
      guard time.seconds <= 3600 else {
        throw ValidationError("\(option): \(text) is too long; write at most 1 h")
      }
      return UInt64(time.picoseconds / 1000)
    } catch let error as QuantityError {
      throw ValidationError("\(option): \(error)")
    }
  }
}

/// Does the work of a kernel, and makes its errors the command's.
func trafficFailures<Result>(
  _ work: () throws(TrafficError) -> Result
) throws(Failure) -> Result {
  do {
    return try work()
  } catch {
    throw .work(error.description)
  }
}
