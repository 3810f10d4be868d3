extension Testbed {
  /// A machine that is reached by SSH, on which hypertwin is installed.
  public struct Remote: Hashable, Sendable, CustomStringConvertible {
    /// Which host keys are trusted.
    public enum HostKeys: String, Hashable, Sendable, CaseIterable, Codable {
      /// Those that are known.
      case strict
      /// Those that are known, and whatever a machine says that is not known yet.
      case acceptNew = "accept_new"
    }

    /// The user there, who must be root to measure; nil for SSH's own choice.
    public var user: String?
    /// The name or address.
    public var name: String
    /// The TCP port; nil for SSH's own choice.
    public var port: Int?
    /// The path of the private key; nil for SSH's own choice.
    public var key: String?
    /// The path of the file of known host keys; nil for SSH's own choice.
    public var knownHosts: String?
    /// Which host keys are trusted.
    public var hostKeys = HostKeys.strict
    /// The path of `hypertwin` there.
    public var program = Self.standardProgram

    /// Where `hypertwin` is installed if nothing else is said.
    public static let standardProgram = "/usr/local/bin/hypertwin"

    /// Reads `NAME`, `USER@NAME`, or either with `:PORT`. Names are those of DNS and IPv4
    /// addresses, so that nothing here can be taken for an option or for a command.
    public init?(_ text: some StringProtocol) {
      var rest = String(text)
      if let at = rest.firstIndex(of: "@") {
        let user = String(rest[..<at])
        guard Self.isPlain(user) else { return nil }
        self.user = user
        rest = String(rest[rest.index(after: at)...])
      }
      if let colon = rest.lastIndex(of: ":") {
        guard let port = Int(rest[rest.index(after: colon)...]), (1...65_535).contains(port) else {
          return nil
        }
        self.port = port
        rest = String(rest[..<colon])
      }
      guard Self.isPlain(rest) else { return nil }
      name = rest
    }

    /// Whether a path is absolute and has no character that a shell, or SSH, takes for more.
    public static func isPlainPath(_ path: String) -> Bool {
      path.hasPrefix("/") && path.utf8.count <= 4096
        && path.utf8.allSatisfy { $0 == UInt8(ascii: "/") || isPlain($0) }
    }

    private static func isPlain(_ text: String) -> Bool {
      guard let first = text.utf8.first, first != UInt8(ascii: "-"), text.utf8.count <= 253 else {
        return false
      }
      return text.utf8.allSatisfy(isPlain)
    }

    private static func isPlain(_ byte: UInt8) -> Bool {
      switch byte {
      case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
        UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "."), UInt8(ascii: "-"),
        UInt8(ascii: "_"):
        true
      default: false
      }
    }

    /// As it is written.
    public var description: String {
      (user.map { "\($0)@" } ?? "") + name + (port.map { ":\($0)" } ?? "")
    }
  }
}
