import Store

/// The checks of a sample that no counter of the host makes.
public enum Validity {
  /// Why a sample in this environment does not belong to the cell's others; nil if it does.
  ///
  /// - Parameter expected: the hash of the cell's first sample; nil for the first.
  public static func drift(of environment: EnvironmentEntry, from expected: String?) -> Invalidity?
  {
    guard let expected, expected != environment.hash else { return nil }
    return Invalidity(
      .fingerprintDrift,
      "the environment is \(environment.hash.prefix(12)) and was \(expected.prefix(12)) in the "
        + "cell's first sample")
  }

  /// Why a generator's load does not count; nil where at least 99.9 % of what was intended went
  /// out. Rates are in the same unit, over the intended duration.
  public static func load(offered: Double, intended: Double) -> Invalidity? {
    guard !(offered >= CounterChange.Limit.offered * intended) else { return nil }
    return Invalidity(
      .offeredLoad, "\(offered) of the intended \(intended) was offered (99.9 % at least)")
  }

  /// Why a processor's clock, in kHz, moved too far; nil within 1 %.
  public static func frequency(before: Double, after: Double) -> Invalidity? {
    guard !((after - before).magnitude <= CounterChange.Limit.frequency * before) else {
      return nil
    }
    return Invalidity(
      .frequencyDrift,
      "the processor's clock went from \(before) to \(after) kHz (1 % at most); set the governor "
        + "performance, and turbo off")
  }
}
