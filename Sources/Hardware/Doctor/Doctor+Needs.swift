extension Doctor {
  var libvirt: Finding {
    needed(
      "libvirt", inputs.libvirt, why: "Guests are made through libvirt; native cells do without.",
      remedy: Self.libvirtRemedy)
  }

  /// What to do where libvirt does not answer on this machine.
  static let libvirtRemedy =
    "Install libvirt-daemon-system and start libvirtd (without systemd, script/with-libvirt does "
    + "that for one command), or name another connection in HYPERTWIN_LIBVIRT or the testbed."

  var guestKernel: Finding {
    needed(
      "guest kernel", inputs.guestKernel, why: "Guests boot a kernel of their own.",
      remedy:
        "Fetch one with script/guest-kernel, install linux-image-amd64, or name a folder with "
        + "--kernel.")
  }

  var guestExecutable: Finding {
    needed(
      "guest program", inputs.guestExecutable,
      why: "One static executable is the workload natively and in every guest.",
      remedy: "Build it with script/guest.")
  }

  /// A finding about something without which guests cannot be measured.
  private func needed(_ check: String, _ fact: Fact, why: String, remedy: String) -> Finding {
    switch fact {
    case .known(let text): Finding(check: check, level: .ok, seen: text, why: why)
    case .unknown(let reason):
      Finding(check: check, level: .refuse, seen: reason, why: why, remedy: remedy)
    }
  }

  var kvm: Finding {
    let why = "Without KVM, guests are interpreted (TCG): their speeds are not those of hardware."
    let remedy =
      "Switch on virtualization in the firmware, load kvm_intel or kvm_amd, and join the group "
      + "kvm. Else results are labelled \"software emulation\"."
    guard reader.files.exists("/dev/kvm") else {
      return Finding(check: "KVM", level: .label, seen: "no /dev/kvm", why: why, remedy: remedy)
    }
    if let obstacle = inputs.obstacle(reader.files.root + "/dev/kvm") {
      return Finding(
        check: "KVM", level: .label, seen: "/dev/kvm: \(obstacle)", why: why, remedy: remedy)
    }
    return Finding(check: "KVM", level: .ok, seen: "/dev/kvm opens", why: why)
  }

  var xen: Finding {
    let why = "In a Xen host, guests' tsc_mode decides what their clock costs."
    guard text("/sys/hypervisor/type").value == "xen" else {
      return Finding(check: "Xen", level: .ok, seen: "not a Xen host", why: why)
    }
    guard isDomainZero else {
      return Finding(
        check: "Xen", level: .label, seen: "this is a guest of Xen, not dom0", why: why,
        remedy: "Run hypertwin in dom0.")
    }
    // Xen passes the bit on to dom0; "nonstop_tsc" is what Linux calls it.
    let flags = reader.field("flags", of: "/proc/cpuinfo").value?.split(separator: " ") ?? []
    guard flags.contains("nonstop_tsc") else {
      return Finding(
        check: "Xen", level: .label, seen: "dom0; the TSC is not invariant", why: why,
        remedy: "Guests read it natively all the same, unless the testbed says tsc: emulate; "
          + "measure on a processor with an invariant TSC.")
    }
    return Finding(check: "Xen", level: .ok, seen: "dom0; the TSC is invariant", why: why)
  }

  func tool(_ name: String, _ missing: Finding.Level) -> Finding {
    let purposes = [
      "ip": "Links, addresses and namespaces are made with it.",
      "tc": "Rates and queues are set and read with it.",
      "ethtool": "Offloads and queues of NICs are read with it; without it they are unknown.",
      "ssh": "Other machines are reached with it.",
    ]
    let why = purposes[name] ?? "It is used to measure."
    if let path = inputs.program(name) {
      return Finding(check: name, level: .ok, seen: path, why: why)
    }
    let packages = ["ethtool": "ethtool", "ssh": "openssh-client"]
    return Finding(
      check: name, level: missing, seen: "not installed", why: why,
      remedy: "Install \(packages[name] ?? "iproute2").")
  }

  var root: Finding {
    let why =
      "Network namespaces, links, taps, real-time priorities and vhost need root; `plan`, "
      + "`results` and simulations do not."
    return inputs.user == 0
      ? Finding(check: "root", level: .ok, seen: "root", why: why)
      : Finding(
        check: "root", level: .refuse, seen: "user \(inputs.user)", why: why,
        remedy: "Run `hypertwin measure` with sudo; look at what it would do with `plan`.")
  }

  /// In dom0, guests take none of this system's memory: then a quarter of it is enough.
  var memory: Finding {
    let fact = reader.field("MemAvailable", of: "/proc/meminfo")
    let least: Int64 = isDomainZero ? 256 << 10 : 1 << 20
    let why =
      isDomainZero
      ? "Swapping makes samples invalid; guests have memory of their own from Xen."
      : "Every guest takes at least 256 MiB, and swapping makes samples invalid."
    return finding(
      "memory", fact.map { Self.size(Self.kibibytes($0) * 1024) + " free" }, why: why,
      remedy: "End what takes memory, or give \(isDomainZero ? "dom0 more" : "guests less")."
    ) { _ in
      let free = fact.integer ?? 0
      return free < least ? .refuse : free < 2 * least ? .label : .ok
    }
  }

  /// Whether this is the domain of Xen that owns the machine.
  private var isDomainZero: Bool {
    text("/proc/xen/capabilities").value?.contains("control_d") == true
  }

  private static func kibibytes(_ text: String) -> Int64 { Fact.known(text).integer ?? 0 }

  var disk: Finding {
    let why = "Results, journals and consoles are written there, and must not be lost."
    guard let free = inputs.freeDisk else {
      return Finding(
        check: "disk", level: .unknown, seen: "unknown: \(inputs.stateFolder) cannot be looked at",
        why: why, remedy: "Name another folder with HYPERTWIN_STATE.")
    }
    return Finding(
      check: "disk", level: free < 100 << 20 ? .refuse : free < 1 << 30 ? .label : .ok,
      seen: "\(Self.size(free)) free in \(inputs.stateFolder)", why: why,
      remedy: "Free some space, or name another folder with HYPERTWIN_STATE.")
  }

  /// A size in whole binary units, rounded down.
  static func size(_ bytes: Int64) -> String {
    let units = ["B", "KiB", "MiB", "GiB", "TiB"]
    var (value, unit) = (bytes, 0)
    while value >= 10 * 1024, unit < units.count - 1 {
      value /= 1024
      unit += 1
    }
    return "\(value) \(units[unit])"
  }

  var generator: Finding {
    let why = "A generator that is slower than its load measures itself."
    let remedy =
      "Run `hypertwin kernel traffic self-test`; lower the rate, or use a faster machine."
    guard let ratio = inputs.generatorRatio else {
      return Finding(
        check: "generator", level: .unknown, seen: "its self-test was not run", why: why,
        remedy: remedy)
    }
    let hundredths = Int((ratio * 100).rounded(.down))
    let rest = hundredths % 100
    return Finding(
      check: "generator", level: ratio >= 1.2 ? .ok : .refuse,
      seen: "\(hundredths / 100).\(rest < 10 ? "0" : "")\(rest) × the expected rate, of 1.20",
      why: why, remedy: remedy)
  }
}
