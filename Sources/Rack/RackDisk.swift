import Appliance

#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#endif

/// The commands by which debugfs(8) puts a folder into an empty ext4 file system.
///
/// `mke2fs -d` takes names in the order in which the file system below gives them, and the times of
/// inodes that nobody can set; so two builds of the same folder differ. These commands are in the
/// order of the names' bytes, and under `E2FSPROGS_FAKE_TIME` every time is that one: the same
/// folder gives the same bytes. Extended attributes and times are not taken over.
struct RackDisk {
  /// The commands, a line each.
  private(set) var commands: [String] = []
  /// The first name of every file that has several, by its inode.
  private var names: [UInt64: (path: String, count: Int)] = [:]

  /// The commands for all that is in `folder`.
  ///
  /// - Throws: `RackError` for what cannot be read, and names that debugfs cannot be told.
  init(_ folder: String) throws(RackError) {
    try add(folder, as: "")
    for file in names.values.sorted(by: { $0.path < $1.path }) where file.count > 1 {
      commands.append("sif \(try quoted(file.path)) links_count \(file.count)")
    }
  }

  /// What is in `folder`, which is `path` on the disk; empty for the root.
  private mutating func add(_ folder: String, as path: String) throws(RackError) {
    guard let unordered = FileSystem.list(folder) else { throw .system("read \(folder)") }
    // The order of bytes, whatever the locale.
    let children = unordered.sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) }
    commands.append("cd \(try quoted(path.isEmpty ? "/" : path))")
    var folders: [String] = []
    for name in children {
      var status = stat()
      guard lstat("\(folder)/\(name)", &status) == 0 else {
        throw .system("read \(folder)/\(name)")
      }
      try add(name, status, in: folder, as: path)
      if status.st_mode & S_IFMT == S_IFDIR { folders.append(name) }
    }
    for name in folders { try add("\(folder)/\(name)", as: "\(path)/\(name)") }
  }

  private mutating func add(
    _ name: String, _ status: stat, in folder: String, as path: String
  ) throws(RackError) {
    let own = try quoted(name)
    let whole = "\(path)/\(name)"
    // What the owner, the rights and the kind of a new entry are.
    var mode: mode_t = 0
    switch status.st_mode & S_IFMT {
    case S_IFDIR:
      commands.append("mkdir \(own)")
    case S_IFLNK:
      commands.append("symlink \(own) \(try quoted(try target(of: "\(folder)/\(name)")))")
      mode = status.st_mode
    case S_IFREG:
      let inode = UInt64(status.st_ino)
      if let first = names[inode] {
        commands.append("ln \(try quoted(first.path)) \(own)")
        names[inode] = (first.path, first.count + 1)
        return
      }
      names[inode] = (whole, 1)
      commands.append("write \(try quoted("\(folder)/\(name)")) \(own)")
      mode = status.st_mode
    case S_IFCHR, S_IFBLK:
      let kind = status.st_mode & S_IFMT == S_IFCHR ? "c" : "b"
      let device = status.st_rdev
      commands.append("mknod \(own) \(kind) \(device >> 8 & 0xFFF) \(device & 0xFF)")
    case S_IFIFO:
      commands.append("mknod \(own) p")
    default:
      // A socket has nothing behind it once its program has ended.
      return
    }
    let place = try quoted(whole)
    if status.st_mode != mode {
      commands.append("sif \(place) mode 0\(String(status.st_mode, radix: 8))")
    }
    if status.st_uid != 0 { commands.append("sif \(place) uid \(status.st_uid)") }
    if status.st_gid != 0 { commands.append("sif \(place) gid \(status.st_gid)") }
  }

  private func target(of path: String) throws(RackError) -> String {
    var bytes = [CChar](repeating: 0, count: Int(PATH_MAX))
    let count = readlink(path, &bytes, bytes.count)
    guard count > 0 else { throw .system("read \(path)") }
    return String(decoding: bytes[..<count].map { UInt8(bitPattern: $0) }, as: UTF8.self)
  }

  /// A word of debugfs's command line.
  private func quoted(_ text: String) throws(RackError) -> String {
    guard !text.utf8.contains(where: { $0 < 0x20 || $0 == UInt8(ascii: "\"") }),
      text.utf8.first != UInt8(ascii: "<")
    else {
      throw .unusable("\(text): a disk of a rack cannot have such a name; rename the file")
    }
    return "\"\(text)\""
  }
}
