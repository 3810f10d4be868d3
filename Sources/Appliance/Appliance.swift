/// A guest, ready to be booted: a kernel, and an initial root that holds our executable, which is
/// its init, and just the modules that its interfaces need.
public struct Appliance: Hashable, Sendable {
  /// What an appliance was made of, for the record of a measurement.
  public struct Manifest: Hashable, Sendable {
    /// A module in it.
    public struct Module: Hashable, Sendable {
      /// Its name.
      public var name: String
      /// The SHA-256 of the uncompressed file, in hexadecimal.
      public var sha256: String
    }

    /// The SHA-256 of all that it was made of, in hexadecimal; the name of its folder.
    public var id: String
    /// The version of this program.
    public var version: String
    /// The kernel's release.
    public var kernelRelease: String
    /// The SHA-256 of the kernel's image.
    public var kernelSHA256: String
    /// The SHA-256 of our executable.
    public var guestSHA256: String
    /// The SHA-256 of the initial root.
    public var initramfsSHA256: String
    /// The modules in it, in the order in which they are loaded.
    public var modules: [Module]
  }

  /// The folder of it, which everybody may read.
  public let folder: String
  /// What it was made of.
  public let manifest: Manifest

  /// The kernel's image, for QEMU's direct boot.
  public var kernel: String { "\(folder)/vmlinuz" }
  /// The initial root, an uncompressed cpio archive.
  public var initramfs: String { "\(folder)/initramfs.cpio" }

  /// The kernel as an ELF file, for Xen's PV and PVH guests; unpacked when it is first asked for.
  ///
  /// - Throws: `ApplianceError` if it cannot be unpacked.
  public func vmlinux() throws(ApplianceError) -> String {
    let path = "\(folder)/vmlinux"
    if FileSystem.exists(path) { return path }
    let bytes = try KernelImage.vmlinux(from: try FileSystem.read(kernel), path: kernel)
    try FileSystem.writeWhole(bytes, to: path)
    return path
  }
}
