import Libvirt

/// Whose a domain is. It is a run's only if its UUID follows from run and role, its metadata names
/// both, and the run's journal has it; names prove nothing.
public enum Ownership {
  /// The XML namespace of our metadata.
  public static let namespace = "urn:hypertwin:domain:1"

  /// The metadata element of the domain in `role`, in which the run is a placeholder.
  public static func metadata(role: String) -> String {
    "<hypertwin:run xmlns:hypertwin='\(namespace)' id='\(Names.runUUID)' "
      + "role='\(XMLText.escaped(role))'/>"
  }

  /// Why `domain` is not the one in `role` of `run`; nil if it is. That the journal has it is for
  /// the caller to know.
  ///
  /// - Throws: `LibvirtError`, `.noDomain` if it is gone.
  public static func objection(
    to domain: Domain, run: RunID, role: String
  ) throws(LibvirtError) -> String? {
    guard domain.uuid == run.domain(role: role) else {
      return "its UUID does not follow from run and role"
    }
    guard let metadata = try domain.metadata(namespace: namespace) else {
      return "it has no metadata of hypertwin"
    }
    let owner = value("id", in: metadata)
    guard owner == run.description else {
      return "its metadata names run \(owner ?? "none")"
    }
    guard value("role", in: metadata) == role else {
      return "its metadata names another role than \(role)"
    }
    return nil
  }

  /// libvirt gives the element back with or without our prefix.
  private static func value(_ attribute: String, in metadata: String) -> String? {
    Markup.attribute(attribute, of: "hypertwin:run", in: metadata)
      ?? Markup.attribute(attribute, of: "run", in: metadata)
  }
}
