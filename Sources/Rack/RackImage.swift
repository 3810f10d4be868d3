import Appliance
import Model

#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#endif

/// A host image in the cache: the root of a rack's machine, and what boots it.
public struct RackImage: Hashable, Sendable {
  /// The folder of it.
  let folder: String

  /// The file that is made last, with the versions of everything in the image.
  static let list = "packages"
  /// Where root's cache is, which everybody may read.
  private static let sharedCache = "/var/cache/hypertwin"

  /// The root's file system.
  var disk: String { "\(folder)/root.ext4" }
  /// The kernel as QEMU boots it.
  var kernel: String { "\(folder)/boot/vmlinuz-\(release)" }
  /// The kernel as Xen boots it.
  var vmlinux: String { "\(folder)/vmlinux" }
  /// Xen.
  var xen: String { "\(folder)/xen" }
  /// The initial RAM disk.
  var initramfs: String { "\(folder)/initramfs.cpio" }
  /// The kernel and its modules, for guests' appliances.
  public var kernelFolder: String { folder }
  /// The packages in it with their versions, `name=version`, sorted.
  public var packages: [String] {
    (TextFile.read("\(folder)/\(Self.list)") ?? "").split(separator: "\n").map(String.init).sorted()
  }
  /// The kernel's release.
  private var release: String {
    (FileSystem.list("\(folder)/lib/modules") ?? []).first ?? "unknown"
  }

  /// The image of `recipe` in one of the caches; nil if it has not been built.
  static func find(_ recipe: RackRecipe, cache: String) -> RackImage? {
    for cache in [cache, sharedCache] {
      let image = RackImage(folder: folder(of: recipe, in: cache))
      if FileSystem.exists("\(image.folder)/\(list)") { return image }
    }
    return nil
  }

  /// The image's folder, whose name is the beginning of the recipe's key.
  static func folder(of recipe: RackRecipe, in cache: String) -> String {
    "\(cache)/rack/\(recipe.key.prefix(16))"
  }

  /// The image for racks, which is built if it is not in the cache.
  ///
  /// - Parameters:
  ///   - mirror: A server of Debian's packages; nil for Debian's own.
  ///   - cache: The folder of the program's cache.
  ///   - isStopped: Whether the user wants it to end.
  ///   - progress: Told what is being done.
  /// - Throws: `RackError`.
  public static func prepare(
    mirror: String? = nil, cache: String, isStopped: @escaping @Sendable () -> Bool,
    progress: @escaping @Sendable (String) -> Void
  ) throws(RackError) -> RackImage {
    let recipe = try RackRecipe(mirror: mirror)
    if let image = find(recipe, cache: cache) { return image }
    let builder = RackBuilder(recipe: recipe, isStopped: isStopped, progress: progress)
    return try builder.build(in: cache)
  }
}
