internal import CLibvirt

/// What libvirt refused, in its own words.
public struct LibvirtError: Error, Hashable, Sendable, CustomStringConvertible {
  /// The kinds that callers treat differently.
  public enum Kind: Hashable, Sendable {
    /// There is no such domain, or it is gone.
    case noDomain
    /// The driver cannot do this.
    case notSupported
    /// The domain is in a state that forbids this.
    case invalidState
    /// The domain has no such metadata.
    case noMetadata
    /// Anything else.
    case other
  }

  /// What was wanted, such as `destroy domain 4f1c…`.
  public var operation: String
  /// libvirt's message.
  public var message: String
  /// libvirt's number of the error (`virErrorNumber`); 0 where the error is not libvirt's.
  public var code: Int
  /// Its kind.
  public var kind: Kind

  /// One sentence with both.
  public var description: String { "libvirt could not \(operation): \(message)" }

  /// An error of our own about something that libvirt told: what was wanted, and what was wrong.
  public static func ours(_ operation: String, _ message: String) -> LibvirtError {
    LibvirtError(operation, message)
  }

  /// The same.
  init(_ operation: String, _ message: String) {
    self.operation = operation
    self.message = message
    code = 0
    kind = .other
  }

  /// The last error of the calling thread, which must be read before anything else is called.
  static func last(_ operation: String) -> LibvirtError {
    guard let error = virGetLastError() else {
      return LibvirtError(operation, "it gave no reason")
    }
    let text = error.pointee.message.map { String(cString: $0) } ?? "it gave no reason"
    var result = LibvirtError(operation, text)
    result.code = Int(error.pointee.code)
    result.kind = kind(of: UInt32(bitPattern: error.pointee.code))
    return result
  }

  private static func kind(of code: UInt32) -> Kind {
    switch code {
    case VIR_ERR_NO_DOMAIN.rawValue: .noDomain
    case VIR_ERR_NO_SUPPORT.rawValue, VIR_ERR_ARGUMENT_UNSUPPORTED.rawValue,
      VIR_ERR_CONFIG_UNSUPPORTED.rawValue:
      .notSupported
    case VIR_ERR_OPERATION_INVALID.rawValue: .invalidState
    case VIR_ERR_NO_DOMAIN_METADATA.rawValue: .noMetadata
    default: .other
    }
  }
}
