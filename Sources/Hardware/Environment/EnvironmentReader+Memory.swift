extension EnvironmentReader {
  /// How memory is set: sizes of pages, merging, swapping.
  var memory: CanonicalJSON {
    let huge = "/sys/kernel/mm/transparent_hugepage"
    return [
      "total": field("MemTotal", of: "/proc/meminfo").json,
      "transparent_hugepages": files.text(huge + "/enabled").map(Self.chosen).json,
      "transparent_hugepages_defrag": files.text(huge + "/defrag").map(Self.chosen).json,
      "hugepages": json("/proc/sys/vm/nr_hugepages"),
      "hugepage_size": field("Hugepagesize", of: "/proc/meminfo").json,
      "ksm": json("/sys/kernel/mm/ksm/run"), "swaps": swaps.json,
      "swappiness": json("/proc/sys/vm/swappiness"),
      "numa_balancing": json("/proc/sys/kernel/numa_balancing"),
    ]
  }

  /// The swap areas with their sizes, without how full they are; `none` for none.
  public var swaps: Fact {
    files.text("/proc/swaps").map { text in
      let areas = text.split(separator: "\n").dropFirst().map { line in
        line.split { $0 == " " || $0 == "\t" }.prefix(3).joined(separator: " ")
      }
      return areas.isEmpty ? "none" : areas.joined(separator: ", ")
    }
  }

  /// The word in brackets of a list such as `always [madvise] never`.
  static func chosen(_ text: String) -> String {
    guard let left = text.firstIndex(of: "["), let right = text.firstIndex(of: "]"), left < right
    else { return text }
    return String(text[text.index(after: left)..<right])
  }

  /// Who moves interrupts, and where they go by default.
  var interrupts: CanonicalJSON {
    [
      "irqbalance": irqbalance.json,
      "default_affinity": json("/proc/irq/default_smp_affinity"),
    ]
  }

  /// `running` or `absent`.
  public var irqbalance: Fact {
    let (names, reason) = files.names("/proc")
    guard let names else { return .unknown(reason) }
    let isRunning = names.contains { name in
      Int(name) != nil && files.text("/proc/\(name)/comm").value == "irqbalance"
    }
    return .known(isRunning ? "running" : "absent")
  }

  /// The processors that each interrupt may go to, by number.
  var interruptAffinity: CanonicalJSON {
    let (names, reason) = files.names("/proc/irq")
    guard let names else { return Fact.unknown(reason).json }
    return .object(
      names.filter { Int($0) != nil }.reduce(into: [:]) {
        $0[$1] = json("/proc/irq/\($1)/smp_affinity_list")
      })
  }
}
