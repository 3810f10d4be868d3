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

  /// Where `script/rack-program` builds this program with Swift's library in it.
  private static let built = ".build/rack/release/hypertwin"
  /// What names another place.
  private static let variable = "HYPERTWIN_RACK_PROGRAM"

  /// This program in a form that needs no Swift on the rack, and the guest. A rack without them is
  /// of use all the same.
  init() throws(Failure) {
    if let value = getenv(Self.variable) {
      let path = String(cString: value)
      guard access(path, X_OK) == 0 else {
        throw .work("\(Self.variable)=\(path): there is no such program")
      }
      paths["hypertwin"] = path
    } else if !Self.needsSwift, let own = Self.ownPath {
      paths["hypertwin"] = own
    } else if access(Self.built, X_OK) == 0 {
      paths["hypertwin"] = Self.built
    } else {
      notes.append(
        "hypertwin itself is not on the rack: this one needs Swift's libraries, which are not "
          + "there; build another with script/rack-program, or name it in \(Self.variable)")
    }
    do {
      paths[GuestExecutable.name] = try GuestExecutable.find()
    } catch {
      notes.append("\(GuestExecutable.name) is not on the rack: \(error)")
    }
  }

  /// Whether this process has loaded Swift's library from a file of its own.
  private static var needsSwift: Bool {
    guard let maps = fopen("/proc/self/maps", "r") else { return true }
    defer { fclose(maps) }
    var line = [CChar](repeating: 0, count: 4096)
    while fgets(&line, Int32(line.count), maps) != nil {
      if strstr(line, "/libswiftCore.so") != nil { return true }
    }
    return false
  }

  private static var ownPath: String? {
    var path = [CChar](repeating: 0, count: 4096)
    let count = readlink("/proc/self/exe", &path, path.count)
    guard count > 0 else { return nil }
    return String(decoding: path[..<count].map { UInt8(bitPattern: $0) }, as: UTF8.self)
  }
}
