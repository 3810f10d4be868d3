internal import CMachine
import Glibc

/// A named network namespace, as iproute2 keeps them: a mount below /run/netns.
struct NetworkNamespace {
  /// Its name.
  let name: String

  /// The folder of all names.
  static let folder = "/run/netns"

  /// The file that stands for it.
  var path: String { "\(Self.folder)/\(name)" }

  /// Whether its file is there, be it a namespace or not.
  var exists: Bool { access(path, F_OK) == 0 }

  /// Whether its file is a namespace, and not what is left of one that was half made.
  var isMounted: Bool { hypertwin_is_namespace(path) }

  /// Device and inode of its file; nil if it is gone.
  var identity: (device: UInt64, inode: UInt64)? {
    var status = stat()
    guard stat(path, &status) == 0 else { return nil }
    return (UInt64(status.st_dev), UInt64(status.st_ino))
  }

  /// Makes it. It appears under its name only when `prepare`, which is run inside, has marked it;
  /// before, its file is there with `mark` in it.
  func create(
    mark: String, prepare: @escaping @Sendable () throws(HardwareError) -> Void
  ) throws(HardwareError) {
    guard mkdir(Self.folder, 0o755) == 0 || errno == EEXIST,
      hypertwin_share_mounts(Self.folder) == 0
    else { throw .system("the folder \(Self.folder) cannot be made") }
    let path = path
    try WorkThread.run { () throws(HardwareError) in
      guard hypertwin_new_network() == 0 else {
        throw .system("no network namespace can be made", remedy: "run as root")
      }
      try prepare()
      try Self.claim(path, mark: mark)
      guard hypertwin_bind_mount("/proc/thread-self/ns/net", path) == 0 else {
        throw .system("the network namespace \(path) cannot be mounted")
      }
    }
  }

  /// Takes the name away. Processes inside keep the namespace itself until they end.
  func delete() throws(HardwareError) {
    if isMounted, hypertwin_unmount(path) != 0 {
      throw .system("the network namespace \(path) cannot be unmounted")
    }
    guard unlink(path) == 0 || errno == ENOENT else {
      throw .system("the file \(path) cannot be deleted")
    }
  }

  /// Runs `body` on a thread inside the namespace `name`, or right here where that is nil.
  static func inside<Result: Sendable>(
    _ name: String?, _ body: @escaping @Sendable () throws(HardwareError) -> Result
  ) throws(HardwareError) -> Result {
    guard let name else { return try body() }
    let path = NetworkNamespace(name: name).path
    return try WorkThread.run { () throws(HardwareError) in
      let descriptor = open(path, O_RDONLY | O_CLOEXEC)
      guard descriptor >= 0 else { throw .system("the network namespace \(path) is not there") }
      defer { close(descriptor) }
      guard hypertwin_enter_network(descriptor) == 0 else {
        throw .system("the network namespace \(path) cannot be entered", remedy: "run as root")
      }
      return try body()
    }
  }

  /// Makes the file with `mark` in it at once, where no file is.
  private static func claim(_ path: String, mark: String) throws(HardwareError) {
    let descriptor = hypertwin_nameless_file(folder, O_WRONLY, 0o444)
    guard descriptor >= 0 else { throw .system("no file can be made in \(folder)") }
    defer { close(descriptor) }
    let bytes = Array(mark.utf8)
    guard write(descriptor, bytes, bytes.count) == bytes.count else {
      throw .system("a file in \(folder) cannot be written")
    }
    guard hypertwin_name_file(descriptor, path) == 0 else {
      throw .system("the network namespace \(path) cannot be made")
    }
  }
}
