import Model

/// What a rack's host image is made of. The same recipe and the same versions of Debian's packages
/// give the same image.
struct RackRecipe: Hashable, Sendable {
  /// Debian's release, 12.
  static let suite = "bookworm"
  /// Changes when images of older versions of this program must not be used any more.
  private static let layout = "hypertwin rack 2"
  /// The time of all files, so that two builds do not differ in it: Debian 12's release.
  static let epoch = 1_686_355_200

  /// Why each: Xen's tools and itself, QEMU as Xen's device model and for KVM, libvirt with both
  /// drivers, the way in, what moves links, and the libraries and programs that hypertwin needs.
  static let packages = [
    "xen-utils-4.17", "xen-hypervisor-4.17-amd64", "qemu-system-xen", "qemu-system-x86",
    "libvirt-daemon", "libvirt-daemon-driver-xen", "libvirt-daemon-driver-qemu", "libvirt-clients",
    "openssh-server", "netcat-openbsd", "iproute2", "ethtool", "kmod", "busybox-static", "procps",
    "libpcap0.8", "libsqlite3-0", "libstdc++6", "xz-utils",
  ]
  /// The kernel's package, which is asked for its version only.
  private static let kernel = "linux-image-amd64"

  /// The script that finishes the root.
  static let customize = PackageResources.customize_sh
  /// The first program of the host, in its initial RAM disk.
  static let firstInit = PackageResources.initramfs_sh
  /// The host's init.
  static let hostInit = PackageResources.rack_init_sh

  /// Where packages come from; nil for Debian's own servers.
  var mirror: String?
  /// Packages with the versions that this machine's apt would install, in the order of `packages`;
  /// empty where apt knows none.
  var versions: [String]

  /// The recipe, with what apt says of the packages here.
  init(mirror: String?) throws(RackError) {
    self.mirror = mirror
    let names = Self.packages + [Self.kernel]
    guard Program.missing(["apt-cache"]).isEmpty else {
      versions = []
      return
    }
    let answer = try Program.output(of: ["apt-cache", "policy"] + names, patience: 30)
    versions = Self.candidates(in: answer.text)
  }

  /// The candidates in what `apt-cache policy` prints, as `name=version`.
  static func candidates(in text: String) -> [String] {
    var name = ""
    var found: [String] = []
    for line in text.split(separator: "\n") {
      if !line.hasPrefix(" "), line.hasSuffix(":") {
        name = String(line.dropLast())
      } else {
        let words = line.split(separator: " ")
        if words.count == 2, words[0] == "Candidate:", words[1] != "(none)" {
          found.append("\(name)=\(words[1])")
        }
      }
    }
    return found
  }

  /// What names the image: the SHA-256 of everything above, in hexadecimal.
  var key: String {
    var bytes = Array("\(Self.layout) \(Self.suite) \(Self.epoch) \(mirror ?? "")\n".utf8)
    for file in [Self.customize, Self.firstInit, Self.hostInit] {
      bytes += Array("\(file.count)\n".utf8) + file
    }
    bytes += Array((Self.packages + versions + Self.firstModules).joined(separator: "\n").utf8)
    return SHA256.hexadecimal(of: bytes)
  }

  /// The modules that it takes to mount the root.
  static let firstModules = ["virtio_pci", "virtio_blk", "ext4", "crc32c_generic", "overlay"]

  /// The command that makes the root in `folder`, with the hook that finishes it.
  func command(root: String, hook: String) -> [String] {
    var command = [
      // Whatever it mounts goes with its last process, so removing the folder removes no more.
      "unshare", "--mount", "--propagation", "private",
      "mmdebstrap", "--mode=root", "--variant=minbase", "--format=directory",
      "--aptopt=APT::Install-Recommends \"false\"", "--dpkgopt=force-unsafe-io",
    ]
    for folder in ["doc", "man", "locale", "info"] {
      command.append("--dpkgopt=path-exclude=/usr/share/\(folder)/*")
    }
    command += [
      "--include=" + Self.packages.joined(separator: ","), "--customize-hook=\(hook)", Self.suite,
      root,
    ]
    if let mirror { command.append(mirror) }
    return command
  }
}
