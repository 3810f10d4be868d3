import Appliance

#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#endif

/// Builds a host image in a folder beside its place, and gives it its name when it is whole.
struct RackBuilder {
  let recipe: RackRecipe
  let isStopped: @Sendable () -> Bool
  let progress: @Sendable (String) -> Void

  /// MiB of the root's file system, sparse: about two and a half times what is in it.
  private static let diskMiB = 1024
  /// The identifier of the file system and the seed of its hashes, fixed so that builds are alike.
  private static let identifier = "4a0c8f0e-2d0f-5f3b-9d1c-6879706572a1"

  /// Builds the image.
  ///
  /// - Throws: `RackError`; nothing but the log of the failure is left.
  func build(in cache: String) throws(RackError) -> RackImage {
    try check()
    let place = RackImage.folder(of: recipe, in: cache)
    let parent = "\(cache)/rack"
    try asking { () throws(ApplianceError) in try FileSystem.makeFolder(parent) }
    removeAbandoned(in: parent)
    let staging = "\(parent)/.building-\(getpid())"
    try asking { () throws(ApplianceError) in try FileSystem.makeFolder(staging) }
    let log = "\(parent)/build.log"
    unlink(log)
    defer { remove(staging, log: log) }
    do throws(RackError) {
      try makeRoot(in: staging, log: log)
      try makeBootFiles(in: staging)
      try makeDisk(in: staging, log: log)
      try move(staging, to: place)
    } catch {
      if case .failed(let action, let reason) = error {
        throw .failed(action, "\(reason)\nall of it: \(log)")
      }
      throw error
    }
    return RackImage(folder: place)
  }

  /// Everything that it takes, before anything is begun.
  private func check() throws(RackError) {
    guard geteuid() == 0 else {
      throw .unusable(
        "building the host image takes root once, for the owners and devices of its files; "
          + "run `sudo hypertwin rack build`, after which racks need no root")
    }
    try Rack.require([
      "mmdebstrap": "mmdebstrap", "mke2fs": "e2fsprogs", "debugfs": "e2fsprogs", "gzip": "gzip",
      "xz": "xz-utils", "unshare": "util-linux",
    ])
  }

  private func makeRoot(in staging: String, log: String) throws(RackError) {
    progress("building the host image from Debian's packages; once, 1 to 10 minutes")
    let hook = "\(staging)/customize"
    try asking { () throws(ApplianceError) in try FileSystem.write(RackRecipe.customize, to: hook) }
    guard chmod(hook, 0o755) == 0 else { throw .system("make \(hook) executable") }
    let environment = ["SOURCE_DATE_EPOCH=\(RackRecipe.epoch)"]
    try Program.run(
      recipe.command(root: "\(staging)/root", hook: hook), log: log, environment: environment,
      isStopped: isStopped)
    let path = "\(staging)/root/usr/sbin/rack-init"
    try asking { () throws(ApplianceError) in try FileSystem.write(RackRecipe.hostInit, to: path) }
    guard chmod(path, 0o755) == 0 else { throw .system("make \(path) executable") }
  }

  /// Takes out of the root what boots it.
  private func makeBootFiles(in staging: String) throws(RackError) {
    progress("unpacking kernel and Xen")
    let root = "\(staging)/root"
    try asking { () throws(ApplianceError) in
      guard let release = FileSystem.list("\(root)/lib/modules")?.first else {
        throw .missing("kernel", at: root, remedy: "remove the folder and build again")
      }
      for folder in ["boot", "lib"] { try FileSystem.makeFolder("\(staging)/\(folder)") }
      let image = try FileSystem.read("\(root)/boot/vmlinuz-\(release)")
      try FileSystem.write(image, to: "\(staging)/boot/vmlinuz-\(release)")
      try FileSystem.write(
        try KernelImage.vmlinux(from: image, path: "vmlinuz-\(release)"), to: "\(staging)/vmlinux")
      let xen = (FileSystem.list("\(root)/boot") ?? []).first {
        $0.hasPrefix("xen-") && $0.hasSuffix(".gz")
      }
      guard let xen else {
        throw .missing("Xen", at: "\(root)/boot", remedy: "remove the folder and build again")
      }
      try FileSystem.write(
        try Decompression.contents(of: "\(root)/boot/\(xen)"), to: "\(staging)/xen")
      let modules = try ModuleTree("\(root)/lib/modules/\(release)", release: release)
        .closure(of: RackRecipe.firstModules)
      var archive = CpioArchive()
      for folder in ["dev", "proc", "sys", "lower", "upper", "root"] { archive.addFolder(folder) }
      archive.addCharacterDevice("dev/console", major: 5, minor: 1)
      archive.addFile("init", RackRecipe.firstInit, isExecutable: true)
      archive.addFile(
        "bin/busybox", try FileSystem.read("\(root)/bin/busybox"), isExecutable: true)
      for module in modules { archive.addFile("modules/\(module.name).ko", module.bytes) }
      let order = modules.map { "\($0.name).ko\n" }.joined()
      archive.addFile("modules/order", Array(order.utf8))
      try FileSystem.write(archive.bytes, to: "\(staging)/initramfs.cpio")
    }
  }

  private func makeDisk(in staging: String, log: String) throws(RackError) {
    progress("making the host's disk")
    let root = "\(staging)/root"
    try Program.run(
      ["cp", "-a", "\(root)/lib/modules", "\(staging)/lib/modules"], log: log,
      isStopped: isStopped)
    try Self.makeDisk(
      "\(staging)/root.ext4", of: root, mebibytes: Self.diskMiB, log: log, isStopped: isStopped)
    let list = "\(root)/etc/hypertwin-packages"
    try asking { () throws(ApplianceError) in
      try FileSystem.write(try FileSystem.read(list), to: "\(staging)/\(RackImage.list)")
    }
    try Program.run(
      ["rm", "-rf", "--one-file-system", "--", root, "\(staging)/customize"], log: log,
      isStopped: { false })
  }

  /// Makes an ext4 file system of a folder, without mounting anything. The same folder gives the
  /// same bytes.
  static func makeDisk(
    _ path: String, of folder: String, mebibytes: Int, log: String, isStopped: () -> Bool
  ) throws(RackError) {
    let environment = [
      "SOURCE_DATE_EPOCH=\(RackRecipe.epoch)", "E2FSPROGS_FAKE_TIME=\(RackRecipe.epoch)",
      // Users do not have it in their PATH.
      "PATH=/usr/sbin:/usr/bin:/sbin:/bin",
    ]
    func run(_ command: [String]) throws(RackError) {
      try Program.run(command, log: log, environment: environment, isStopped: isStopped)
    }
    try run([
      "mke2fs", "-q", "-F", "-t", "ext4", "-m", "0", "-O", "^has_journal", "-U", identifier,
      "-E", "hash_seed=\(identifier),lazy_itable_init=0,root_owner=0:0", path, "\(mebibytes)M",
    ])
    let script = "\(path).commands"
    defer { unlink(script) }
    try TextFile.write(
      try RackDisk(folder).commands.map { $0 + "\n" }.joined(), to: script)
    // It goes on after a command that fails, and ends as if nothing were; but its errors then have
    // more than its version.
    try run([
      "sh", "-c",
      "! debugfs -w -f \"$1\" \"$2\" 2>&1 >/dev/null | grep -v '^debugfs [0-9]'", "sh", script,
      path,
    ])
    try run(["e2fsck", "-f", "-n", path])
  }

  private func move(_ staging: String, to place: String) throws(RackError) {
    guard rename(staging, place) != 0 else { return }
    // Another process was faster, and what it made is the same.
    guard errno == EEXIST || errno == ENOTEMPTY else { throw .system("make \(place)") }
  }

  /// Removes what builds left that were killed.
  private func removeAbandoned(in parent: String) {
    let prefix = ".building-"
    for name in FileSystem.list(parent) ?? [] where name.hasPrefix(prefix) {
      guard let owner = pid_t(name.dropFirst(prefix.count)), kill(owner, 0) != 0 else { continue }
      remove("\(parent)/\(name)", log: "\(parent)/build.log")
    }
  }

  /// Removes a folder, but nothing that is mounted in it.
  private func remove(_ folder: String, log: String) {
    guard FileSystem.exists(folder) else { return }
    do throws(RackError) {
      try Program.run(
        ["rm", "-rf", "--one-file-system", "--", folder], log: log, isStopped: { false })
    } catch {
      progress("\(folder) could not be removed: \(error)")
    }
  }

  private func asking<Value>(
    _ work: () throws(ApplianceError) -> Value
  ) throws(RackError) -> Value {
    do throws(ApplianceError) {
      return try work()
    } catch {
      throw .unusable(error.description)
    }
  }
}
