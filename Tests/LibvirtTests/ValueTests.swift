import Testing

@testable import Libvirt

/// UUIDs, states and the reading of libvirt's XML.
@Suite
struct ValueTests {
  @Test
  func aUUIDIsWrittenAsItWasRead() throws {
    let text = "6695eb01-f6a4-8304-79aa-97f2502e193f"
    let uuid = try #require(DomainUUID(text.uppercased()))
    #expect(uuid.description == text)
    #expect(DomainUUID(bytes: uuid.bytes) == uuid)
  }

  @Test(arguments: [
    "", "6695eb01f6a4830479aa97f2502e193f", "6695eb01-f6a4-8304-79aa-97f2502e193",
    "6695eb01-f6a4-8304-79aa-97f2502e193g", "6695eb01-f6a4-8304-79aa-97f2502e193f0",
    "{695eb01-f6a4-8304-79aa-97f2502e193f}",
  ])
  func whatIsNoUUIDIsRefused(text: String) { #expect(DomainUUID(text) == nil) }

  @Test
  func anUnknownStateOrReasonIsNoTrap() {
    #expect(DomainState.Kind(number: 99) == .unknown)
    #expect(DomainState.Kind(number: -1) == .unknown)
    #expect(DomainState(kind: .running, reason: 99).description == "running")
    #expect(DomainState(kind: .shutOff, reason: 2).description == "shut off (destroyed)")
  }

  @Test
  func terminalsAndTargetsAreFoundInADescription() {
    let xml = """
      <domain><devices>
        <disk type='file'><target dev='vda'/></disk>
        <interface type='ethernet'><target dev="tap&lt;1"/><model type='e1000'/></interface>
        <serial type='pty'><source path='/dev/pts/7'/></serial>
        <console type='pty' tty='/dev/pts/8'><target type='serial'/></console>
      </devices></domain>
      """
    #expect(Markup.targets(of: "interface", in: xml) == ["tap<1"])
    #expect(Markup.targets(of: "disk", in: xml) == ["vda"])
    #expect(Markup.terminal(of: "serial", in: xml) == "/dev/pts/7")
    #expect(Markup.terminal(of: "console", in: xml) == "/dev/pts/8")
    #expect(Markup.attribute("missing", of: "disk", in: xml) == nil)
  }
}
