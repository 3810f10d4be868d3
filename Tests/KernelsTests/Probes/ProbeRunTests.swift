import Testing

@testable import Kernels

/// Every probe gives figures with intervals, or says why it cannot.
@Suite(.serialized)
struct ProbeRunTests {
  @Test(arguments: Probe.allCases)
  func everyProbeMeasuresOrSaysWhyNot(probe: Probe) throws {
    let report = try ProbeRun(
      ProbePlan(probes: [probe], seconds: 0.1, largestWorkingSet: 128 << 10)
    ).run()
    #expect(report.outcomes.map(\.probe) == [probe])
    let outcome = try #require(report.outcomes.first)
    #expect(!outcome.figures.isEmpty || !outcome.unavailable.isEmpty)
    let names = outcome.figures.map(\.name) + outcome.unavailable.map(\.name)
    #expect(Set(names).count == names.count)
    #expect(outcome.unavailable.allSatisfy { !$0.reason.isEmpty })
    for figure in outcome.figures {
      #expect(figure.samples >= Sampler.fewest)
      #expect(figure.operations >= 1)
      #expect(figure.preemptions >= 0)
      for measure in figure.measures { check(measure, of: figure.name) }
      if let cycles = report.cyclesPerSecond, let ns = figure["ns"] {
        let expected = ns.median * cycles / 1e9
        #expect(abs((figure["cycles"]?.median ?? .nan) - expected) <= 1e-9 * expected.magnitude)
      }
    }
  }

  #if arch(x86_64)
    /// Without leave the write faults, as on an emulated processor that refuses it with leave.
    @Test func aRefusedWriteToAPortIsAnErrorAndNotTheEnd() {
      #expect {
        try InstructionProbes.writingPort { () throws(MachineError) in
          for _ in 0..<3 { InstructionProbes.writePort() }
        }
      } throws: { error in
        "\(error)".hasPrefix("the processor refused 3 writes to port 0x80")
      }
    }
  #endif

  private func check(_ measure: ProbeFigure.Measure, of name: String) {
    let ordered = [
      measure.minimum, measure.low, measure.median, measure.high, measure.maximum,
    ]
    #expect(ordered == ordered.sorted(), "\(name)")
    #expect(measure.medianLow <= measure.median && measure.median <= measure.medianHigh)
    #expect(measure.minimum <= measure.mean && measure.mean <= measure.maximum)
    #expect((ordered + [measure.mean, measure.ci95]).allSatisfy { $0.isFinite }, "\(name)")
    #expect(measure.ci95 >= 0)
    // A walk is a difference.
    if !name.hasPrefix("page_walk") { #expect(measure.minimum > 0, "\(name)") }
  }

  @Test
  func withOneCPUWhatTakesTwoIsUnavailable() throws {
    let cpu = try CPUSet.inOrderOfCores()[0]
    for probe in [Probe.contextSwitch, .notification, .cacheLine] {
      let outcome = try PinnedTeam.on(cpu) {
        let surroundings = Surroundings.current()
        return probe.run(
          in: ProbeContext(
            sampler: Sampler(base: TimeBase(surroundings), budget: 1_000_000),
            surroundings: surroundings, cpus: [cpu], largestWorkingSet: nil))
      }
      #expect(outcome.unavailable.count == 1)
      #expect(outcome.unavailable.first?.reason.contains("one CPU only") == true)
      // Those between threads can also be had on one CPU, a cache line's way cannot.
      #expect(outcome.figures.isEmpty == (probe == .cacheLine))
    }
  }

  @Test
  func latenciesCoverEveryWorkingSetUpToTheLargest() throws {
    let report = try ProbeRun(
      ProbePlan(probes: [.memoryLatency], seconds: 0.1, largestWorkingSet: 100 << 10)
    ).run()
    for size in [16, 32, 64, 128] {
      #expect(report["latency_small_\(size)KiB"] != nil)
    }
    #expect(report["latency_small_256KiB"] == nil)
  }

  @Test(arguments: [0, -1, 0.09, 3601, .nan, .infinity])
  func timesBeyondReasonAreRefused(seconds: Double) {
    let failure = #expect(throws: MachineError.self) {
      _ = try ProbeRun(ProbePlan(probes: [.clock], seconds: seconds)).run()
    }
    #expect(failure?.description.contains("is not between 0.1 and 3600.0 s") == true)
  }

  @Test
  func aMeasureIsThatOfItsSample() {
    // Student's t for 4 degrees of freedom is 2.776; the deviation is √2.5.
    let measure = ProbeFigure.Measure(unit: "ns", [5, 1, 4, 2, 3], scale: 2)
    #expect(measure.mean == 6)
    #expect(measure.median == 6)
    #expect(measure.minimum == 2)
    #expect(measure.maximum == 10)
    #expect(abs(measure.ci95 - 2 * 2.776445 * (2.5 / 5).squareRoot()) < 1e-5)
    #expect(abs(measure.low - 2.2) < 1e-12)
    #expect(abs(measure.high - 9.8) < 1e-12)
  }

  /// For 100 samples, the order statistics 41 and 60 hold the median with 95 % or a little more.
  @Test
  func theMediansIntervalIsThatOfTheBinomialDistribution() {
    let measure = ProbeFigure.Measure(unit: "ns", (1...100).map(Double.init))
    #expect(measure.medianLow == 41)
    #expect(measure.medianHigh == 60)
  }
}
