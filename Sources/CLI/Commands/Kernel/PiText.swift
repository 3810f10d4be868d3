import Kernels

/// What `hypertwin kernel pi` shows to people.
enum PiText {
  /// The report as a table.
  static func table(_ report: PiReport) -> String {
    let checks = report.verification
    let isSeries = report.algorithm == PiAlgorithm.chudnovsky.rawValue
    let obtained = report.hugePageBytes.map { "\($0 >> 20) MiB obtained" } ?? "obtained: unknown"
    let last = checks.bellardPosition + checks.bellardDigits.utf8.count - 1
    let rows = [
      ("decimals", "\(report.digits)"),
      (
        "algorithm",
        "\(report.algorithm), \(report.iterations) \(isSeries ? "terms" : "iterations")"
      ),
      ("threads", "\(report.threads)"), ("instruction set", report.instructionSet),
      ("seconds", KernelText.fixed(report.seconds, 3)),
      ("of that, conversion", KernelText.fixed(report.conversionSeconds, 3)),
      ("peak memory", "\(report.peakBytes >> 20) MiB"),
      ("page faults", "\(report.pageFaultsMinor) minor, \(report.pageFaultsMajor) major"),
      ("huge pages", "\(report.hugePages), \(obtained)"), ("SHA-256", report.sha256),
      ("published SHA-256", checks.publishedHash), ("last digits", report.lastDigits),
      (
        "Bellard's formula",
        "hexadecimal digits \(checks.bellardPosition) to \(last) are \(checks.bellardDigits)"
      ),
      ("conversion", "right modulo the prime \(checks.conversionPrime)"),
      ("seconds of checks", "\(KernelText.fixed(checks.seconds, 3)), seed \(checks.seed)"),
    ]
    return KernelText.lines(rows)
  }

  /// Shows progress as Super PI does: the number of the iteration.
  static func show(_ progress: PiProgress, on bar: ProgressBar) {
    switch progress.stage {
    case .iterations: bar.count(progress.done, "of \(progress.total) iterations")
    case .terms: bar.count(progress.done, "of \(progress.total) terms")
    case .conversion: bar.count(progress.done, "of \(progress.total) conversions to decimal")
    case .verification: bar.count(progress.done, "of \(progress.total) verifications")
    }
  }
}
