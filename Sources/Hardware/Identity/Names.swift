import Model

/// The names of what a plan makes. A plan is the same for every run, so the run's identifiers stand
/// in it as placeholders, which `RunID.fill` replaces.
public enum Names {
  /// Placeholder of the run's short form, six digits.
  public static let run = "{run}"
  /// Placeholder of the run's UUID.
  public static let runUUID = "{run-uuid}"

  /// Placeholder of the UUID of the domain in `role`.
  public static func uuid(role: String) -> String { "{uuid:\(label(role))}" }

  /// Placeholder of the Ethernet address of a run's interface of that number, 0 to 65,535.
  public static func station(_ number: Int) -> String { "{mac:\(number)}" }

  /// The network namespace that stands for a host: `ht-RRRRRR-HOST`.
  public static func namespace(_ host: String) -> String { "ht-\(run)-\(label(host))" }

  /// The domain in `role`: `ht-RRRRRR-ROLE`.
  public static func domain(_ role: String) -> String { "ht-\(run)-\(label(role))" }

  /// The interface of that number within the run: `htRRRRRRN`, at most 15 characters.
  ///
  /// - Precondition: the number is from 0 to 9,999,999.
  public static func interface(_ number: Int) -> String {
    precondition((0...9_999_999).contains(number), "no interface has the number \(number)")
    return "ht\(run)\(number)"
  }

  /// The Ethernet address of interface `index` of `role`: locally administered, and the same in
  /// every run, so that a plan's hash is.
  public static func mac(_ role: String, _ index: Int) -> String {
    let hash = SHA256.digest(of: "hypertwin \(role) \(index)".utf8)
    return octets([0x02] + hash[..<5])
  }

  /// `text` with every character but letters, digits and `_` replaced by `-`, at most 32 long: what
  /// may be part of the name of a file, a namespace and a domain.
  public static func label(_ text: String) -> String {
    let allowed = Set("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_")
    let kept = text.prefix(32).map { allowed.contains($0) ? $0 : "-" }
    return kept.isEmpty ? "-" : String(kept)
  }

  /// Octets of an Ethernet address as they are written.
  fileprivate static func octets(_ bytes: [UInt8]) -> String {
    bytes.map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined(separator: ":")
  }
}

extension RunID {
  /// The Ethernet address of this run's interface of that number: locally administered (IEEE 802,
  /// bit 1 of the first octet), then the first three octets of the run's UUID, so that two runs on
  /// one segment do not clash, and the number.
  func mac(_ number: UInt16) -> String {
    stations + ":" + Names.octets([UInt8(number >> 8), UInt8(number & 0xFF)])
  }

  /// What all Ethernet addresses of this run begin with.
  var stations: String { Names.octets([0x02] + uuid.bytes[..<3]) }

  /// `template` with the placeholders of `Names` replaced by what they are in this run. O(n).
  public func fill(_ template: String) -> String {
    var result = ""
    var rest = template[...]
    while let start = rest.firstIndex(of: "{") {
      result += rest[..<start]
      rest = rest[start...]
      guard let end = rest.firstIndex(of: "}") else { break }
      if let value = value(of: rest[rest.index(after: start)..<end]) {
        result += value
        rest = rest[rest.index(after: end)...]
      } else {
        result += "{"
        rest = rest.dropFirst()
      }
    }
    return result + rest
  }

  private func value(of placeholder: Substring) -> String? {
    switch placeholder {
    case "run": short
    case "run-uuid": description
    case let name where name.hasPrefix("uuid:"): domain(role: String(name.dropFirst(5))).description
    case let name where name.hasPrefix("mac:"): UInt16(name.dropFirst(4)).map(mac)
    default: nil
    }
  }
}
