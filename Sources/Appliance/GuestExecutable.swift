#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#endif

/// The static executable that runs in guests.
public enum GuestExecutable {
  /// The name of the file.
  public static let name = "hypertwin-guest"

  /// Where it is: what the environment variable `HYPERTWIN_GUEST` names, else beside the running
  /// executable, else where `script/guest` builds it in the current folder.
  ///
  /// - Throws: `ApplianceError` if it is nowhere, or needs libraries that no guest has.
  public static func find() throws(ApplianceError) -> String {
    if let named = getenv("HYPERTWIN_GUEST").map({ String(cString: $0) }), !named.isEmpty {
      guard FileSystem.exists(named) else {
        throw .missing(
          "executable", at: "HYPERTWIN_GUEST=\(named)", remedy: "build it with script/guest")
      }
      try check(named)
      return named
    }
    var places: [String] = []
    if let own = ownPath(), let slash = own.lastIndex(of: "/") {
      places.append("\(own[..<slash])/\(name)")
    }
    let built = ".build/guest"
    places += (FileSystem.list(built) ?? []).map { "\(built)/\($0)/release/\(name)" }
    // A debug build lies beside the tests, and is not static: then the next place may be right.
    for place in places where FileSystem.exists(place) && isStatic(place) { return place }
    throw .missing(
      "static \(name)", at: "beside this program and in \(built)",
      remedy: "build it with script/guest, or name it in HYPERTWIN_GUEST")
  }

  /// Checks that an executable needs nothing but the kernel.
  static func check(_ path: String) throws(ApplianceError) {
    guard isStatic(path) else {
      throw .malformed(path, "it is no static executable; build it with script/guest")
    }
  }

  /// Whether a file is an ELF executable without an interpreter (program header 3).
  private static func isStatic(_ path: String) -> Bool {
    guard let bytes = try? FileSystem.read(path),
      bytes.starts(with: [0x7F, 0x45, 0x4C, 0x46, 2, 1]),
      let offset = ELFSections.number(bytes, at: 0x20, size: 8),
      let size = ELFSections.number(bytes, at: 0x36, size: 2),
      let count = ELFSections.number(bytes, at: 0x38, size: 2), offset < bytes.count
    else { return false }
    let types = (0..<count).map { ELFSections.number(bytes, at: offset + $0 * size, size: 4) }
    return !types.contains(3) && !types.contains(nil)
  }

  private static func ownPath() -> String? {
    var path = [CChar](repeating: 0, count: 4096)
    let count = readlink("/proc/self/exe", &path, path.count)
    guard count > 0 else { return nil }
    return String(decoding: path[..<count].map { UInt8(bitPattern: $0) }, as: UTF8.self)
  }
}
