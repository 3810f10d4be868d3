import Testing

@testable import Libvirt

/// Connections and domains on libvirt's own test driver, which lives in this process.
@Suite
struct ConnectionTests {
  /// A small domain of the test driver.
  private static let uuid = "11111111-2222-5333-8444-0123456789ab"
  private static let xml = """
    <domain type='test'><name>small</name><uuid>\(uuid)</uuid>
      <metadata><h:run xmlns:h='urn:hypertwin:domain:1' id='x' role='a&amp;b'/></metadata>
      <memory unit='KiB'>16384</memory><vcpu>1</vcpu><os><type>hvm</type></os>
    </domain>
    """

  @Test
  func tellsWhatItIsConnectedTo() throws {
    let connection = try Connection("test:///default")
    #expect(connection.driver == "TEST")
    #expect(connection.isAlive)
    #expect(connection.isLocal)
    #expect(!connection.canAutodestroy)
    #expect(try connection.capabilities().contains("<capabilities>"))
    #expect(try !connection.hostname().isEmpty)
    #expect(try connection.libraryVersion().split(separator: ".").count == 3)
    #expect(try connection.hypervisorVersion() == "0.0.2")
  }

  @Test
  func aRefusedConnectionSaysWhyInLibvirtsWords() {
    do {
      _ = try Connection("nonsense:///x")
      Issue.record("a connection to nowhere was made")
    } catch {
      #expect(error.description.contains("nonsense:///x"))
      // Which words depends on the daemons that there are.
      #expect(!error.message.isEmpty)
    }
  }

  @Test(arguments: [
    ("qemu:///system", true), ("qemu+unix:///system?socket=/tmp/s", true),
    ("qemu+ssh://root@host/system", false), ("xen+tcp://127.0.0.1:16509/system", false),
    ("test:///default", true), ("qemu+tcp:///system", false), ("nonsense", false),
  ])
  func knowsWhichServersAreThisMachine(uri: String, isLocal: Bool) throws {
    #expect(Connection.isLocal(uri) == isLocal)
  }

  @Test
  func aDomainIsFoundByItsUUIDAndHasStateAndDescription() throws {
    let connection = try Connection("test:///default")
    let domain = try #require(try connection.domains().first)
    let again = try #require(try connection.domain(domain.uuid))
    #expect(again.name == "test")
    #expect(try again.state().kind == .running)
    #expect(try again.xml().contains(domain.uuid.description))
    try again.suspend()
    #expect(try domain.state().description == "paused (by user)")
    try again.resume()
    #expect(try domain.state().description == "running (unpaused)")
  }

  @Test
  func anUnknownUUIDIsNoDomainAndNoError() throws {
    let uuid = try #require(DomainUUID("00000000-0000-4000-8000-000000000000"))
    #expect(try Connection("test:///default").domain(uuid) == nil)
  }

  @Test
  func aTransientDomainIsGoneWhenItIsDestroyed() throws {
    let connection = try Connection("test:///default")
    let domain = try connection.createDomain(xml: Self.xml)
    #expect(domain.uuid.description == Self.uuid)
    try domain.destroy()
    #expect(try connection.domain(domain.uuid) == nil)
    #expect {
      try domain.destroy()
    } throws: { error in
      (error as? LibvirtError)?.kind == .noDomain
    }
  }

  @Test
  func metadataIsReadByItsNamespace() throws {
    let connection = try Connection("test:///default")
    let domain = try connection.createDomain(xml: Self.xml)
    defer { try? domain.destroy() }
    let metadata = try #require(try domain.metadata(namespace: "urn:hypertwin:domain:1"))
    #expect(Markup.attribute("role", of: "run", in: metadata) == "a&b", "\(metadata)")
    #expect(try domain.metadata(namespace: "urn:other") == nil)
  }

  @Test
  func aFlagThatTheDriverLacksIsAnError() throws {
    let connection = try Connection("test:///default")
    #expect(throws: LibvirtError.self) {
      try connection.createDomain(xml: Self.xml, flags: .paused)
    }
  }

  @Test
  func statisticsFallBackWhereTheDriverHasNone() throws {
    let domain = try #require(try Connection("test:///default").domains().first)
    let statistics = try domain.statistics()
    #expect(statistics["cpu.time"]?.integer ?? 0 > 0)
    #expect(statistics["vcpu.current"] == .unsigned(2))
    #expect(statistics["net.0.name"] == .text("testnet0"))
    #expect(statistics["net.0.rx.bytes"] != nil)
    #expect(statistics["block.0.name"] == .text("vda"))
  }

  @Test
  func aDomainWithoutAConsoleSaysSo() throws {
    let domain = try #require(try Connection("test:///default").domains().first)
    #expect(try domain.consolePath() == nil)
    #expect(throws: LibvirtError.self) { try domain.openConsole() }
  }
}
