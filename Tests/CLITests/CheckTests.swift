import Testing

/// `hypertwin calibrate` takes counts of racks, and `--check` compares costs with a plan.
@Suite struct CheckTests {
  private static let paths: [(name: String, costs: [Double])] = [
    ("native", [5_000, 5_000, 0]), ("kvm-vhost", [41_000, 24_000, 1.25]),
    ("xen-pv", [51_000, 29_000, 1]),
  ]

  private static func counts(clock: String = "instructions") -> String {
    let lines = [
      "label: emulated host", "clock: \(clock)", "hypertwin: \"0.1.0\"", "caveat: made up",
      "packages: []", "platforms:",
    ]
    return
      (lines
      + paths.flatMap { name, costs in
        ["  - name: \(name)", "    figures:"]
          + zip(["notification", "packet", "byte"], costs).flatMap { what, cost in
            [("", cost), ("_error", cost / 100)].map { suffix, value in
              "      - {name: \"udp router_\(what)\(suffix)\", unit: instructions, value: \(value)}"
            }
          }
      }).joined(separator: "\n") + "\n"
  }

  private static let plan = """
    hypertwin_plan: 1
    name: small-counts
    summary: What little was counted.
    counts:
      file: rack.yaml
      scenarios: \(Folder.fixture("scenarios/rack"))
      flow: udp
      without_router: native-direct
      reference: native
      cycles_per_instruction: 30 %
      ratios:
        - {paths: [kvm-vhost], trains: [16], frames: [64 B], use: fit}
        - {paths: [kvm-vhost, xen-pv], trains: [1], frames: [64 B], use: hold_out}
    free:
      - {parameter: tap_tx_path, low: 300, high: 30000, prior: true}
    """

  private static func folder(clock: String = "instructions") throws -> Folder {
    try Folder(["plan.yaml": plan, "rack.yaml": counts(clock: clock)])
  }

  private static func rows(_ text: String) -> [String] {
    text.split(separator: "\n").map { $0.split(separator: " ").joined(separator: " ") }
  }

  @Test func priorsAreComparedWithoutAFit() async throws {
    let folder = try Self.folder()
    let outcome = try await Program.run(
      ["calibrate", "plan.yaml", "--check", "priors"], in: folder)
    #expect(outcome.status == 0, "\(outcome)")
    #expect(outcome.output.hasPrefix("small-counts: observed, and modelled with priors\n"))
    let rows = Self.rows(outcome.output)
    // Counted: (50,000 + 45,000 + 96 − 30,016) / (40,016 − 30,016).
    let row = try #require(rows.first { $0.hasPrefix("kvm-vhost.1x64 ") })
    #expect(row.hasPrefix("kvm-vhost.1x64 6.508 ") && row.hasSuffix(" no fit"), "\(row)")
    #expect(outcome.output.contains("differ by up to"))
    #expect(outcome.output.split(separator: "\n").allSatisfy { $0.count <= 100 })
  }

  @Test func whatWasFittedIsCalledSo() async throws {
    let folder = try Self.folder()
    let fit = try await Program.run(["calibrate", "plan.yaml", "-o", "fit.yaml"], in: folder)
    #expect(fit.status == 0 && fit.output == "", "\(fit)")
    #expect(fit.errors.contains("note: Ratios of counts: "))
    let calibration = try folder.text("fit.yaml")
    #expect(calibration.contains("{id: \"kvm-vhost.16x64\", use: fit, "))
    let check = try await Program.run(
      ["calibrate", "plan.yaml", "--check", "fit.yaml", "-o", "check.txt"], in: folder)
    #expect(check.status == 0 && check.output == "", "\(check)")
    let text = try folder.text("check.txt")
    let rows = Self.rows(text)
    #expect(rows.contains { $0.hasPrefix("kvm-vhost.16x64 ") && $0.hasSuffix(" fitted") })
    #expect(rows.contains { $0.hasPrefix("kvm-vhost.1x64 ") && $0.hasSuffix(" held out") })
    #expect(text.split(separator: "\n").allSatisfy { $0.count <= 80 })
    // The costs that come out are costs like others.
    let simulated = try await Program.run(
      ["simulate", "tiny.yaml", "--calibration", "fit.yaml", "--format", "csv"], in: folder)
    #expect(simulated.status == 0, "\(simulated)")
  }

  /// The plan of the paper has numbers with units, and a shipped calibration was fitted to them.
  @Test func thePapersPlanIsCheckedLikewise() async throws {
    let outcome = try await Program.run(
      [
        "calibrate", Folder.fixture("calibration/offered_delivered_plan.yaml"), "--check",
        Folder.fixture("calibration/offered_delivered.yaml"),
      ], in: try Folder([:]))
    #expect(outcome.status == 0, "\(outcome)")
    let rows = Self.rows(outcome.output)
    #expect(rows.contains { $0.hasPrefix("table1.native.pi s 74 0.1 ") && $0.hasSuffix(" fitted") })
    #expect(rows.contains { $0.hasPrefix("table2.xen.tx Mbit/s ") && $0.hasSuffix(" input") })
  }

  @Test(arguments: [
    (
      ["--check", "priors"], "time", 65,
      "rack.yaml:2: clock: these are times of an emulated machine"
    ),
    (["--check", "none.yaml"], "instructions", 65, "none.yaml: cannot be opened"),
    (
      ["--check", "built-in", "--priors", "p.csv"], "instructions", 64,
      "--priors changes nothing of built-in; it goes with --check priors."
    ),
  ])
  func whatIsWrongIsTold(
    arguments: [String], clock: String, status: Int32, message: String
  ) async throws {
    let outcome = try await Program.run(
      ["calibrate", "plan.yaml"] + arguments, in: Self.folder(clock: clock))
    #expect(outcome.status == status && outcome.output == "", "\(outcome)")
    #expect(outcome.errors.contains(message), "\(outcome.errors)")
  }

  @Test func countsThatAreNotThereAreAskedFor() async throws {
    let outcome = try await Program.run(
      ["calibrate", "plan.yaml"], in: try Folder(["plan.yaml": Self.plan]))
    #expect(outcome.status == 65)
    #expect(
      outcome.errors == """
        rack.yaml: cannot be opened: No such file or directory
        plan.yaml:5: counts.file: it is of no use; count with hypertwin rack demo --exact PATHS \
        --data FILE

        """)
  }
}
