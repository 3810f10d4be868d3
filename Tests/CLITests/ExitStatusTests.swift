import Testing

/// Every command ends with the status that `hypertwin --help` lists, and says why.
@Suite struct ExitStatusTests {
  @Test(arguments: [
    ["check", "tiny.yaml"], ["simulate", "tiny.yaml"],
    ["simulate", "tiny.yaml", "--workload", "tx"],
    ["simulate", "tiny.yaml", "--calibration", "priors"], ["--version"], ["--help"],
    ["kernel", "info"],
  ])
  func goodRunsEndWithZeroAndAQuietStandardError(arguments: [String]) async throws {
    let outcome = try await Program.run(arguments, in: try Folder([:]))
    #expect(outcome.status == 0, "\(outcome)")
    #expect(outcome.errors == "")
    #expect(!outcome.output.isEmpty)
  }

  @Test(arguments: [
    ["simulate"], ["nonsense"], ["simulate", "tiny.yaml", "--nonsense"],
    ["simulate", "tiny.yaml", "--replications", "0"],
    ["simulate", "tiny.yaml", "--replications", "100001"],
    ["simulate", "tiny.yaml", "--replications", "-1"],
    ["simulate", "tiny.yaml", "--replications", "many"],
    ["simulate", "tiny.yaml", "--replications", "1.5"],
    ["simulate", "tiny.yaml", "--replications", "99999999999999999999"],
    ["simulate", "tiny.yaml", "--threads", "0"], ["simulate", "tiny.yaml", "--threads", "1025"],
    ["simulate", "tiny.yaml", "--threads", "two"], ["simulate", "tiny.yaml", "--seed", "-1"],
    ["simulate", "tiny.yaml", "--seed", "0x1"], ["simulate", "tiny.yaml", "--format", "xml"],
    ["simulate", "tiny.yaml", "--set", "nonsense"], ["simulate", "tiny.yaml", "--set", "=1"],
    ["reproduce", "--reading", "backwards"], ["reproduce", "--replications", "0"],
    ["calibrate", "--threads", "0"], ["check", "tiny.yaml", "another"],
  ])
  func wrongCommandLinesEndWith64(arguments: [String]) async throws {
    let outcome = try await Program.run(arguments, in: try Folder([:]))
    #expect(outcome.status == 64, "\(outcome)")
    #expect(outcome.output == "")
    #expect(outcome.errors.contains("Error: ") && !outcome.hasTrace, "\(outcome.errors)")
  }

  /// Of a file's texts nothing gets to a terminal that would move its cursor.
  @Test func messagesHaveNoControlCharacters() async throws {
    let folder = try Folder([
      "evil.yaml": Folder.tiny + #""\e]0;title\a\r\x9b2J": 1"# + "\n"
    ])
    let outcome = try await Program.run(["check", "evil.yaml"], in: folder)
    #expect(outcome.status == 65 && outcome.output.isEmpty, "\(outcome)")
    #expect(outcome.errors.contains("unknown key \"\u{FFFD}]0;title\u{FFFD}\u{FFFD}\u{FFFD}2J\""))
    #expect(outcome.errors.contains("evil.yaml:1: there are control characters in one of its keys"))
    let controls = outcome.errors.unicodeScalars.filter {
      $0.properties.generalCategory == .control && $0 != "\n"
    }
    #expect(controls.isEmpty)
  }

  /// What only the simulator does is refused where it would be measured, and nothing is begun.
  @Test(arguments: [
    ("start: 1 ms", "workloads[tx].start: 1 ms, but flows are measured alone"),
    ("stop: 2 ms", "workloads[tx].stop: 2 ms, but flows are measured alone"),
  ])
  func timesOfFlowsAreNotMeasured(key: String, message: String) async throws {
    let folder = try Folder([
      "timed.yaml": Folder.tiny.replacing("frame: 512 B", with: "frame: 512 B, \(key)")
    ])
    let outcome = try await Program.run(["plan", "timed.yaml", "--workload", "tx"], in: folder)
    #expect(outcome.status == 65 && outcome.output.isEmpty && !outcome.hasTrace, "\(outcome)")
    #expect(outcome.errors.contains(message), "\(outcome)")
    #expect(outcome.errors.contains("leave it out"), "\(outcome)")
    let simulated = try await Program.run(["simulate", "timed.yaml"], in: folder)
    #expect(simulated.status == 0, "\(simulated)")
  }

  /// What is written into the scenario in the place of what, and what standard error must say.
  @Test(arguments: [
    ("hypertwin: 1", "hypertwin: [", "bad.yaml:", "not YAML"),
    ("clock: 2 GHz", "clock: 0 Hz", "bad.yaml:5: hosts[0].processor.clock:", "1 MHz"),
    (
      "cores_per_socket: 2", "cores_per_socket: 0", "hosts[0].processor.cores_per_socket", "between"
    ),
    (
      "cores_per_socket: 2", "cores_per_socket: 9223372036854775807",
      "hosts[0].processor.cores_per_socket", "between"
    ),
    ("size: 1 GiB", "size: 1 MiB", "workloads[1].array_size", "take smaller"),
    ("rate: 50 Mbit/s", "rate: -50 Mbit/s", "workloads[0].rate", "negative"),
    ("rate: 50 Mbit/s", "rate: NaN Mbit/s", "workloads[0].rate", "write a number"),
    ("rate: 50 Mbit/s", "rate: .inf", "workloads[0].rate", "write a number"),
    ("rate: 50 Mbit/s", "rate: 50", "workloads[0].rate", "has no unit"),
    ("frame: 512 B", "frame: 512 B, color: red", "workloads[0].color", "unknown key"),
    ("links:", "lynx:", "bad.yaml:12: lynx:", "did you mean \"links\"?"),
    ("to: b", "to: c", "workloads[0].to", "there is no \"c\""),
    (
      "nics: [{name: eth0, model: physical, address: 198.18.0.2/24}]",
      "nics: [{name: eth0, model: physical, address: 198.18.1.2/24}]", "workloads[0].from",
      "no route to 198.18.1.2"
    ),
    ("duration: 5 ms", "duration: 5 ms, warm_up: 2 ms", "bad.yaml:17:", "given twice"),
  ])
  func wrongScenariosEndWith65(
    old: String, new: String, place: String, message: String
  ) async throws {
    let text = Folder.tiny.replacing(old, with: new, maxReplacements: old == "size: 1 GiB" ? 2 : 1)
    #expect(text != Folder.tiny)
    let folder = try Folder(["bad.yaml": text])
    for command in ["check", "simulate"] {
      let outcome = try await Program.run([command, "bad.yaml"], in: folder)
      #expect(outcome.status == 65, "\(outcome)")
      #expect(outcome.output == "")
      #expect(outcome.errors.contains(place) && outcome.errors.contains(message), "\(outcome)")
      #expect(outcome.errors.hasPrefix("bad.yaml:") && !outcome.hasTrace, "\(outcome)")
    }
  }

  @Test func aRouteLoopEndsWith65() async throws {
    let machine = """
        - name: c
          processor: {cores_per_socket: 2, clock: 2 GHz, cache: 1 MiB}
          memory: {size: 1 GiB, bandwidth: 10 GB/s}
          nics: [{name: eth0, model: physical, address: 198.19.0.1/24}]

      """
    var text = Folder.tiny.replacing("links:\n", with: machine + "links:\n")
    text = text.replacing("to: b,", with: "to: c,")
    for (own, other) in [("198.18.0.1", "198.18.0.2"), ("198.18.0.2", "198.18.0.1")] {
      text = text.replacing(
        "address: \(own)/24}]\n",
        with: "address: \(own)/24}]\n    routes: [{to: 198.19.0.0/16, via: \(other)}]\n")
    }
    let outcome = try await Program.run(
      ["check", "loop.yaml"], in: try Folder(["loop.yaml": text]))
    #expect(outcome.status == 65, "\(outcome)")
    #expect(outcome.errors.contains("packets go in a circle: a → b → a"), "\(outcome.errors)")
  }

  @Test func everyProblemIsToldAtOnce() async throws {
    var text = Folder.tiny.replacing("clock: 2 GHz", with: "clock: 2")
    text = text.replacing("frame: 512 B", with: "frame: 5 B")
    text = text.replacing("duration: 5 ms", with: "duration: 0 s")
    let outcome = try await Program.run(["check", "bad.yaml"], in: try Folder(["bad.yaml": text]))
    #expect(outcome.status == 65)
    #expect(outcome.errors.split(separator: "\n").count == 4, "\(outcome.errors)")
  }

  @Test func filesThatCannotBeReadEndWith65() async throws {
    let folder = try Folder(["deep.yaml": String(repeating: "[", count: 100_000)])
    let made = try await Program.shell(
      "truncate -s 1G large.yaml && mkfifo pipe.yaml && printf 'a: \\xff\\n' >bytes.yaml",
      in: folder)
    #expect(made.status == 0)
    let names = [
      "absent.yaml", ".", "large.yaml", "pipe.yaml", "bytes.yaml", "deep.yaml", "/dev/zero",
    ]
    for name in names {
      for command in [["check", name], ["simulate", name], ["calibrate", name]] {
        let outcome = try await Program.run(command, in: folder)
        #expect(outcome.status == 65, "\(command): \(outcome)")
        #expect(outcome.errors.hasPrefix("\(name):") && !outcome.hasTrace, "\(outcome)")
      }
    }
    let outcome = try await Program.run(
      ["simulate", "tiny.yaml", "--calibration", "tiny.yaml"], in: folder)
    #expect(outcome.status == 65 && outcome.errors.contains("hypertwin_calibration"), "\(outcome)")
  }

  @Test func overridesThatLeadNowhereEndWith65() async throws {
    let folder = try Folder([:])
    for override in [
      "hosts[9].name=x", "run.duration=5", "run.durration=5 s", "hosts[=1", "run=[1",
    ] {
      let outcome = try await Program.run(["simulate", "tiny.yaml", "--set", override], in: folder)
      #expect(outcome.status == 65, "\(override): \(outcome)")
      #expect(outcome.errors.contains(override.prefix { $0 != "=" }), "\(outcome.errors)")
    }
    let outcome = try await Program.run(
      ["simulate", "tiny.yaml", "--workload", "rx"], in: folder)
    #expect(outcome.status == 65 && outcome.errors.contains("it has tx, stream"), "\(outcome)")
  }

  @Test func workThatCannotBeDoneEndsWith1() async throws {
    let text = Folder.tiny.replacing(
      "load: constant_rate, rate: 50 Mbit/s",
      with: "load: elastic, window: {parameter: no_such_parameter}")
    let outcome = try await Program.run(["simulate", "s.yaml"], in: try Folder(["s.yaml": text]))
    #expect(outcome.status == 1, "\(outcome)")
    #expect(outcome.errors.contains("no_such_parameter") && !outcome.hasTrace, "\(outcome)")
  }
}
