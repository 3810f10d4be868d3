import Model

#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#endif

/// Making an appliance.
extension Appliance {
  /// Changes when the layout of what is built changes.
  private static let layout = "hypertwin appliance 1"

  /// Makes an appliance, or finds it in the cache, where its name is the hash of all that it is
  /// made
  /// of.
  ///
  /// - Parameters:
  ///   - kernel: Its kernel.
  ///   - guest: The path of our static executable; nil looks for it (`GuestExecutable.find`).
  ///   - drivers: Drivers of the interfaces that it may have.
  ///   - cache: The folder of the program's cache. A hypervisor's user must be able to enter it.
  /// - Throws: `ApplianceError`.
  public static func build(
    kernel: KernelSource, guest: String? = nil,
    drivers: Set<GuestDriver> = Set(GuestDriver.allCases),
    cache: String
  ) throws(ApplianceError) -> Appliance {
    let guest = if let guest { guest } else { try GuestExecutable.find() }
    try GuestExecutable.check(guest)
    let image = try FileSystem.read(kernel.image)
    let executable = try FileSystem.read(guest)
    let modules = try ModuleTree(kernel.modules, release: kernel.release)
      .closure(of: GuestDriver.allCases.filter(drivers.contains).flatMap(\.modules))
    var manifest = Manifest(
      id: "", version: Version.current, kernelRelease: kernel.release,
      kernelSHA256: SHA256.hexadecimal(of: image),
      guestSHA256: SHA256.hexadecimal(of: executable), initramfsSHA256: "",
      modules: modules.map {
        Manifest.Module(name: $0.name, sha256: SHA256.hexadecimal(of: $0.bytes))
      })
    manifest.id = id(of: manifest)
    let folder = "\(cache)/appliance/\(manifest.id)"
    if !FileSystem.exists("\(folder)/initramfs.sha256") {
      let archive = initialRoot(executable, modules)
      manifest.initramfsSHA256 = SHA256.hexadecimal(of: archive)
      try store(manifest, image, archive, in: folder)
    } else {
      let text = try FileSystem.read("\(folder)/initramfs.sha256")
      manifest.initramfsSHA256 = String(decoding: text.prefix(64), as: UTF8.self)
    }
    return Appliance(folder: folder, manifest: manifest)
  }

  private static func id(of manifest: Manifest) -> String {
    var lines = [
      layout, manifest.version, manifest.kernelRelease, manifest.kernelSHA256,
      manifest.guestSHA256,
    ]
    lines += manifest.modules.map { "\($0.name) \($0.sha256)" }
    return SHA256.hexadecimal(of: lines.joined(separator: "\n").utf8)
  }

  /// The initial root: `/init` is our executable, `/modules` holds the modules and their order.
  private static func initialRoot(_ executable: [UInt8], _ modules: [KernelModule]) -> [UInt8] {
    var archive = CpioArchive()
    for folder in ["dev", "proc", "sys", "run", "tmp", "root"] { archive.addFolder(folder) }
    archive.addCharacterDevice("dev/console", major: 5, minor: 1)
    archive.addFile("init", executable, isExecutable: true)
    // A hypervisor's polite request to shut down makes the kernel run this.
    archive.addLink("sbin/poweroff", to: "/init")
    var order = ""
    for module in modules {
      archive.addFile("modules/\(module.name).ko", module.bytes)
      order += "\(module.name).ko\n"
    }
    archive.addFile("modules/order", Array(order.utf8))
    return archive.bytes
  }

  /// Writes everything to a folder beside, and gives that its name when it is whole.
  private static func store(
    _ manifest: Manifest, _ image: [UInt8], _ archive: [UInt8], in folder: String
  ) throws(ApplianceError) {
    let slash = folder.lastIndex(of: "/") ?? folder.startIndex
    try FileSystem.makeFolder(String(folder[..<slash]))
    let staging = "\(folder).\(getpid())-\(UInt32.random(in: 0 ... .max))"
    try FileSystem.makeFolder(staging)
    defer { FileSystem.removeFlatFolder(staging) }
    try FileSystem.write(image, to: "\(staging)/vmlinuz")
    try FileSystem.write(archive, to: "\(staging)/initramfs.cpio")
    try FileSystem.write(Array(manifest.json.utf8), to: "\(staging)/manifest.json")
    try FileSystem.write(
      Array("\(manifest.initramfsSHA256)  initramfs.cpio\n".utf8),
      to: "\(staging)/initramfs.sha256")
    guard rename(staging, folder) == 0 else {
      // Another process was faster, and what it made is the same.
      if errno == EEXIST || errno == ENOTEMPTY { return }
      throw FileSystem.failure("make \(folder)")
    }
  }
}

extension Appliance.Manifest {
  /// The manifest as JSON, for readers.
  var json: String {
    let facts = [
      ("guest_sha256", guestSHA256), ("id", id), ("initramfs_sha256", initramfsSHA256),
      ("kernel_release", kernelRelease), ("kernel_sha256", kernelSHA256), ("version", version),
    ]
    // None of the texts has a character that JSON escapes: they are hashes, names and releases.
    let list = modules.map { "    {\"name\": \"\($0.name)\", \"sha256\": \"\($0.sha256)\"}" }
    return "{\n" + facts.map { "  \"\($0.0)\": \"\($0.1)\",\n" }.joined() + "  \"modules\": [\n"
      + list.joined(separator: ",\n") + "\n  ]\n}\n"
  }
}
