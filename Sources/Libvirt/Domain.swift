internal import CLibvirt

/// A domain: one virtual machine at a server. The handle stays valid when the domain is gone; its
/// calls then fail with `.noDomain`.
public final class Domain: Sendable {
  /// The connection that it was found on, which it keeps open.
  public let connection: Connection
  /// Its UUID.
  public let uuid: DomainUUID
  /// Its name, for messages only.
  public let name: String
  /// libvirt's own handle; its functions may be called from any thread.
  nonisolated(unsafe) let raw: OpaquePointer

  /// Takes over a handle of `connection`.
  init(_ raw: OpaquePointer, of connection: Connection) {
    self.raw = raw
    self.connection = connection
    var bytes = [UInt8](repeating: 0, count: 16)
    virDomainGetUUID(raw, &bytes)
    uuid = DomainUUID(bytes: bytes)
    name = virDomainGetName(raw).map { String(cString: $0) } ?? ""
  }

  deinit { virDomainFree(raw) }

  /// Its state and why it is in it.
  ///
  /// - Throws: `LibvirtError`, `.noDomain` if it is gone.
  public func state() throws(LibvirtError) -> DomainState {
    var state: Int32 = 0
    var reason: Int32 = 0
    guard virDomainGetState(raw, &state, &reason, 0) == 0 else {
      throw .last("ask for the state of domain \(uuid)")
    }
    return DomainState(kind: .init(number: state), reason: Int(reason))
  }

  /// Its description as it is now, with all that libvirt has added.
  ///
  /// - Throws: `LibvirtError`, `.noDomain` if it is gone.
  public func xml() throws(LibvirtError) -> String {
    guard let text = Library.take(virDomainGetXMLDesc(raw, 0)) else {
      throw .last("describe domain \(uuid)")
    }
    return text
  }

  /// The element of its metadata in the namespace `uri`, as XML; nil if it has none.
  ///
  /// - Throws: `LibvirtError`, `.noDomain` if it is gone.
  public func metadata(namespace uri: String) throws(LibvirtError) -> String? {
    let kind = Int32(VIR_DOMAIN_METADATA_ELEMENT.rawValue)
    if let text = Library.take(virDomainGetMetadata(raw, kind, uri, 0)) { return text }
    let error = LibvirtError.last("read the metadata of domain \(uuid)")
    guard error.kind == .noMetadata else { throw error }
    return nil
  }

  /// Stops its vCPUs where they are.
  ///
  /// - Throws: `LibvirtError` with the driver's reason.
  public func suspend() throws(LibvirtError) {
    guard virDomainSuspend(raw) == 0 else { throw .last("suspend domain \(uuid)") }
  }

  /// Lets its vCPUs run.
  ///
  /// - Throws: `LibvirtError` with the driver's reason.
  public func resume() throws(LibvirtError) {
    guard virDomainResume(raw) == 0 else { throw .last("resume domain \(uuid)") }
  }

  /// Ends it at once, as pulling the plug would. A transient domain is gone afterwards.
  ///
  /// - Throws: `LibvirtError`, `.noDomain` if it was gone already.
  public func destroy() throws(LibvirtError) {
    guard virDomainDestroy(raw) == 0 else { throw .last("destroy domain \(uuid)") }
  }
}
