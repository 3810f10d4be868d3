import Model
import Testing

@testable import Hardware

@Suite struct CanonicalJSONTests {
  // The numbers of RFC 8785, appendix B, and ECMAScript's limits of notation.
  @Test(
    arguments: [
      (0x0000_0000_0000_0000, "0"), (0x8000_0000_0000_0000, "0"), (0x0000_0000_0000_0001, "5e-324"),
      (0x7FEF_FFFF_FFFF_FFFF, "1.7976931348623157e+308"),
      (0x4340_0000_0000_0000, "9007199254740992"),
      (0x4430_0000_0000_0000, "295147905179352830000"),
      (0x44B5_2D02_C7E1_4AF5, "9.999999999999997e+22"),
      (0x44B5_2D02_C7E1_4AF6, "1e+23"), (0x444B_1AE4_D6E2_EF4F, "999999999999999900000"),
      (0x444B_1AE4_D6E2_EF50, "1e+21"), (0x3EB0_C6F7_A0B5_ED8C, "9.999999999999997e-7"),
      (0x3EB0_C6F7_A0B5_ED8D, "0.000001"), (0x41B3_DE43_5555_5553, "333333333.3333332"),
      (0xBECB_F647_612F_3696, "-0.0000033333333333333333"),
      (0x4314_3FF3_C1CB_0959, "1424953923781206.2"),
    ] as [(UInt64, String)])
  func numbersAreWrittenAsRFC8785Says(bits: UInt64, text: String) {
    #expect(CanonicalJSON.number(Double(bitPattern: bits)).text == text)
  }

  @Test func keysAreSortedByUTF16AndTextIsEscapedAsLittleAsPossible() {
    // The sorting example of RFC 8785, section 3.2.3.
    let value: CanonicalJSON = [
      "\u{20ac}": 1, "\r": 2, "\u{fb33}": 3, "1": 4, "\u{1f600}": 5, "\u{80}": 6, "\u{f6}": 7,
    ]
    #expect(
      value.text == "{\"\\r\":2,\"1\":4,\"\u{80}\":6,\"\u{f6}\":7,\"\u{20ac}\":1,"
        + "\"\u{1f600}\":5,\"\u{fb33}\":3}")
    #expect(CanonicalJSON.string("\u{1}\"\\/\t\u{7f}é").text == "\"\\u0001\\\"\\\\/\\t\u{7f}é\"")
    #expect((["a": [true, .null, -3]] as CanonicalJSON).text == #"{"a":[true,null,-3]}"#)
    #expect(CanonicalJSON.integer(.max).text == "\"9223372036854775807\"")
  }
}

@Suite struct EnvironmentTests {
  @Test func whatCanBeReadIsInTheRecordAndTheRestIsUnknown() throws {
    let machine = try MadeUpMachine()
    var inputs = EnvironmentInputs()
    inputs.interfaces = ["eth0"]
    inputs.versions = ["qemu": .known("7.2"), "xen": .unknown("not a Xen host")]
    let record = machine.reader.record(inputs)
    let cpu = record.stable["cpu"]
    #expect(cpu?["model_name"] == "EPYC 7543" && cpu?["microcode"] == "0xa0011d1")
    #expect(cpu?["last_level_cache"] == "262144K")
    #expect(cpu?["vulnerabilities"]?["meltdown"] == "Not affected")
    #expect(record.stable["power"]?["turbo"] == "off")
    #expect(record.stable["memory"]?["transparent_hugepages"] == "madvise")
    #expect(record.stable["network"]?["routes"] == "eth0 00000000 0101A8C0 0003 0 00000000")
    let eth0 = record.stable["network"]?["interfaces"]?["eth0"]
    #expect(eth0?["mtu"] == "1500" && eth0?["qdisc"] == "qdisc mq 0: root")
    #expect(eth0?["offloads"] == "unknown: ethtool is not installed")
    #expect(record.stable["versions"]?["xen"] == "unknown: not a Xen host")
    #expect(
      record.stable["cpu"]?["stepping"] == #"unknown: /proc/cpuinfo has no line "stepping""#)
    #expect(
      record.stable["memory"]?["numa_balancing"]
        == "unknown: /proc/sys/kernel/numa_balancing: No such file or directory")
  }

  @Test func timesAndCountersDoNotChangeTheHash() throws {
    let good = try MadeUpMachine()
    let hash = good.reader.record().hash
    #expect(hash.utf8.count == 64)
    let later = try MadeUpMachine([
      "/proc/loadavg": "9 9 9", "/proc/irq/24/smp_affinity_list": "1",
      "/proc/net/route": "Iface\tDestination\tGateway\tFlags\tRefCnt\tUse\tMetric\tMask\n"
        + "eth0\t00000000\t0101A8C0\t0003\t9\t99\t0\t00000000",
    ])
    var inputs = EnvironmentInputs()
    inputs.volatile = ["block": 3, "started": "2026-11-24T19:38:10.000000Z"]
    let record = later.reader.record(inputs)
    #expect(record.hash == hash && record.volatile["block"] == 3)
    #expect(record.entry.hash == hash && SHA256.hexadecimal(of: record.entry.record.utf8) == hash)
  }

  @Test(arguments: [
    "/proc/cmdline", "/proc/sys/kernel/osrelease", "/sys/devices/system/cpu/cpufreq/boost",
    "/sys/kernel/mm/ksm/run", "/sys/devices/system/cpu/cpu2/cpufreq/scaling_governor",
  ])
  func whatMattersChangesTheHash(path: String) throws {
    let good = try MadeUpMachine()
    let hash = good.reader.record().hash
    let other = try MadeUpMachine([path: "1 other"])
    #expect(other.reader.record().hash != hash)
    withExtendedLifetime((good, other)) {}
  }

  @Test func identifiersOfTheRunDoNotChangeTheHash() throws {
    let machine = try MadeUpMachine()
    func record(_ run: String) -> EnvironmentRecord {
      var inputs = EnvironmentInputs()
      inputs.domains = [
        .init(
          role: "router", xml: .known("<domain><name>ht-\(run)</name></domain>"),
          arguments: ["qemu", "-name", "ht-\(run)"])
      ]
      inputs.placeholders = [(run, "RUN")]
      return machine.reader.record(inputs)
    }
    #expect(record("0a1b2c").hash == record("9f8e7d").hash)
    #expect(record("0a1b2c").entry.record.contains("ht-RUN"))
  }

  @Test func anEmptyMachineHasARecordOfUnknowns() {
    let reader = EnvironmentReader(files: SystemFiles(root: "/nonexistent")) { _ in .unknown("no") }
    let text = reader.record().stable.text
    #expect(text.contains("unknown: /proc/cmdline: No such file or directory"))
    #expect(!text.contains("unknown: unknown"))
  }

  @Test func thisMachineHasARecord() throws {
    let record = EnvironmentReader().record()
    #expect(record.stable["kernel"]?["release"].map { $0.text.contains("unknown") } == false)
  }

  @Test func aProgramsOutputOrItsComplaintIsTaken() {
    #expect(ToolOutput.read(["printf", "a b"]) == .known("a b"))
    #expect(ToolOutput.read(["no-such-program"]).text.contains("not installed"))
    #expect(ToolOutput.read(["false"]).value == nil)
    #expect(ToolOutput.read(["ls", "/no;such"]).text.contains("/no;such"))
  }
}

@Suite struct CounterTests {
  static func counters(_ changes: [String: String?] = [:]) throws -> HostCounters {
    let task = "/proc/77/task/78"
    let base: [String: String?] = [
      "\(task)/stat": "78 (CPU 0/KVM) S 1 2 3 4 5 6 7 8 9 10 300 200 0 0",
      "\(task)/schedstat": "5000000000 1000000000 9",
    ]
    let machine = try MadeUpMachine(base.merging(changes) { $1 })
    return HostCounters(of: machine.files, processes: [77])
  }

  @Test func aQuietMachineSpoilsNothing() throws {
    var (before, after) = (try Self.counters(), try Self.counters())
    (before.moment, after.moment) = (0, 10)
    let change = CounterChange(from: before, to: after)
    #expect(change.invalidities().isEmpty && change.throttles == nil && change.swapped == 0)
    #expect(change.json["throttles"] == "unknown: this machine does not count it")
    #expect(before.threads.map(\.name) == ["CPU 0/KVM"] && before.threads.map(\.time) == [5])
  }

  @Test func whatDisturbsASampleMakesItInvalid() throws {
    let throttle = "/sys/devices/system/cpu/cpu0/thermal_throttle/core_throttle_count"
    var before = try Self.counters([throttle: "3"])
    var after = try Self.counters([
      throttle: "5", "/proc/stat": "cpu  200 0 50 1600 0 0 0 5 0 0\nctxt 1500",
      "/proc/vmstat": "pswpin 5\npswpout 16", "/proc/77/task/78/schedstat": "1 1020000000 9",
      "/sys/devices/system/clocksource/clocksource0/current_clocksource": "hpet",
    ])
    (before.moment, after.moment) = (0, 10)
    let change = CounterChange(from: before, to: after)
    #expect(change.steal == 5.0 / 905 && change.switches == 500)
    #expect(
      change.invalidities().map(\.kind)
        == [.steal, .vcpuDelay, .throttling, .swap, .clocksourceChange])
    #expect(change.invalidities()[0].detail.contains("0.56 %"))
  }

  /// The fastest processor counts, for the one that reads the clocks is not idle; what a machine
  /// does not tell is unknown and spoils nothing.
  @Test(arguments: [("3010000", false), ("2960000", true), (nil, false)] as [(String?, Bool)])
  func aClockThatDriftsMakesASampleInvalid(after: String?, isInvalid: Bool) throws {
    func clock(_ cpu: Int) -> String {
      "/sys/devices/system/cpu/cpu\(cpu)/cpufreq/scaling_cur_freq"
    }
    let before = try Self.counters([clock(0): "800000", clock(2): "3000000"])
    let last = try Self.counters([clock(0): after.map { _ in "800000" }, clock(2): after])
    #expect(before.frequency == 3_000_000)
    let change = CounterChange(from: before, to: last)
    #expect(change.invalidities().contains { $0.kind == .frequencyDrift } == isInvalid)
    let isUnknown = change.json["frequencies"] == "unknown: this machine has no cpufreq"
    #expect(isUnknown == (after == nil))
  }

  @Test func driftsAndStretchedLoadsAreInvalid() {
    let entry = EnvironmentRecord(stable: ["a": 1], volatile: [:]).entry
    #expect(Validity.drift(of: entry, from: nil) == nil)
    #expect(Validity.drift(of: entry, from: entry.hash) == nil)
    #expect(Validity.drift(of: entry, from: "other")?.kind == .fingerprintDrift)
    #expect(Validity.load(offered: 999, intended: 1000) == nil)
    #expect(Validity.load(offered: 998, intended: 1000)?.kind == .offeredLoad)
    #expect(Validity.load(offered: .nan, intended: 1000)?.kind == .offeredLoad)
    #expect(Validity.frequency(before: 100, after: 101) == nil)
    #expect(Validity.frequency(before: 100, after: 98)?.kind == .frequencyDrift)
  }
}
