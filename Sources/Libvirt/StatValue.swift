internal import CLibvirt

/// One figure of a domain's statistics.
public enum StatValue: Hashable, Sendable, Codable {
  /// A whole number that may be negative.
  case signed(Int64)
  /// A whole number.
  case unsigned(UInt64)
  /// A number.
  case real(Double)
  /// Yes or no.
  case flag(Bool)
  /// A text.
  case text(String)

  /// As a whole number; nil if it is none, or too large.
  public var integer: Int64? {
    switch self {
    case .signed(let value): value
    case .unsigned(let value): Int64(exactly: value)
    case .flag(let value): value ? 1 : 0
    case .real, .text: nil
    }
  }

  /// libvirt's typed parameter; nil where its type is unknown.
  init?(_ parameter: virTypedParameter) {
    switch UInt32(bitPattern: parameter.type) {
    case VIR_TYPED_PARAM_INT.rawValue: self = .signed(Int64(parameter.value.i))
    case VIR_TYPED_PARAM_UINT.rawValue: self = .unsigned(UInt64(parameter.value.ui))
    case VIR_TYPED_PARAM_LLONG.rawValue: self = .signed(parameter.value.l)
    case VIR_TYPED_PARAM_ULLONG.rawValue: self = .unsigned(parameter.value.ul)
    case VIR_TYPED_PARAM_DOUBLE.rawValue: self = .real(parameter.value.d)
    case VIR_TYPED_PARAM_BOOLEAN.rawValue: self = .flag(parameter.value.b != 0)
    case VIR_TYPED_PARAM_STRING.rawValue:
      guard let text = parameter.value.s else { return nil }
      self = .text(String(cString: text))
    default: return nil
    }
  }

  /// The name of libvirt's typed parameter.
  static func name(of parameter: virTypedParameter) -> String {
    withUnsafeBytes(of: parameter.field) { bytes in
      String(decoding: bytes.prefix { $0 != 0 }, as: UTF8.self)
    }
  }
}
