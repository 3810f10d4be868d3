/// Checks, before anything is measured, whether this machine can give numbers worth having.
public struct Doctor: Sendable {
  /// The machine.
  public var reader: EnvironmentReader
  /// What others know of it.
  public var inputs: DoctorInputs

  /// A doctor for that machine.
  public init(reader: EnvironmentReader, inputs: DoctorInputs) {
    self.reader = reader
    self.inputs = inputs
  }

  /// All findings: first what a measurement needs, then what disturbs it.
  public func preflight() -> Preflight {
    Preflight(
      [
        libvirt, kvm, xen, guestKernel, guestExecutable, tool("ip", .refuse),
        tool("tc", .refuse), tool("ethtool", .label), root, memory, disk, governor, turbo,
        idleStates, siblings, isolated, irqbalance, interruptAffinity,
      ] + pins + [
        transparentHugepages, hugepages, merging, swap, clocksource,
      ] + guestClocks + guestCounters + [virtualized, generator])
  }

  /// What a machine needs that only tells others what to do, and is not measured on.
  ///
  /// - Parameter hasGuests: Whether any machine has guests, whose kernel is sent from here.
  public func coordinator(hasGuests: Bool) -> Preflight {
    Preflight((hasGuests ? [guestKernel] : []) + [guestExecutable, tool("ssh", .refuse), disk])
  }

  /// A finding about what a file says: `judge` gives the level of its text.
  func finding(
    _ check: String, _ fact: Fact, why: String, remedy: String,
    judge: (String) -> Finding.Level
  ) -> Finding {
    switch fact {
    case .known(let text):
      Finding(
        check: check, level: judge(text), seen: text.isEmpty ? "none" : text, why: why,
        remedy: remedy)
    case .unknown(let reason):
      Finding(
        check: check, level: .unknown, seen: "unknown: \(reason)", why: why,
        remedy: "Look at it yourself: \(remedy)")
    }
  }

  func text(_ path: String) -> Fact { reader.files.text(path) }
}
