/// A cpio archive in the format "newc", as the Linux kernel unpacks it into its first root
/// (Documentation/driver-api/early-userspace/buffer-format.rst).
///
/// The same entries give the same bytes: they are sorted by their paths, belong to root, and are as
/// old as the epoch.
public struct CpioArchive: Sendable {
  /// What a path is.
  private enum Content {
    case folder
    case file([UInt8], isExecutable: Bool)
    case link(String)
    case characterDevice(major: UInt32, minor: UInt32)
  }

  private var entries: [String: Content] = [:]

  /// Bytes of the longest path, as the kernel's.
  private static let longestPath = 4095

  /// An archive of nothing.
  public init() {}

  /// Adds a folder, and those above it.
  public mutating func addFolder(_ path: String) { add(.folder, at: path) }

  /// Adds a file, and the folders above it.
  public mutating func addFile(_ path: String, _ bytes: [UInt8], isExecutable: Bool = false) {
    add(.file(bytes, isExecutable: isExecutable), at: path)
  }

  /// Adds a symbolic link, and the folders above it.
  public mutating func addLink(_ path: String, to target: String) { add(.link(target), at: path) }

  /// Adds a character device, and the folders above it.
  public mutating func addCharacterDevice(_ path: String, major: UInt32, minor: UInt32) {
    add(.characterDevice(major: major, minor: minor), at: path)
  }

  /// The archive. O(n log n).
  public var bytes: [UInt8] {
    var bytes: [UInt8] = []
    var number: UInt32 = 1
    // A folder sorts before what is in it.
    for (path, content) in entries.sorted(by: { $0.key < $1.key }) {
      switch content {
      case .folder: Self.append(path, mode: 0o040755, number: number, to: &bytes)
      case .file(let data, let isExecutable):
        Self.append(
          path, mode: isExecutable ? 0o100755 : 0o100644, number: number, data: data, to: &bytes)
      case .link(let target):
        Self.append(path, mode: 0o120777, number: number, data: Array(target.utf8), to: &bytes)
      case .characterDevice(let major, let minor):
        Self.append(path, mode: 0o020600, number: number, device: (major, minor), to: &bytes)
      }
      number += 1
    }
    Self.append("TRAILER!!!", mode: 0, number: 0, to: &bytes)
    // Archives are whole blocks of 512 bytes.
    Self.pad(&bytes, to: 512)
    return bytes
  }

  private mutating func add(_ content: Content, at path: String) {
    precondition(
      !path.isEmpty && !path.hasPrefix("/") && path.utf8.count <= Self.longestPath
        && !path.utf8.contains(0), "a path of an archive is relative to its root")
    let parts = path.split(separator: "/")
    for count in 1..<max(1, parts.count) {
      let parent = parts[..<count].joined(separator: "/")
      if entries[parent] == nil { entries[parent] = .folder }
    }
    entries[path] = content
  }

  private static func append(
    _ path: String, mode: UInt32, number: UInt32, data: [UInt8] = [],
    device: (major: UInt32, minor: UInt32) = (0, 0), to bytes: inout [UInt8]
  ) {
    let name = Array(path.utf8) + [0]
    precondition(data.count <= UInt32.max, "a file of an archive has at most 4 GiB")
    let isFolder = mode & 0o170000 == 0o040000
    bytes.append(contentsOf: "070701".utf8)
    // Inode, mode, owner, group, links, time, size, device, device that it is, name's size, check.
    for field in [
      number, mode, 0, 0, isFolder ? 2 : 1, 0, UInt32(data.count), 0, 0, device.major,
      device.minor, UInt32(name.count), 0,
    ] {
      let digits = String(field, radix: 16, uppercase: true)
      bytes.append(contentsOf: String(repeating: "0", count: 8 - digits.count).utf8)
      bytes.append(contentsOf: digits.utf8)
    }
    bytes.append(contentsOf: name)
    pad(&bytes, to: 4)
    bytes.append(contentsOf: data)
    pad(&bytes, to: 4)
  }

  private static func pad(_ bytes: inout [UInt8], to multiple: Int) {
    let excess = bytes.count % multiple
    if excess > 0 { bytes.append(contentsOf: repeatElement(0, count: multiple - excess)) }
  }
}
