#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#endif

/// Files and folders, with errors that name them.
package enum FileSystem {
  /// Bytes of the largest file that is read whole: several times the largest kernel.
  package static let largestFile = 1 << 30

  /// All bytes of a regular file.
  package static func read(_ path: String) throws(ApplianceError) -> [UInt8] {
    let descriptor = open(path, O_RDONLY | O_CLOEXEC)
    guard descriptor >= 0 else { throw failure("read \(path)") }
    defer { close(descriptor) }
    var status = stat()
    guard fstat(descriptor, &status) == 0 else { throw failure("read \(path)") }
    guard status.st_mode & S_IFMT == S_IFREG, status.st_size <= largestFile else {
      throw .malformed(path, "it is no file of at most \(largestFile) bytes")
    }
    let size = Int(status.st_size)
    var code: Int32 = 0
    let bytes = [UInt8](unsafeUninitializedCapacity: size) { buffer, filled in
      while filled < size {
        let rest = UnsafeMutableBufferPointer(rebasing: buffer[filled...])
        let count = systemRead(descriptor, rest.baseAddress, rest.count)
        if count < 0 && errno == EINTR { continue }
        if count <= 0 {
          code = count < 0 ? errno : EIO
          return
        }
        filled += count
      }
    }
    guard code == 0 else { throw failure("read \(path)", code) }
    return bytes
  }

  /// Writes a new file that everybody may read, and has it on the disk before it returns.
  package static func write(_ bytes: [UInt8], to path: String) throws(ApplianceError) {
    let descriptor = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o644)
    guard descriptor >= 0 else { throw failure("write \(path)") }
    defer { close(descriptor) }
    var rest = bytes[...]
    while !rest.isEmpty {
      let count = rest.withUnsafeBytes { systemWrite(descriptor, $0.baseAddress, $0.count) }
      if count < 0 && errno == EINTR { continue }
      guard count > 0 else { throw failure("write \(path)") }
      rest = rest.dropFirst(count)
    }
    // Whatever the umask: a hypervisor may run as another user.
    guard fchmod(descriptor, 0o644) == 0, fsync(descriptor) == 0 else {
      throw failure("write \(path)")
    }
  }

  /// Writes a file that is there whole or not at all, whoever else writes the same.
  package static func writeWhole(
    _ bytes: [UInt8], to path: String, isExecutable: Bool = false
  ) throws(ApplianceError) {
    let staging = "\(path).\(getpid())-\(UInt32.random(in: 0 ... .max))"
    defer { unlink(staging) }
    try write(bytes, to: staging)
    if isExecutable, chmod(staging, 0o755) != 0 { throw failure("write \(path)") }
    guard rename(staging, path) == 0 else { throw failure("write \(path)") }
  }

  /// Whether something is there.
  package static func exists(_ path: String) -> Bool { access(path, F_OK) == 0 }

  /// The names in a folder, sorted; nil if it cannot be listed.
  package static func list(_ path: String) -> [String]? {
    guard let folder = opendir(path) else { return nil }
    defer { closedir(folder) }
    var names: [String] = []
    while let entry = readdir(folder) {
      let name = withUnsafeBytes(of: &entry.pointee.d_name) { bytes in
        String(decoding: bytes.prefix { $0 != 0 }, as: UTF8.self)
      }
      if name != "." && name != ".." { names.append(name) }
    }
    return names.sorted()
  }

  /// Whether a path, links followed, is a folder.
  package static func isFolder(_ path: String) -> Bool {
    var status = stat()
    return stat(path, &status) == 0 && status.st_mode & S_IFMT == S_IFDIR
  }

  /// Makes a folder that everybody may enter, and those above it that are missing.
  package static func makeFolder(_ path: String) throws(ApplianceError) {
    if isFolder(path) { return }
    if let slash = path.lastIndex(of: "/"), slash != path.startIndex {
      try makeFolder(String(path[..<slash]))
    }
    guard mkdir(path, 0o755) == 0 || errno == EEXIST else { throw failure("make \(path)") }
    guard chmod(path, 0o755) == 0 else { throw failure("make \(path)") }
  }

  /// Removes a folder and the files in it; folders in it stay.
  package static func removeFlatFolder(_ path: String) {
    for name in list(path) ?? [] { unlink("\(path)/\(name)") }
    rmdir(path)
  }

  /// What cannot be done, with the reason that `errno` names.
  package static func failure(_ action: String, _ code: Int32 = errno) -> ApplianceError {
    .failed(action, String(cString: strerror(code)))
  }
}

#if canImport(Glibc)
  private let systemRead = Glibc.read
  private let systemWrite = Glibc.write
#elseif canImport(Musl)
  private let systemRead = Musl.read
  private let systemWrite = Musl.write
#endif
