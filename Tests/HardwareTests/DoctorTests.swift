import Testing

@testable import Hardware

@Suite struct DoctorTests {
  static func preflight(
    _ changes: [String: String?] = [:], _ adapt: (inout DoctorInputs) -> Void = { _ in }
  ) throws -> Preflight {
    let machine = try MadeUpMachine(changes)
    var inputs = DoctorInputs(stateFolder: machine.root)
    inputs.libvirt = .known("9.0 at qemu:///system")
    inputs.guestKernel = .known("/boot/vmlinuz-6.1")
    inputs.guestExecutable = .known("/usr/bin/hypertwin-guest")
    inputs.generatorRatio = 1.5
    inputs.pins = [.init(thread: "vCPU 0 of router", wanted: "2", actual: .known("2"))]
    inputs.user = 0
    inputs.freeDisk = 50 << 30
    inputs.program = { "/usr/sbin/\($0)" }
    inputs.obstacle = { _ in nil }
    adapt(&inputs)
    return withExtendedLifetime(machine) {
      Doctor(reader: machine.reader, inputs: inputs).preflight()
    }
  }

  @Test func aMachineThatIsAsItShouldBeHasNothingToComplainOf() throws {
    let preflight = try Self.preflight()
    #expect(preflight.findings.filter { $0.level != .ok }.map(\.check) == [])
    #expect(preflight.isClear && preflight.findings.count == 26)
  }

  private static let cpu = "/sys/devices/system/cpu"

  @Test(arguments: [
    ("governor", "\(cpu)/cpu2/cpufreq/scaling_governor", "powersave"),
    ("turbo", "\(cpu)/cpufreq/boost", "1"), ("SMT", "\(cpu)/smt/active", "1"),
    ("C-states", "\(cpu)/cpu0/cpuidle/state1/disable", "0"),
    ("isolated CPUs", "\(cpu)/isolated", ""), ("irqbalance", "/proc/1/comm", "irqbalance"),
    ("IRQ affinity", "/proc/irq/default_smp_affinity", "f"),
    ("THP", "/sys/kernel/mm/transparent_hugepage/enabled", "[always] madvise never"),
    ("hugepages", "/proc/sys/vm/nr_hugepages", "0"), ("KSM", "/sys/kernel/mm/ksm/run", "1"),
    ("swap", "/proc/swaps", "Filename Type Size\n/dev/sda2 partition 100 0 -2"),
    ("clock source", "/sys/devices/system/clocksource/clocksource0/current_clocksource", "hpet"),
    ("bare machine", "/proc/cpuinfo", "flags\t\t: fpu hypervisor"),
  ])
  func whatDisturbsIsALabel(check: String, path: String, text: String) throws {
    let preflight = try Self.preflight([path: text])
    let complaints = preflight.findings.filter { $0.level != .ok }
    #expect(complaints.map(\.check) == [check] && complaints.map(\.level) == [.label])
    #expect(complaints.allSatisfy { !$0.why.isEmpty && !$0.remedy.isEmpty && !$0.seen.isEmpty })
  }

  /// Guests of Xen take none of dom0's memory, which is often small.
  @Test(arguments: [
    (1_024_556, true, Finding.Level.ok), (400_000, true, .label), (200_000, true, .refuse),
    (1_024_556, false, .refuse), (1_500_000, false, .label), (2_200_000, false, .ok),
  ])
  func domainZeroNeedsLessMemory(kibibytes: Int, isXen: Bool, level: Finding.Level) throws {
    let preflight = try Self.preflight([
      "/proc/meminfo": "MemAvailable: \(kibibytes) kB",
      "/proc/xen/capabilities": isXen ? "control_d\n" : nil,
    ])
    let memory = try #require(preflight.findings.first { $0.check == "memory" })
    #expect(memory.level == level)
    #expect(memory.remedy.contains("dom0") == (isXen && level != .ok))
  }

  @Test func whatIsMissingIsRefused() throws {
    let preflight = try Self.preflight(["/proc/meminfo": "MemAvailable: 1000 kB"]) { inputs in
      inputs.libvirt = .unknown("no connection")
      inputs.guestKernel = .unknown("none in /boot")
      inputs.guestExecutable = .unknown("none")
      inputs.generatorRatio = 1.199
      inputs.pins = [.init(thread: "emulator of router", wanted: "2", actual: .known("0-3"))]
      inputs.user = 1000
      inputs.freeDisk = 1 << 20
      inputs.program = { _ in nil }
    }
    #expect(!preflight.isClear)
    #expect(
      preflight.findings.filter { $0.level == .refuse }.map(\.check) == [
        "libvirt", "guest kernel", "guest program", "ip", "tc", "root", "memory", "disk",
        "emulator of router", "generator",
      ])
    #expect(preflight.findings.last?.seen == "1.19 × the expected rate, of 1.20")
  }

  @Test func withoutKVMGuestsAreLabelled() throws {
    for preflight in [
      try Self.preflight { $0.obstacle = { _ in "Permission denied" } }
    ] {
      #expect(preflight.findings.first { $0.check == "KVM" }?.level == .label)
      #expect(preflight.isClear)
    }
  }

  @Test func whatCannotBeReadIsUnknownAndNotLeftOut() throws {
    let reader = EnvironmentReader(files: SystemFiles(root: "/nonexistent")) { _ in .unknown("no") }
    let inputs = DoctorInputs(stateFolder: "/nonexistent")
    let findings = Doctor(reader: reader, inputs: inputs).preflight().findings
    #expect(findings.count == 26 && findings.count { $0.level == .unknown } >= 14)
    #expect(findings.allSatisfy { $0.level != .unknown || !$0.remedy.isEmpty })
  }
}
