extension Doctor {
  private static let processors = "/sys/devices/system/cpu"

  var governor: Finding {
    finding(
      "governor", reader.governor, why: "Other governors change the clock while it is measured.",
      remedy: "cpupower frequency-set --governor performance."
    ) { $0 == "performance" ? .ok : .label }
  }

  var turbo: Finding {
    finding(
      "turbo", reader.turbo, why: "Turbo makes the clock depend on heat and on neighbours.",
      remedy: "Write 1 to intel_pstate/no_turbo or 0 to cpufreq/boost in \(Self.processors)."
    ) { $0 == "off" ? .ok : .label }
  }

  /// States from which a processor wakes up late.
  var idleStates: Finding {
    let folder = Self.processors + "/cpu0/cpuidle"
    let names = reader.files.names(folder)
    let slow = names.names?.compactMap { state -> String? in
      guard let latency = text("\(folder)/\(state)/latency").integer, latency > 10,
        text("\(folder)/\(state)/disable").integer == 0
      else { return nil }
      return "\(text("\(folder)/\(state)/name").value ?? state) (\(latency) µs)"
    }
    let fact =
      slow.map { Fact.known($0.isEmpty ? "none above 10 µs" : $0.joined(separator: ", ")) }
      ?? .unknown(names.reason)
    return finding(
      "C-states", fact, why: "Waking up from deep states adds to every latency.",
      remedy: "cpupower idle-set --disable-by-latency 10."
    ) { _ in slow?.isEmpty == true ? .ok : .label }
  }

  var siblings: Finding {
    finding(
      "SMT", text(Self.processors + "/smt/active").map { $0 == "0" ? "off" : "on" },
      why: "Threads that share a core slow each other down.",
      remedy: "Write off to \(Self.processors)/smt/control, or leave siblings idle."
    ) { $0 == "off" ? .ok : .label }
  }

  var isolated: Finding {
    finding(
      "isolated CPUs", text(Self.processors + "/isolated"),
      why: "On processors of its own a guest waits for nobody.",
      remedy: "Boot with isolcpus= and nohz_full= for the processors that guests are pinned to."
    ) { $0.isEmpty ? .label : .ok }
  }

  var irqbalance: Finding {
    finding(
      "irqbalance", reader.irqbalance, why: "It moves interrupts while something is measured.",
      remedy: "Stop the service irqbalance while you measure."
    ) { $0 == "running" ? .label : .ok }
  }

  var interruptAffinity: Finding {
    let isolated = Self.processors(inList: text(Self.processors + "/isolated").value ?? "")
    return finding(
      "IRQ affinity", text("/proc/irq/default_smp_affinity"),
      why: "Interrupts on a guest's processor take its time.",
      remedy: "Write a mask without the isolated processors to /proc/irq/default_smp_affinity."
    ) { Self.processors(inMask: $0).isDisjoint(with: isolated) ? .ok : .label }
  }

  /// The processors of a list such as `2-3,8`.
  static func processors(inList text: String) -> Set<Int> {
    var processors: Set<Int> = []
    for part in text.split(separator: ",") {
      let ends = part.split(separator: "-").compactMap { Int($0) }
      // No machine has more; a broken list must not take all memory.
      guard let first = ends.first, let last = ends.last, first <= last, last < 1 << 16 else {
        continue
      }
      processors.formUnion(first...last)
    }
    return processors
  }

  /// The processors of a mask such as `ff,0000000f`: groups of 32, the highest first.
  static func processors(inMask text: String) -> Set<Int> {
    var processors: Set<Int> = []
    for (group, digits) in text.split(separator: ",").reversed().enumerated() {
      guard let bits = UInt32(digits, radix: 16) else { continue }
      for bit in 0..<32 where bits >> bit & 1 == 1 { processors.insert(group * 32 + bit) }
    }
    return processors
  }

  var pins: [Finding] {
    let why = "Threads that wander between processors lose their caches."
    guard let pins = inputs.pins else {
      return [
        Finding(
          check: "pinning", level: .unknown, seen: "read back when guests run", why: why,
          remedy: "Nothing now: `measure` reads it back for vCPU, emulator, I/O and vhost threads.")
      ]
    }
    return pins.map { pin in
      finding(
        pin.thread, pin.actual, why: why, remedy: "It should run on \(pin.wanted): pin it there."
      ) { $0 == pin.wanted ? .ok : .refuse }
    }
  }

  var transparentHugepages: Finding {
    finding(
      "THP",
      text("/sys/kernel/mm/transparent_hugepage/enabled").map(EnvironmentReader.chosen),
      why: "With \"always\", the size of pages is luck and differs from run to run.",
      remedy: "Write madvise or never to /sys/kernel/mm/transparent_hugepage/enabled."
    ) { $0 == "always" ? .label : .ok }
  }

  var hugepages: Finding {
    finding(
      "hugepages", text("/proc/sys/vm/nr_hugepages").map { "\($0) reserved" },
      why: "Guests get large pages for sure only from a reserve.",
      remedy: "Reserve them in /proc/sys/vm/nr_hugepages, and ask for them in the scenario."
    ) { $0.hasPrefix("0 ") ? .label : .ok }
  }

  var merging: Finding {
    finding(
      "KSM",
      text("/sys/kernel/mm/ksm/run").map { $0 == "1" ? "running" : "off" },
      why: "Merging pages takes time from guests and makes their writes fault.",
      remedy: "Write 2 to /sys/kernel/mm/ksm/run."
    ) { $0 == "off" ? .ok : .label }
  }

  var swap: Finding {
    finding(
      "swap", reader.swaps, why: "A sample during which pages are swapped is invalid.",
      remedy: "swapoff --all while you measure."
    ) { $0 == "none" ? .ok : .label }
  }

  var clocksource: Finding {
    finding(
      "clock source", text("/sys/devices/system/clocksource/clocksource0/current_clocksource"),
      why: "Other sources than the TSC cost more to read, and each its own.",
      remedy: "Boot with clocksource=tsc if the kernel's log calls the TSC stable."
    ) { $0 == "tsc" ? .ok : .label }
  }

  var guestClocks: [Finding] {
    (inputs.guestClocks ?? [:]).sorted { $0.key < $1.key }.map { role, clock in
      finding(
        "clock of \(role)", clock, why: "Guests time their own work; the TSC needs no exit.",
        remedy: "Linux takes the TSC where the processor calls it invariant and the hypervisor "
          + "passes that on; KVM's and Xen's own clocks read it too, and add a few instructions."
      ) { $0 == "tsc" ? .ok : .label }
    }
  }

  /// Whether Xen's guests read the time-stamp counter as was asked for.
  var guestCounters: [Finding] {
    (inputs.guestCounters ?? [:]).sorted { $0.key < $1.key }.map { role, reading in
      let level: Finding.Level =
        if reading.isContradicted {
          .refuse
        } else if reading.said.isEmpty {
          .unknown
        } else {
          reading.asked == .native ? .ok : .label
        }
      return Finding(
        check: "TSC of \(role)", level: level, seen: reading.text,
        why: "Each reading that Xen emulates leaves the guest.",
        remedy: level == .label
          ? "Leave tsc out of the testbed, or write tsc: native, for guests that read it as a bare "
            + "machine does."
          : "Look at what libvirt made of <timer name='tsc'> (virsh dumpxml, xl list --long); a "
            + "libvirt or Xen that ignores it measures with tsc: default.")
    }
  }

  /// Whether this machine is itself a guest.
  var virtualized: Finding {
    let flags = reader.field("flags", of: "/proc/cpuinfo")
    return finding(
      "bare machine",
      flags.map { $0.split(separator: " ").contains("hypervisor") ? "a guest" : "yes" },
      why: "In a guest, others take time (steal), and KVM's guests are nested.",
      remedy: "Measure on a machine of your own; else results are labelled \"emulated\"."
    ) { $0 == "yes" ? .ok : .label }
  }
}
