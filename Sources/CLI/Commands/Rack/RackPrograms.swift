import Appliance

#if canImport(Glibc)
  import Glibc
#endif

/// The programs of this machine that a rack gets.
struct RackPrograms {
  /// Their paths, by their names on the rack.
  var paths: [String: String] = [:]
  /// What is missing, and how to get it; one sentence each.
  var notes: [String] = []

  /// Where `script/rack-program` builds this program with Swift's library in it, which is smaller
  /// than this one with its libraries.
  private static let built = ".build/rack/release/hypertwin"
  /// What names another place.
  private static let variable = "HYPERTWIN_RACK_PROGRAM"

  /// This program with what it needs of Swift, and the guest. A rack without them is of use all the
  /// same.
  init() throws(Failure) {
    if let value = getenv(Self.variable) {
      let path = String(cString: value)
      guard access(path, X_OK) == 0 else {
        throw .work("\(Self.variable)=\(path): there is no such program")
      }
      paths["hypertwin"] = path
    } else if access(Self.built, X_OK) == 0 {
      paths["hypertwin"] = Self.built
    } else if let own = Self.ownPath {
      paths["hypertwin"] = own
      // It looks for them beside itself too, as SwiftPM links it.
      paths.merge(Self.swiftLibraries) { first, _ in first }
    }
    do {
      paths[GuestExecutable.name] = try GuestExecutable.find()
    } catch {
      notes.append("\(GuestExecutable.name) is not on the rack: \(error)")
    }
  }

  /// The libraries of Swift that this process has loaded, by their names: a rack has none of its
  /// own. Empty for a program that has them in it.
  private static var swiftLibraries: [String: String] {
    guard let maps = fopen("/proc/self/maps", "r") else { return [:] }
    defer { fclose(maps) }
    var libraries: [String: String] = [:]
    var line = [CChar](repeating: 0, count: 4096)
    while fgets(&line, Int32(line.count), maps) != nil {
      let text = line.withUnsafeBufferPointer { bytes in
        String(decoding: bytes.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self)
      }
      guard let slash = text.firstIndex(of: "/") else { continue }
      let path = String(text[slash...].prefix { $0 != "\n" })
      let name = path.split(separator: "/").last.map(String.init) ?? ""
      guard name.contains(".so"), libraryNames.contains(where: name.hasPrefix) else { continue }
      libraries[name] = path
    }
    return libraries
  }

  /// How the names of Swift's libraries begin.
  private static let libraryNames = [
    "libswift", "lib_Foundation", "libFoundation", "libdispatch", "libBlocksRuntime",
  ]

  private static var ownPath: String? {
    var path = [CChar](repeating: 0, count: 4096)
    let count = readlink("/proc/self/exe", &path, path.count)
    guard count > 0 else { return nil }
    return String(decoding: path[..<count].map { UInt8(bitPattern: $0) }, as: UTF8.self)
  }
}
