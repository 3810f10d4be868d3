#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#endif

/// A kernel for guests, and its modules.
public struct KernelSource: Hashable, Sendable {
  /// Its release, as `uname -r` says it in the guest.
  public let release: String
  /// The image, `vmlinuz`.
  public let image: String
  /// The folder of its modules, `…/lib/modules/RELEASE`.
  public let modules: String

  /// How to get a kernel where there is none.
  static let remedy =
    "run script/guest-kernel, which fetches Debian's, or name a folder that has "
    + "boot/vmlinuz-RELEASE and lib/modules/RELEASE"

  /// That image and that folder of modules, whose name is the release.
  ///
  /// - Throws: `ApplianceError.missing` if one is not there.
  public init(image: String, modules: String) throws(ApplianceError) {
    guard FileSystem.exists(image) else {
      throw .missing("kernel", at: image, remedy: Self.remedy)
    }
    guard access(image, R_OK) == 0 else {
      throw .failed("read \(image)", "\(String(cString: strerror(errno))); run as root, or copy it")
    }
    guard FileSystem.isFolder(modules), let release = modules.split(separator: "/").last else {
      throw .missing("folder of modules", at: modules, remedy: Self.remedy)
    }
    self.release = String(release)
    self.image = image
    self.modules = modules
  }

  /// The kernel in a folder that holds `boot/vmlinuz-RELEASE` and `lib/modules/RELEASE`.
  ///
  /// - Parameter release: Which; nil for the only one.
  /// - Throws: `ApplianceError.missing` if there is none, or several and none is named.
  public init(folder: String, release: String? = nil) throws(ApplianceError) {
    let prefix = "vmlinuz-"
    let releases = (FileSystem.list("\(folder)/boot") ?? []).filter { $0.hasPrefix(prefix) }
      .map { String($0.dropFirst(prefix.count)) }
      .filter { FileSystem.isFolder("\(folder)/lib/modules/\($0)") }
    guard let chosen = release ?? releases.first else {
      throw .missing("kernel with its modules", at: folder, remedy: Self.remedy)
    }
    guard release != nil || releases.count == 1 else {
      throw .missing(
        "one kernel but \(releases.count)", at: folder,
        remedy: "name one: \(releases.joined(separator: ", "))")
    }
    try self.init(
      image: "\(folder)/boot/vmlinuz-\(chosen)", modules: "\(folder)/lib/modules/\(chosen)")
  }

  /// This machine's own kernel.
  ///
  /// - Throws: `ApplianceError.missing` where the machine was started without a kernel of its own,
  ///   as containers and many cloud machines are.
  public static func running() throws(ApplianceError) -> KernelSource {
    var name = utsname()
    uname(&name)
    let release = withUnsafeBytes(of: &name.release) { bytes in
      String(decoding: bytes.prefix { $0 != 0 }, as: UTF8.self)
    }
    return try KernelSource(folder: "", release: release)
  }

  /// The kernel that a user means: that of the folder given, else this machine's own, else what
  /// `script/guest-kernel` has put in the cache.
  ///
  /// - Parameters:
  ///   - folder: What the user named; nil for nothing.
  ///   - cache: The folder of the program's cache.
  /// - Throws: `ApplianceError.missing` with the remedy.
  public static func find(folder: String?, cache: String) throws(ApplianceError) -> KernelSource {
    if let folder { return try KernelSource(folder: folder) }
    do {
      return try running()
    } catch {
      let fetched = "\(cache)/kernel"
      guard FileSystem.isFolder(fetched) else { throw error }
      return try KernelSource(folder: fetched)
    }
  }
}
