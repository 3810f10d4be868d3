import Model

/// The names that readers see.
enum Names {
  /// The paper that is reproduced.
  static let paper = "Evaluating Xen and KVM Virtualization Platforms"

  /// A platform of the paper; any other by its identifier.
  static func platform(_ identifier: String) -> String {
    switch identifier {
    case "native": "native"
    case "kvm": "KVM"
    case "kvm_standard": "KVM emulated"
    case "kvm_virtio": "KVM virtio"
    case "xen": "Xen"
    default: DisplayText.harmless(identifier)
    }
  }

  /// A metric of the paper or a flow that measures it; any other by its identifier.
  static func metric(_ identifier: String) -> String {
    switch identifier {
    case "pi": "pi, 2^22 digits"
    case "stream": "STREAM"
    case "tx": "Tx"
    case "rx": "Rx"
    default: DisplayText.harmless(identifier)
    }
  }

  /// What a table of the paper is about.
  static func table(_ number: Int) -> String {
    switch number {
    case 1: "Table 1: CPU and memory"
    case 2: "Table 2: network throughput through the machine under test"
    default: "Table \(number)"
    }
  }

  /// A unit; `1`, which counts shares, is shown as percent by `MetricText`.
  static func unit(_ unit: String) -> String { unit == "us" ? "µs" : DisplayText.harmless(unit) }

  /// "1 run" or "N runs".
  static func count(_ count: Int, _ noun: String) -> String {
    "\(count) \(noun)\(count == 1 ? "" : "s")"
  }
}

extension Provenance {
  /// Where the numbers come from, in a sentence or two.
  var sentence: String {
    let scenario = scenarioHash.map { ", scenario \($0.prefix(12))" } ?? ""
    if kind == .measured {
      let label = label.map { " under \(DisplayText.harmless($0))" } ?? ""
      let environment = environmentHash.map { ", environment \($0.prefix(12))" } ?? ""
      return "Measured\(label): \(Names.count(replications, "sample")), seed \(seed)"
        + "\(scenario)\(environment), hypertwin \(version)."
    }
    let source =
      calibrationHash.map { "calibration \(calibration) (\($0.prefix(12)))" }
      ?? "uncalibrated (\(calibration))"
    return "Simulated: \(Names.count(replications, "replication")), seed \(seed), "
      + "\(source)\(scenario), hypertwin \(version)."
  }
}
