import Model
import Testing

@testable import Formats

/// A plan's section `counts` becomes observations that are ratios.
@Suite struct CountedRatiosTests {
  private static let plan = """
    hypertwin_plan: 1
    name: counted
    counts:
      file: rack.yaml
      scenarios: ../rack
      flow: udp
      without_router: native-direct
      reference: native
      cycles_per_instruction: 20 %
      ratios:
        - {paths: [kvm-virtio, xen-pv], trains: [1, 16], frames: [64 B, 1518 B], use: fit}
        - {paths: [kvm-virtio], trains: [4], frames: [800 B], use: hold_out}
    """

  /// By hand: a frame of 64 bytes that comes alone costs 30,016 instructions without a router,
  /// 40,016 with the native one and 135,256 with KVM's, so 10.524 times as much.
  @Test func ratiosAreThoseOfRoutersWithoutGeneratorAndReceiver() throws {
    let plan = try MadeUpCounts.plan(Self.plan, file: "p.yaml")
    #expect(
      plan.observations.map(\.id) == [
        "kvm-virtio.1x64", "kvm-virtio.1x1518", "kvm-virtio.16x64", "kvm-virtio.16x1518",
        "kvm-virtio.4x800", "xen-pv.1x64", "xen-pv.1x1518", "xen-pv.16x64", "xen-pv.16x1518",
      ])
    let first = plan.observations[0]
    #expect(first.scenario == "../rack/kvm-virtio.yaml" && first.workloads == ["udp"])
    #expect(first.use == .fit && plan.observations[4].use == .holdOut)
    #expect(
      first.ratio
        == RouterRatio(
          direct: "../rack/native-direct.yaml", reference: "../rack/native.yaml", train: 1,
          frame: ByteCount(bytes: 64)))
    #expect(abs(first.mean - 10.524) < 1e-12)
    // In trains of 16: (60,000 / 16 + 75,000 + 256 − 21,578.5) / (26,891 − 21,578.5).
    #expect(abs(plan.observations[2].mean - 57_427.5 / 5_312.5) < 1e-12)
    #expect(
      plan.scenarioNames == [
        "../rack/kvm-virtio.yaml", "../rack/native-direct.yaml", "../rack/native.yaml",
        "../rack/xen-pv.yaml",
      ])
  }

  /// Errors of 300, 150 and 64 · 0.0625 make 335.4 of each router; of the ratio R they make 335.4 ·
  /// √(1 + R²) / 10,000, and the assumption a fifth of R.
  @Test func intervalsHaveTheErrorsOfCountsAndTheAssumption() throws {
    let observation = try MadeUpCounts.plan(Self.plan, file: "p.yaml").observations[0]
    let router = (300.0 * 300 + 150 * 150 + 4 * 4).squareRoot()
    let ratio = 10.524
    let own = 1.96 * router * (1 + ratio * ratio).squareRoot() / 10_000
    let expected = (own * own + 0.2 * ratio * 0.2 * ratio).squareRoot()
    #expect(abs(observation.ci95 / expected - 1) < 1e-4)
    #expect(own > 0.4 && observation.ci95 > 0.2 * ratio)
  }

  @Test func theAssumptionIsNamed() throws {
    let plan = try MadeUpCounts.plan(Self.plan, file: "p.yaml")
    let sentence = try #require(plan.assumptions.first)
    #expect(plan.assumptions.count == 1)
    for part in ["assumed to differ by up to 20 % (95 %)", "on native", "emulated host", "0.1.0"] {
      #expect(sentence.contains(part), "\(sentence)")
    }
  }

  @Test(arguments: [
    ("cycles_per_instruction: 20 %", "cycles_per_instruction: 0 %", "is not above 0 % and up to"),
    ("cycles_per_instruction: 20 %", "cycles_per_instruction: 0.2", "is not above 0 % and up to"),
    ("cycles_per_instruction: 20 %", "cycles_per_instruction: nan%", "is not above 0 % and up to"),
    ("  cycles_per_instruction: 20 %\n", "", "counts.cycles_per_instruction: missing"),
    ("  file: rack.yaml\n", "", "counts.file: missing"),
    ("reference: native\n", "reference: native-direct\n", "another path than that without one"),
    (
      "reference: native\n", "reference: nativ\n",
      "p.yaml:8: counts.reference: \"nativ\" was not counted; these were: native-direct, native, "
    ),
    (
      "[kvm-virtio, xen-pv]", "[kvm-virtio, xen]",
      "p.yaml:11: counts.ratios[0].paths[1]: \"xen\" was not counted"
    ),
    ("[kvm-virtio, xen-pv]", "[native]", "is what the others are compared with; leave it out"),
    ("[kvm-virtio, xen-pv]", "[]", "ratios[0].paths: missing; name paths"),
    ("[kvm-virtio, xen-pv]", "[kvm-virtio, kvm-virtio]", "\"kvm-virtio.1x64\" is there twice"),
    ("[1, 16]", "[0, 16]", "ratios[0].trains[0]: \"0\" is no number of frames from 1 to 64"),
    ("[1, 16]", "[1, 65]", "ratios[0].trains[1]: \"65\" is no number of frames from 1 to 64"),
    ("[1, 16]", "[1.5]", "ratios[0].trains[0]: \"1.5\" is no number of frames"),
    ("[64 B, 1518 B]", "[64]", "ratios[0].frames[0]: "),
    ("[64 B, 1518 B]", "[1 kB, 9 kB]", "ratios[0].frames[1]: 9 kB is no frame from 64 B to 1518 B"),
    ("use: fit", "use: input", "ratios[0].use: a ratio is no setting"),
    (
      "flow: udp", "flow: tcp",
      "\"native\" has no figure \"tcp router_notification\"; count it again"
    ),
    ("ratios:", "ratio:", "did you mean \"ratios\"?"),
  ])
  func whatIsWrongIsToldWithItsPlace(old: String, new: String, message: String) {
    let text = Self.plan.replacing(old, with: new)
    expectProblem(message, in: text == Self.plan ? "" : text)
  }

  /// What is missing is told once, and nothing that only follows from it.
  @Test func aMissingKeyIsOneProblem() {
    for (line, place) in [
      ("  cycles_per_instruction: 20 %\n", "cycles_per_instruction"),
      ("  file: rack.yaml\n", "file"),
      ("trains: [1, 16], ", "ratios[0].trains"),
    ] {
      #expect {
        try MadeUpCounts.plan(Self.plan.replacing(line, with: ""), file: "p.yaml")
      } throws: { error in
        (error as? InputError)?.problems.map(\.path) == ["counts.\(place)"]
      }
    }
  }

  @Test(arguments: ["ratios: []", "ratios: 7", "other: 1"])
  func aSectionWithoutRatiosIsRefused(end: String) {
    let head = Self.plan.split(separator: "  ratios:")[0]
    expectProblem("counts.ratios: ", in: head + "  \(end)\n")
  }

  /// A plan with endless lists costs no more than it takes to refuse it.
  @Test func tooManyRatiosAreRefusedAtOnce() {
    let many = Array(repeating: "1", count: 100_000).joined(separator: ", ")
    let sizes = Array(repeating: "64 B", count: 100_000).joined(separator: ", ")
    for text in [
      Self.plan.replacing("[1, 16]", with: "[\(many)]"),
      Self.plan.replacing("[64 B, 1518 B]", with: "[\(sizes)]"),
      Self.plan.replacing("[1, 16]", with: "[\(many)]").replacing(
        "[64 B, 1518 B]", with: "[\(sizes)]"),
    ] {
      expectProblem("counts.ratios: these are more than 1000 ratios; leave some out", in: text)
    }
  }

  @Test func costsThatAreNotResolvedAreRefused() {
    for (name, message) in [
      (
        "native",
        "counts.reference: what the router of native costs frames of 64 B in trains of 1 is less "
          + "than 3 times its standard error; count it again"
      ),
      (
        "xen-pv",
        "counts.ratios[0].paths[1]: what the router of xen-pv costs frames of 64 B in trains of 1 "
          + "is less than 3 times its standard error; count it again, or leave it out"
      ),
    ] {
      expectProblem(message, in: Self.plan, changing: name, "udp router_packet_error", to: 1e6)
    }
    expectProblem(
      "\"xen-pv\" has a negative \"udp router_byte_error\"", in: Self.plan, changing: "xen-pv",
      "udp router_byte_error", to: -1)
  }

  /// Numbers near the ends of what a number can be make no ratio that is none.
  @Test(arguments: [1e308, -1e308, 1e-300, 0, -1e6])
  func everyRatioIsFiniteAndAboveZero(value: Double) {
    for (name, _) in MadeUpCounts.paths.prefix(2)
      + MadeUpCounts.paths.filter({ $0.name == "xen-pv" })
    {
      for figure in ["udp router_packet", "udp router_byte", "udp router_packet_error"] {
        let read = try? PlanFile.read(Self.plan, file: "p.yaml") { _ throws(InputError) in
          Self.counts(changing: name, figure, to: value)
        }
        for observation in read?.observations ?? [] {
          #expect(observation.mean.isFinite && observation.mean > 0, "\(name) \(figure)")
          #expect(observation.ci95.isFinite && observation.ci95 > 0, "\(name) \(figure)")
        }
      }
    }
  }

  @Test func problemsOfTheCountsAreToldWithThoseOfThePlan() {
    #expect {
      try PlanFile.read(
        Self.plan.replacing("20 %", with: "x"), file: "p.yaml"
      ) { path throws(InputError) in throw InputError(file: path, message: "is not there") }
    } throws: { error in
      "\(error)" == """
        rack.yaml: is not there
        p.yaml:4: counts.file: it is of no use; count with hypertwin rack demo --exact PATHS \
        --data FILE
        p.yaml:9: counts.cycles_per_instruction: "x" is not above 0 % and up to 100 %; write by \
        how much the cycles for an instruction may differ between paths, such as 50 %
        """
    }
  }

  private static func counts(changing name: String, _ figure: String, to value: Double)
    -> RackFigures
  {
    var figures = MadeUpCounts.figures
    for place in figures.platforms.indices where figures.platforms[place].name == name {
      for index in figures.platforms[place].figures.indices
      where figures.platforms[place].figures[index].name == figure {
        figures.platforms[place].figures[index].value = value
      }
    }
    return figures
  }

  private func expectProblem(
    _ message: String, in text: String, changing name: String = "", _ figure: String = "",
    to value: Double = 0
  ) {
    do {
      _ = try PlanFile.read(text, file: "p.yaml") { _ throws(InputError) in
        Self.counts(changing: name, figure, to: value)
      }
      Issue.record("it was read: \(message)")
    } catch {
      #expect(error.description.contains(message), "\(error.description.prefix(2_000))")
    }
  }
}
