import Libvirt

/// One run of a plan on real machines. Everything that the run makes bears its identifier.
public struct RunID: Hashable, Sendable, CustomStringConvertible {
  /// The whole identifier.
  public let uuid: DomainUUID

  /// That run.
  public init(_ uuid: DomainUUID) { self.uuid = uuid }

  /// A new run: a random UUID (RFC 4122, version 4).
  public static func random() -> RunID {
    var bytes = (0..<16).map { _ in UInt8.random(in: 0...255) }
    bytes[6] = bytes[6] & 0x0F | 0x40
    bytes[8] = bytes[8] & 0x3F | 0x80
    return RunID(DomainUUID(bytes: bytes))
  }

  /// The first six hexadecimal digits, which the names of namespaces and interfaces bear.
  public var short: String { String(description.prefix(6)) }

  /// What links, and the loopback interfaces of namespaces, bear as their alias.
  public var mark: String { "hypertwin:\(uuid)" }

  /// The UUID of this run's domain in `role`: the name-based UUID of the role with the run as
  /// its namespace (RFC 4122, version 5).
  public func domain(role: String) -> DomainUUID {
    var bytes = Array(SHA1.digest(of: uuid.bytes + Array(role.utf8))[..<16])
    bytes[6] = bytes[6] & 0x0F | 0x50
    bytes[8] = bytes[8] & 0x3F | 0x80
    return DomainUUID(bytes: bytes)
  }

  /// The UUID in lower case.
  public var description: String { uuid.description }
}

extension RunID: Codable {
  /// Reads the UUID.
  public init(from decoder: any Decoder) throws { uuid = try DomainUUID(from: decoder) }

  /// Writes the UUID.
  public func encode(to encoder: any Encoder) throws { try uuid.encode(to: encoder) }
}
