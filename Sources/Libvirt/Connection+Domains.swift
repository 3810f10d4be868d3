internal import CLibvirt
import Glibc

extension Connection {
  /// How a domain is created.
  public struct CreationFlags: OptionSet, Hashable, Sendable {
    /// The bits, which are this library's own.
    public let rawValue: UInt8

    /// From bits.
    public init(rawValue: UInt8) { self.rawValue = rawValue }

    /// It waits until it is resumed.
    public static let paused = CreationFlags(rawValue: 1)
    /// It ends with this connection, whatever ends that.
    public static let autodestroy = CreationFlags(rawValue: 2)
  }

  /// All domains, running or only defined.
  ///
  /// - Throws: `LibvirtError` if the server does not list them.
  public func domains() throws(LibvirtError) -> [Domain] {
    var list: UnsafeMutablePointer<virDomainPtr?>?
    let count = virConnectListAllDomains(raw, &list, 0)
    guard count >= 0 else { throw .last("list the domains at \(uri)") }
    defer { free(list) }
    return (0..<Int(count)).compactMap { index in
      list?[index].map { Domain($0, of: self) }
    }
  }

  /// The domain with that UUID; nil if there is none. There is no look-up by name, because
  /// domains of others may have any name.
  ///
  /// - Throws: `LibvirtError` if the server does not answer.
  public func domain(_ uuid: DomainUUID) throws(LibvirtError) -> Domain? {
    let found = uuid.bytes.withUnsafeBufferPointer { virDomainLookupByUUID(raw, $0.baseAddress) }
    if let found { return Domain(found, of: self) }
    let error = LibvirtError.last("look for domain \(uuid)")
    guard error.kind == .noDomain else { throw error }
    return nil
  }

  /// Creates a transient domain: it exists as long as it runs, and is defined nowhere.
  ///
  /// A flag that the driver does not know is an error; see `canAutodestroy` and `canStartPaused`.
  ///
  /// - Throws: `LibvirtError` with the driver's reason.
  public func createDomain(
    xml: String, flags: CreationFlags = []
  ) throws(LibvirtError) -> Domain {
    var bits: UInt32 = 0
    if flags.contains(.paused) { bits |= VIR_DOMAIN_START_PAUSED.rawValue }
    if flags.contains(.autodestroy) { bits |= VIR_DOMAIN_START_AUTODESTROY.rawValue }
    guard let created = virDomainCreateXML(raw, xml, bits) else { throw .last("create a domain") }
    return Domain(created, of: self)
  }

  /// What the driver would run for a domain: `qemu-argv` gives QEMU's command line, `xen-xl` the
  /// file that `xl create` takes. Nothing is started.
  ///
  /// - Throws: `LibvirtError` if the driver does not know the format or refuses the domain.
  public func native(_ format: String, xml: String) throws(LibvirtError) -> String {
    guard let text = Library.take(virConnectDomainXMLToNative(raw, format, xml, 0)) else {
      throw .last("translate a domain to \(format)")
    }
    return text
  }
}
