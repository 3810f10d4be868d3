import Console
import Model
import Store

/// Figures of a machine whose clocks count instructions, 1 ns for each.
extension Outcome {
  /// Nanoseconds of a second.
  private static let perSecond = 1e9

  /// The same with instructions as their unit. What has waits in it, in which the clock goes with
  /// the machine below, is left out, and so are rates per second of a clock that counts none.
  func inInstructions() -> Outcome {
    var outcome = self
    outcome.measurements = measurements.compactMap { measurement in
      var measurement = measurement
      switch (measurement.quantity, measurement.unit) {
      case (_, "instructions"), (_, "instructions/B"): return measurement
      case ("time", "s"):
        measurement.quantity = "work"
        measurement.unit = "instructions"
        measurement.value *= Self.perSecond
      case ("copy", "MB/s"), ("scale", "MB/s"), ("add", "MB/s"), ("triad", "MB/s"):
        measurement.unit = "instructions/B"
        measurement.value = Self.perSecond / (measurement.value * 1e6)
      default: return nil
      }
      return measurement
    }
    return outcome
  }
}

extension WorkloadRunner {
  /// The probes whose figures are instructions: the others wait, or measure caches that an emulated
  /// machine has not.
  private static let probes = [
    "clock", "cpuid-exit", "hypercall-exit", "port-exit", "system-call", "context-switch",
    "page-fault", "copy",
  ]
  /// Seconds for the samples of a probe, of the machine's own time: the least that there is.
  private static let probeSeconds = 0.1

  /// What exits, system calls, switches and faults cost at `place`, in instructions: the median of
  /// each probe's samples.
  func probe(_ place: Place) throws(MeasureError) -> Outcome {
    var outcome = Outcome()
    for probe in Self.probes { outcome.add(try self.probe(probe, at: place)) }
    return outcome
  }

  /// One probe, in a process of its own. One that fails is told and does not spoil the others: in
  /// a KVM guest on an emulated processor, one of them ended by SIGSEGV.
  private func probe(_ probe: String, at place: Place) throws(MeasureError) -> Outcome {
    let station = try agent(place)
    progress("probe \(probe): \(place)")
    let order = order("probe", ["probes=\(probe)", "seconds=\(Self.probeSeconds)"])
    var outcome = Outcome()
    let answer: Result<String, AgentError> = try asking { () throws(AgentError) in
      do throws(AgentError) {
        return .success(try station.client.run(order, within: settings.longestJob))
      } catch {
        guard case .failed = error else { throw error }
        return .failure(error)
      }
    }
    let line: String
    switch answer {
    case .success(let text): line = text
    case .failure(let error):
      outcome.notes = ["probe \(probe): \(error.description)"]
      return outcome
    }
    let result = try KernelReport<ProbeResult>.read(
      line, kernel: "probe", agent: station.client.name)
    outcome.raw = [RawResult(source: station.client.name, line: line)]
    let units = ["ns": "instructions", "ns/B": "instructions/B"]
    for figure in result.outcomes.flatMap(\.figures) {
      guard let measure = figure.measures.first(where: { units[$0.unit] != nil }),
        let unit = units[measure.unit], measure.median.isFinite
      else { continue }
      outcome.measurements.append(
        Measurement(workload: "probe", quantity: figure.name, unit: unit, value: measure.median))
    }
    return outcome
  }
}

/// The report of the probes.
struct ProbeResult: Decodable {
  struct Outcome: Decodable {
    let figures: [Figure]
  }

  struct Figure: Decodable {
    let name: String
    let measures: [Measure]
  }

  struct Measure: Decodable {
    let unit: String
    let median: Double
  }

  let outcomes: [Outcome]
}
