import Libvirt
import Model
import Testing

@testable import Hardware

/// How guests of Xen read the time-stamp counter, and what is said where it is not as asked for.
@Suite struct TSCTests {
  private static func xml(_ timer: String) -> Fact {
    .known("<domain type='xen' id='7'><clock offset='utc'>\(timer)</clock></domain>")
  }

  private static func listing(_ build: String) -> String {
    """
    a warning [of libxl's]
    [
        {
            "domid": 7,
            "config": {
                "c_info": {"type": "pv", "name": "x [1]"},
                "b_info": {"max_vcpus": 1\(build)}
            }
        }
    ]
    """
  }

  private static func reading(
    _ asked: Testbed.TSCMode, _ timer: String, _ build: String, guest: Fact = .unknown("no")
  ) -> TSCReading {
    var reading = TSCReading(asked: asked, xml: xml(timer)) { arguments in
      arguments == ["xl", "list", "--long", "7"]
        ? .known(listing(build).split(separator: "\n").dropFirst().joined(separator: "\n"))
        : .unknown("\(arguments)")
    }
    reading.guest = guest
    return reading
  }

  @Test(arguments: [
    ("<timer name='hpet' present='no'/><timer name='tsc' mode='native'/>", "native"),
    ("<timer name='tsc' mode='emulate'/>", "emulate"),
    ("<timer name='tsc' mode='auto'/>", "default"), ("", "default"),
    ("<timer name='tsc' mode='smpsafe'/>", "smpsafe"),
  ])
  func libvirtsWordIsThatOfTheRunningDomain(timer: String, mode: String) {
    #expect(Self.reading(.native, timer, "").libvirt == .known(mode))
  }

  @Test(arguments: [
    ("", "default"), (", \"tsc_mode\": \"native\"", "native"),
    (", \"tsc_mode\": \"always_emulate\"", "emulate"),
    (", \"tsc_mode\": \"native_paravirt\"", "native_paravirt"),
  ])
  func xlsWordIsReadAndItsAbsenceIsXensDefault(build: String, mode: String) {
    #expect(Self.reading(.native, "", build).xl == .known(mode))
  }

  @Test func whatXlDoesNotSayIsUnknownWithItsReason() {
    let absent = TSCReading(asked: .native, xml: Self.xml("")) { _ in
      .unknown("xl is not installed")
    }
    #expect(absent.xl == .unknown("xl is not installed"))
    for text in ["", "[]", "no JSON", Self.listing("").replacing("7", with: "8")] {
      #expect(TSCReading.listed(.known(text), domain: "7").value == nil, "\(text)")
    }
    let gone = TSCReading(asked: .native, xml: .unknown("no domain")) { _ in .known("") }
    #expect(gone.libvirt == .unknown("no domain") && gone.xl.value == nil)
  }

  private static func finding(_ reading: TSCReading) throws -> Hardware.Finding {
    var inputs = DoctorInputs(stateFolder: "/nonexistent")
    inputs.guestCounters = ["r/vm": reading]
    let reader = EnvironmentReader(files: SystemFiles(root: "/nonexistent")) { _ in .unknown("no") }
    let doctor = Doctor(reader: reader, inputs: inputs)
    return try #require(doctor.preflight().findings.first { $0.check == "TSC of r/vm" })
  }

  @Test func asAskedForIsFineAndOtherwiseIsRefusedWithWhatEachSays() throws {
    let native = "<timer name='tsc' mode='native'/>"
    let build = ", \"tsc_mode\": \"native\""
    #expect(try Self.finding(Self.reading(.native, native, build)).level == .ok)
    let all = Self.reading(.native, native, build, guest: .known("native"))
    #expect(try Self.finding(all).level == .ok)
    for wrong in [
      Self.reading(.native, native, ""), Self.reading(.native, "", build),
      Self.reading(.native, native, build, guest: .known("default, emulate")),
      Self.reading(.emulate, native, build),
    ] {
      let finding = try Self.finding(wrong)
      #expect(finding.level == .refuse && finding.seen.contains("was asked for"))
      #expect(finding.remedy.contains("<timer name='tsc'>"), "\(finding)")
    }
    let nobody = TSCReading(asked: .native, libvirt: .unknown("a"), xl: .unknown("b"))
    #expect(try Self.finding(nobody).level == .unknown)
  }

  /// What is not as on a bare machine is labelled even where it was asked for.
  @Test func otherModesAreLabelled() throws {
    let emulated = Self.reading(
      .emulate, "<timer name='tsc' mode='emulate'/>", ", \"tsc_mode\": \"always_emulate\"",
      guest: .known("emulate"))
    #expect(try Self.finding(emulated).level == .label)
    let chosen = Self.reading(
      .automatic, "<timer name='tsc' mode='auto'/>", "", guest: .known("default, emulate"))
    #expect(try Self.finding(chosen).level == .label)
    #expect(chosen.text.hasSuffix("the guest default, emulate"))
  }

  @Test func theRecordHasWhatEachSays() throws {
    var inputs = EnvironmentInputs()
    inputs.domains = [
      .init(
        role: "r/vm", xml: .known("<domain/>"), arguments: [],
        tsc: TSCReading(asked: .native, libvirt: .known("native"), xl: .unknown("no xl")))
    ]
    let machine = try MadeUpMachine()
    guard case .array(let domains)? = machine.reader.record(inputs).stable["domains"] else {
      Issue.record("no domains")
      return
    }
    #expect(domains[0]["tsc"]?["asked"] == "native" && domains[0]["tsc"]?["libvirt"] == "native")
    #expect(domains[0]["tsc"]?["xl"] == "unknown: no xl")
    #expect(domains[0]["tsc"]?["guest"] == "unknown: it was not asked")
  }

  /// In dom0, the doctor says beforehand what native readings are worth.
  @Test(arguments: [("fpu nonstop_tsc", Hardware.Finding.Level.ok), ("fpu", .label)])
  func domainZeroTellsWhetherItsCounterIsInvariant(flags: String, level: Hardware.Finding.Level)
    throws
  {
    let preflight = try DoctorTests.preflight([
      "/proc/cpuinfo": "flags\t\t: \(flags)", "/sys/hypervisor/type": "xen",
      "/proc/xen/capabilities": "control_d",
    ])
    let xen = try #require(preflight.findings.first { $0.check == "Xen" })
    #expect(xen.level == level && xen.seen.contains("invariant"), "\(xen)")
  }
}
