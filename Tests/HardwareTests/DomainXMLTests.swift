import Foundation
import Libvirt
import Model
import Testing

@testable import Hardware

/// Descriptions of domains: golden, valid by libvirt's schema, and taken by its drivers.
@Suite
struct DomainXMLTests {
  private static let run: RunID = {
    RunID(DomainUUID("4d250d31-bb17-402f-b6b1-e997f3b89478") ?? DomainUUID(bytes: Array(0..<16)))
  }()
  private static let schema = "/usr/share/libvirt/schemas/domain.rng"
  private static let canValidate =
    access(schema, R_OK) == 0 && Tool.path(of: "xmllint") != nil
  private static let goldenFolder =
    (#filePath as NSString).deletingLastPathComponent + "/Golden"

  /// A domain with all that the platform can have.
  static func sample(_ platform: DomainXML.Platform) -> DomainXML {
    var domain = DomainXML(
      platform: platform, role: "router", vCPUs: 2, memory: ByteCount(bytes: 256 << 20))
    domain.pinning = [[1], [2, 3]]
    domain.emulatorCPUs = [0]
    domain.hugePages = platform.isXen ? nil : ByteCount(bytes: 2 << 20)
    domain.kernel = "/var/cache/hypertwin/vmlinuz"
    domain.initrd = "/var/cache/hypertwin/initrd"
    domain.commandLine = "quiet a='<&>'"
    let models: [DomainNIC.Model] =
      platform.isXen ? [.netfront] : [.rtl8139, .e1000, .virtio, .virtioVhost]
    domain.nics = models.enumerated().map { index, model in
      DomainNIC(
        model: model, tap: Names.interface(index), mac: Names.mac("router", index),
        queues: model == .virtioVhost ? 2 : 1)
    }
    if platform == .xenHVM {
      domain.nics.append(
        DomainNIC(model: .e1000, tap: Names.interface(1), mac: Names.mac("router", 1)))
    }
    if platform.isXen {
      domain.nics.append(
        DomainNIC(
          model: .netfront, tap: Names.interface(2), mac: Names.mac("router", 2),
          attachment: .routed(address: "198.18.0.2")))
      domain.nics.append(
        DomainNIC(
          model: .netfront, tap: Names.interface(3), mac: Names.mac("router", 3),
          attachment: .bridge("xenbr0")))
    }
    return domain
  }

  @Test(arguments: DomainXML.Platform.allCases)
  func theDescriptionIsTheGoldenOne(platform: DomainXML.Platform) throws {
    let path = "\(Self.goldenFolder)/\(platform.rawValue).xml"
    let xml = Self.sample(platform).xml()
    if ProcessInfo.processInfo.environment["HYPERTWIN_UPDATE_GOLDEN"] != nil {
      try xml.write(toFile: path, atomically: true, encoding: .utf8)
    }
    #expect(try String(contentsOfFile: path, encoding: .utf8) == xml)
  }

  @Test(
    .enabled(if: canValidate, "libvirt's schemas or xmllint (libxml2-utils) are missing"),
    arguments: DomainXML.Platform.allCases)
  func libvirtsSchemaAcceptsIt(platform: DomainXML.Platform) throws {
    let path = NSTemporaryDirectory() + "hypertwin-\(UUID().uuidString).xml"
    defer { unlink(path) }
    let xml = Self.run.fill(Self.sample(platform).xml())
    try xml.write(toFile: path, atomically: true, encoding: .utf8)
    try Tool().run("xmllint", ["--noout", "--relaxng", Self.schema, path])
    // The schema does refuse.
    try xml.replacingOccurrences(of: "<vcpu", with: "<wrong/><vcpu")
      .write(toFile: path, atomically: true, encoding: .utf8)
    #expect(throws: HardwareError.self) {
      try Tool().run("xmllint", ["--noout", "--relaxng", Self.schema, path])
    }
  }

  @Test
  func theTestDriverTakesItAndGivesOwnershipBack() throws {
    let connection = try Connection("test:///default")
    let xml = Self.run.fill(Self.sample(.qemu).xml())
      .replacingOccurrences(of: "<domain type='qemu'>", with: "<domain type='test'>")
    let domain = try connection.createDomain(xml: xml)
    defer { try? domain.destroy() }
    #expect(try Ownership.objection(to: domain, run: Self.run, role: "router") == nil)
    let other = try Ownership.objection(to: domain, run: .random(), role: "router")
    #expect(other?.contains("UUID") == true)
    #expect(try Ownership.objection(to: domain, run: Self.run, role: "r") != nil)
  }

  @Test
  func aLookAlikeIsNotOurs() throws {
    let connection = try Connection("test:///default")
    let (run, another) = (RunID.random(), RunID.random())
    // The UUID is right, but the metadata names another run, or none, or another role.
    let xml = run.fill(
      Self.sample(.qemu).xml().replacingOccurrences(of: "type='qemu'", with: "type='test'"))
    for wrong in [
      xml.replacingOccurrences(of: "id='\(run)'", with: "id='\(another)'"),
      xml.replacingOccurrences(of: "hypertwin:run", with: "hypertwin:other"),
      xml.replacingOccurrences(of: "role='router'", with: "role='generator'"),
    ] {
      let domain = try connection.createDomain(xml: wrong)
      defer { try? domain.destroy() }
      #expect(try Ownership.objection(to: domain, run: run, role: "router") != nil)
    }
  }

  @Test(arguments: [
    (" a<b>&\"'\n", " a&lt;b&gt;&amp;&quot;&apos;&#10;"), ("\u{1}é", "\u{FFFD}é"),
  ])
  func textIsEscaped(text: String, escaped: String) { #expect(XMLText.escaped(text) == escaped) }

  @Test(
    .enabled(if: TestServer.isQEMU, "no libvirtd with QEMU answers; set HYPERTWIN_LIBVIRT"),
    arguments: [DomainXML.Platform.qemu, .kvm])
  func qemuWouldBeStartedWithWhatWasAskedFor(platform: DomainXML.Platform) throws {
    let connection = try Connection(TestServer.uri)
    var domain = Self.sample(platform)
    domain.hugePages = nil
    let command = try connection.native("qemu-argv", xml: Self.run.fill(domain.xml()))
    for part in ["rtl8139", "e1000", "virtio-net", "/var/cache/hypertwin/vmlinuz"] {
      #expect(command.contains(part), "\(command)")
    }
    if platform == .kvm { #expect(command.contains("host,migratable=off"), "\(command)") }
    #expect(!command.contains("balloon"))
    #expect(!command.contains("-usb-") && !command.contains("-device usb"))
  }

  @Test(
    .enabled(if: TestServer.isXen, "no libvirtd with Xen answers at xen:///system"),
    arguments: [DomainXML.Platform.xenPV, .xenPVH, .xenHVM],
    [
      (Testbed.TSCMode.native, "native"), (.emulate, "always_emulate"), (.automatic, "default"),
    ])
  func xenWouldBeStartedWithWhatWasAskedFor(
    platform: DomainXML.Platform, tsc: (mode: Testbed.TSCMode, xl: String)
  ) throws {
    let connection = try Connection("xen:///system")
    var domain = Self.sample(platform)
    domain.tsc = tsc.mode
    let text = try connection.native("xen-xl", xml: Self.run.fill(domain.xml()))
    #expect(text.contains("tsc_mode = \"\(tsc.xl)\""), "\(text)")
    let kind = ["xen-pv": "pv", "xen-pvh": "pvh", "xen-hvm": "hvm"][platform.rawValue] ?? ""
    #expect(text.contains(kind))
    #expect(text.contains("vif"))
  }
}
