public import Model

/// What a run of probes says of the cost model's parameters: those that a probe measures itself,
/// where it ran.
public struct ProbePriors: Hashable, Sendable {
  /// A parameter that the run says nothing of, and why.
  public struct Omission: Hashable, Sendable {
    /// The parameter's name, of `fixtures/priors`.
    public let name: String
    /// Why it is missing.
    public let reason: String
  }

  /// The parameters, in cycles of the time-stamp counter. The value is the samples' median, `low`
  /// and `high` are their quantiles 2.5 % and 97.5 %.
  public private(set) var parameters: [Parameter] = []
  /// The parameters that are missing.
  public private(set) var omissions: [Omission] = []

  private let report: ProbeReport

  /// The parameters that `report` measures.
  public init(_ report: ProbeReport) {
    self.report = report
    addCopies()
    addFaults()
    addWalks()
    addExits()
  }

  /// Copying: from the fastest place to memory, typically from the second-level cache, where a
  /// packet that was just received is.
  private mutating func addCopies() {
    let name = "copy_byte"
    guard let near = report["copy_first_level"]?["cycles/B"],
      let middle = report["copy_second_level"]?["cycles/B"],
      let memory = report["copy_memory"]?["cycles/B"],
      let samples = report["copy_second_level"]?.samples
    else { return omit(name, "it takes the probe copy, and a time-stamp counter") }
    let ends = [near.median, middle.median, memory.median]
    append(
      name, "memcpy per byte: first-level cache, second-level cache, memory",
      low: ends.min() ?? 0, typical: middle.median, high: ends.max() ?? 0, samples: samples)
  }

  private mutating func addFaults() {
    let figure = report["page_fault_small"]
    switch (report.surroundings.hypervisor.value, report.surroundings.xenGuestType.value) {
    case ("none", _): add("pf_native", "first touch of a page", figure)
    case ("Xen", "PV"): add("pf_pv", "first touch of a page in a PV guest", figure)
    default:
      let value = figure?["cycles"].map { " (\(Self.rounded($0.median)) cycles here)" } ?? ""
      omit(
        "pf_native",
        "this is no native machine, and a guest's fault\(value) has the hypervisor's paging in it")
    }
  }

  /// Page walks with their tables in the second-level cache and their data in the last-level one.
  private mutating func addWalks() {
    let name = "walk_4k_native"
    guard report.surroundings.isGuest == false else {
      return omit(name, "this is no native machine, and a guest's walk is one of two dimensions")
    }
    guard let cache = try? LastLevelCache.of(cpus: Array(report.cpus.prefix(1))) else {
      return omit(name, "the size of the last-level cache is unknown")
    }
    var bytes = LatencyProbe.smallest
    while bytes * 4 <= cache.totalBytes / cache.instances { bytes *= 2 }
    add(name, "TLB miss", report[LatencyProbe.name("page_walk", bytes)])
  }

  private mutating func addExits() {
    let names = ["kvm_hypercall_2012", "exit_to_qemu"]
    guard report.surroundings.hypervisor.value == "KVM" else {
      return names.forEach { omit($0, "this is no guest of KVM") }
    }
    let hypercall = report["hypercall"]
    add(names[0], "KVM null hypercall", hypercall)
    let port = report["port_write"]
    // An old KVM lets its guests write to port 0x80 themselves, which is no exit.
    guard let exit = hypercall?["cycles"]?.median, let write = port?["cycles"]?.median,
      write > exit
    else {
      return omit(
        names[1],
        "it takes the probes hypercall-exit and port-exit, and a write to port 0x80 "
          + "that costs more than a hypercall")
    }
    add(names[1], "write to port 0x80, which user space emulates", port)
  }

  private mutating func add(_ name: String, _ summary: String, _ figure: ProbeFigure?) {
    guard let figure, let measure = figure["cycles"] else {
      return omit(name, "the probe did not run, or there is no time-stamp counter")
    }
    append(
      name, summary, low: measure.low, typical: measure.median, high: measure.high,
      samples: figure.samples)
  }

  private mutating func append(
    _ name: String, _ summary: String, low: Double, typical: Double, high: Double, samples: Int
  ) {
    guard low > 0 else {
      return omit(name, "its range, \(low) to \(high) cycles, is not above zero")
    }
    let here = report.surroundings
    let place = here.isGuest == true ? " in a guest of \(here.hypervisor)" : ""
    parameters.append(
      Parameter(
        name: name, summary: summary, unit: "cycles", value: Self.rounded(typical),
        low: Self.rounded(low), high: Self.rounded(high),
        source: "probe on \(here.processor)\(place), Linux \(here.kernel), \(here.date), "
          + "\(samples) samples"))
  }

  private mutating func omit(_ name: String, _ reason: String) {
    omissions.append(Omission(name: name, reason: reason))
  }

  /// Four significant digits, which is more than any of them deserves.
  private static func rounded(_ value: Double) -> Double {
    guard value.isFinite, value != 0 else { return value }
    var scale = 1.0
    while value.magnitude * scale < 1000 { scale *= 10 }
    while value.magnitude * scale >= 10_000 { scale /= 10 }
    return (value * scale).rounded() / scale
  }
}
