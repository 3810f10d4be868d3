/// A module of the Linux kernel, ready to be loaded.
public struct KernelModule: Hashable, Sendable {
  /// Its name, with underscores.
  public let name: String
  /// The modules that it needs, by their names.
  public let dependencies: [String]
  /// The release of the kernel that it was built for.
  public let release: String
  /// The uncompressed ELF file.
  public let bytes: [UInt8]

  /// Reads what a module's `.modinfo` says of it.
  ///
  /// - Parameters:
  ///   - bytes: The uncompressed file; it may be anything.
  ///   - path: What errors call it.
  public init(_ bytes: [UInt8], path: String) throws(ApplianceError) {
    let sections = try ELFSections(bytes, path: path)
    guard let section = try sections.section(named: ".modinfo") else {
      throw .malformed(path, "it has no section .modinfo, and so is no kernel module")
    }
    var facts: [String: String] = [:]
    for entry in section.split(separator: 0) {
      guard let text = String(validating: entry, as: UTF8.self),
        let equals = text.firstIndex(of: "=")
      else { continue }
      // Parameters and aliases occur many times, the facts that matter once.
      let key = String(text[..<equals])
      if facts[key] == nil { facts[key] = String(text[text.index(after: equals)...]) }
    }
    guard let name = facts["name"], Self.isName(name), let magic = facts["vermagic"] else {
      throw .malformed(path, "its .modinfo has no name or no vermagic")
    }
    self.name = name
    dependencies = (facts["depends"] ?? "").split(separator: ",").map(String.init)
    guard dependencies.allSatisfy(Self.isName) else {
      throw .malformed(path, "its .modinfo depends on what is no module's name")
    }
    release = String(magic.prefix { $0 != " " })
    self.bytes = bytes
  }

  /// The form of a name in which `-` and `_` are the same, as they are for the kernel.
  static func canonical(_ name: some StringProtocol) -> String {
    String(name.map { $0 == "-" ? "_" : $0 })
  }

  private static func isName(_ text: String) -> Bool {
    !text.isEmpty && text.utf8.count < 56
      && text.utf8.allSatisfy {
        (0x30...0x39).contains($0) || (0x41...0x5A).contains($0) || (0x61...0x7A).contains($0)
          || $0 == 0x5F || $0 == 0x2D
      }
  }
}
