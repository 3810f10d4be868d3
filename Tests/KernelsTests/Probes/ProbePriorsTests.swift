import Fixtures
import Formats
import Model
import Testing

@testable import Kernels

/// What probes find goes into the cost model where a probe measures that very parameter.
@Suite
struct ProbePriorsTests {
  /// A report with the figures that priors are made of, on that kind of machine.
  private static func report(hypervisor: String, guestType: String? = nil) -> ProbeReport {
    func figure(_ name: String, _ unit: String, _ typical: Double) -> ProbeFigure {
      let values = (0..<41).map { typical * (0.8 + 0.01 * Double($0)) }
      return ProbeFigure(
        name: name, summary: "", samples: 41, operations: 10, preemptions: 0,
        measures: [.init(unit: unit, values)])
    }
    var outcome = ProbeOutcome(.copy)
    outcome.figures = [
      figure("copy_first_level", "cycles/B", 0.03125),
      figure("copy_second_level", "cycles/B", 0.05),
      figure("copy_memory", "cycles/B", 0.6), figure("page_fault_small", "cycles", 1500),
      figure("hypercall", "cycles", 1300), figure("port_write", "cycles", 12_345.6),
    ]
    outcome.figures += (4...17).map { figure("page_walk_\(1 << $0)KiB", "cycles", 25) }
    return ProbeReport(
      surroundings: Surroundings(
        processor: .known("Test, \"quoted\" CPU"), hypervisor: .known(hypervisor),
        xenGuestType: guestType.map { .known($0) } ?? .unknown("this is no guest of Xen"),
        kernel: "6.1", clockSource: .known("tsc"), hasInvariantCounter: .known(true),
        transparentHugePages: .known("madvise"), date: "2026-01-02"),
      cpus: [0], cyclesPerSecond: 2e9, outcomes: [outcome])
  }

  private static func model() throws -> CostModel {
    func text(_ path: String) throws -> String { try #require(Fixtures.text(path)) }
    return CostModel(
      name: "priors",
      parameters: try PriorsFile.microCosts(text("priors/micro-costs.csv"), file: "micro")
        + PriorsFile.engineering(text("priors/engineering.csv"), file: "engineering"))
  }

  @Test(arguments: [
    ("none", nil, ["copy_byte", "pf_native", "walk_4k_native"]),
    ("KVM", nil, ["copy_byte", "exit_to_qemu", "kvm_hypercall_2012"]),
    ("Xen", "PV", ["copy_byte", "pf_pv"]), ("Xen", "HVM", ["copy_byte"]),
    ("Hyper-V", nil, ["copy_byte"]),
  ])
  func onlyWhatTheMachineCanTellBecomesAPrior(
    hypervisor: String, guestType: String?, expected: [String]
  ) throws {
    let priors = ProbePriors(Self.report(hypervisor: hypervisor, guestType: guestType))
    #expect(priors.parameters.map(\.name).sorted() == expected)
    let model = try Self.model()
    for parameter in priors.parameters {
      // Every name and unit is the cost model's own.
      #expect(model[parameter.name]?.unit == parameter.unit)
      #expect(0 < parameter.low && parameter.low <= parameter.value)
      #expect(parameter.value <= parameter.high)
      #expect(parameter.source.contains("Linux 6.1, 2026-01-02, 41 samples"))
      #expect(parameter.source.contains("in a guest of") == (hypervisor != "none"))
    }
    let names = Set(priors.parameters.map(\.name) + priors.omissions.map(\.name))
    #expect(names.isSuperset(of: ["copy_byte", "kvm_hypercall_2012", "exit_to_qemu"]))
  }

  @Test
  func aPortThatCostsLessThanAnExitIsNoExit() throws {
    var report = Self.report(hypervisor: "KVM")
    report.outcomes[0].figures.removeAll { $0.name == "hypercall" }
    let priors = ProbePriors(report)
    #expect(priors.omissions.contains { $0.name == "exit_to_qemu" })
    #expect(priors.omissions.contains { $0.name == "kvm_hypercall_2012" })
  }

  @Test
  func theTableIsReadBackAndReplacesTheBuiltInPriors() throws {
    let priors = ProbePriors(Self.report(hypervisor: "none"))
    let text = PriorsFile.text(
      of: priors.parameters, executor: "CPU 0", clock: Frequency(hertz: 2e9),
      comments: ["Measured, here.", "Left out: nothing."])
    #expect(try PriorsFile.microCosts(text, file: "host.csv") == priors.parameters)
    let builtIn = try Self.model()
    let model = try PriorsFile.replace(in: builtIn, by: text, file: "host.csv")
    #expect(model.parameters.map(\.name) == builtIn.parameters.map(\.name))
    for (new, old) in zip(model.parameters, builtIn.parameters) {
      #expect(new == priors.parameters.first { $0.name == new.name } ?? old)
    }
  }

  @Test
  func aTableOfTheOtherKindReplacesPriorsToo() throws {
    let text =
      "name,summary,unit,low,typical,high,source\npi_work,work,cycles,1e10,2e10,3e10,measured\n"
    let model = try PriorsFile.replace(in: try Self.model(), by: text, file: "pi.csv")
    #expect(model["pi_work"]?.value == 2e10)
    #expect(model["pi_work"]?.source == "measured")
  }

  @Test(arguments: [
    ("id,what,executes_on,low_cyc,typ_cyc,high_cyc,typ_ns,source\nspeed,,,1,2,3,,s\n", "speed"),
    ("", "no table of priors"), ("hello\n", "no table of priors"),
    ("id,what\ncopy_byte,1\n", "host.csv:2: 2 fields instead of 8"),
  ])
  func whatIsNoTableOfPriorsIsRefused(text: String, expected: String) throws {
    let model = try Self.model()
    let error = #expect(throws: InputError.self) {
      _ = try PriorsFile.replace(in: model, by: text, file: "host.csv")
    }
    #expect(error?.description.contains(expected) == true, "\(error?.description ?? "no error")")
  }
}
