/// The emulated machine of a rack, as QEMU's command line. A pure function of its properties.
struct RackMachine: Hashable, Sendable {
  /// What it runs.
  var kind: RackKind
  /// The port of 127.0.0.1 that leads to its SSH server.
  var port: UInt16
  /// MiB of memory.
  var memory: Int
  /// Whether its clock counts instructions.
  var isExact: Bool
  /// What it boots.
  var image: RackImage
  /// The rack's own folder.
  var folder: RackFolder

  /// The emulator.
  static let program = "qemu-system-x86_64"
  /// A processor with AMD's virtualization, which is emulated well enough for Xen and for KVM. What
  /// is left out is emulated wrongly below a hypervisor, or slowly.
  private static let processor = "max,svm=on,smap=off,rdtscp=off,xsave=off,avx=off,avx2=off"
  /// An instruction takes 2^shift ns of the exact clock: 1 ns, so that its seconds are counts. An
  /// idle processor sleeps: else its clock would run ahead, and connections from outside time out.
  private static let shift = 0

  /// The command.
  var command: [String] {
    [
      Self.program, "-name", "hypertwin-rack-\(kind.rawValue)", "-nodefaults", "-no-user-config",
      "-accel", isExact ? "tcg,thread=single" : "tcg",
      "-machine", "q35", "-cpu", Self.processor, "-smp", "1", "-m", "\(memory)",
      "-display", "none", "-no-reboot", "-monitor", "none",
      "-serial", "file:\(folder.console)",
      "-device", "virtio-rng-pci",
      "-netdev", "user,id=net,restrict=on,hostfwd=tcp:127.0.0.1:\(port)-:22",
      "-device", "virtio-net-pci,netdev=net,romfile=",
    ]
      + disk(image.disk, "root") + disk(folder.payload, "payload")
      + (isExact ? ["-icount", "shift=\(Self.shift),sleep=on"] : [])
      + boot
  }

  private func disk(_ path: String, _ name: String) -> [String] {
    // A comma in a path is doubled for QEMU.
    let path = path.split(separator: ",", omittingEmptySubsequences: false).joined(separator: ",,")
    return [
      "-drive", "file=\(path),format=raw,if=none,id=\(name),readonly=on",
      "-device", "virtio-blk-pci,drive=\(name)",
    ]
  }

  private var boot: [String] {
    var words = "quiet loglevel=4 net.ifnames=0 mitigations=off rack.\(kind.rawValue)"
    // Whether a page is a large one is luck, and filling it costs millions of instructions.
    if isExact { words += " transparent_hugepage=never" }
    guard kind == .xen else {
      return [
        "-kernel", image.kernel, "-initrd", image.initramfs,
        "-append", "console=ttyS0 \(words)",
      ]
    }
    let memory = RackKind.domainMemory
    return [
      "-kernel", image.xen,
      "-append",
      "com1=115200,8n1 console=com1 dom0_mem=\(memory)M,max:\(memory)M dom0_max_vcpus=1 "
        + "spec-ctrl=no xpti=no loglvl=warning",
      // QEMU takes a list of modules with their command lines: dom0's kernel and its RAM disk.
      "-initrd", "\(image.vmlinux) console=hvc0 \(words),\(image.initramfs)",
    ]
  }
}

/// A rack's own folder, which only its owner may look into.
struct RackFolder: Hashable, Sendable {
  /// The folder's path.
  var path: String

  /// The folder of the rack of that kind below the program's state folder.
  init(_ kind: RackKind, state: String) { path = "\(state)/racks/\(kind.rawValue)" }

  /// What its console said.
  var console: String { "\(path)/console.log" }
  /// What QEMU and the programs of its start said.
  var log: String { "\(path)/rack.log" }
  /// The second disk, with keys and programs.
  var payload: String { "\(path)/payload.ext4" }
  /// The `RackRecord`.
  var record: String { "\(path)/record" }
  /// The key that its user has.
  var key: String { "\(path)/id" }
  /// What SSH needs to know to reach it.
  var sshConfiguration: String { "\(path)/ssh_config" }
  /// The key that its server has, as SSH knows it.
  var knownHosts: String { "\(path)/known_hosts" }
  /// The testbed.
  var testbed: String { "\(path)/testbed.yaml" }
}
