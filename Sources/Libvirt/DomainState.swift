internal import CLibvirt

/// What a domain is doing.
public struct DomainState: Hashable, Sendable, CustomStringConvertible {
  /// libvirt's states.
  public enum Kind: String, Hashable, Sendable {
    /// The driver does not say.
    case unknown
    /// Its vCPUs run.
    case running
    /// It waits for something.
    case blocked
    /// Its vCPUs are stopped.
    case paused
    /// It is shutting down.
    case shuttingDown = "shutting down"
    /// It does not run.
    case shutOff = "shut off"
    /// It has crashed.
    case crashed
    /// Its guest sleeps.
    case asleep
  }

  /// The state.
  public var kind: Kind
  /// libvirt's number of the reason, whose meaning depends on the state
  /// (`virDomainRunningReason` and its siblings).
  public var reason: Int

  /// State and reason.
  public init(kind: Kind, reason: Int) {
    self.kind = kind
    self.reason = reason
  }

  /// The state, and the reason where it has a name.
  public var description: String {
    reasonText.map { "\(kind.rawValue) (\($0))" } ?? kind.rawValue
  }

  /// The reason in words; nil where libvirt gives none.
  public var reasonText: String? {
    let names: [String]
    switch kind {
    case .running:
      names = [
        "", "booted", "migrated", "restored", "from snapshot", "unpaused", "migration canceled",
        "save canceled", "woken up", "after a crash", "after migration",
      ]
    case .paused:
      names = [
        "", "by user", "migration", "save", "dump", "I/O error", "watchdog", "from snapshot",
        "shutting down", "snapshot", "crashed", "starting up", "after migration",
        "after failed migration", "API error",
      ]
    case .shutOff:
      names = [
        "", "shut down", "destroyed", "crashed", "migrated", "saved", "failed", "from snapshot",
        "daemon",
      ]
    case .crashed: names = ["", "panicked"]
    default: names = []
    }
    return names.indices.contains(reason) && !names[reason].isEmpty ? names[reason] : nil
  }
}

extension DomainState.Kind {
  /// From libvirt's `virDomainState`.
  init(number: Int32) {
    let kinds: [Self] = [
      .unknown, .running, .blocked, .paused, .shuttingDown, .shutOff, .crashed, .asleep,
    ]
    self = kinds.indices.contains(Int(number)) ? kinds[Int(number)] : .unknown
  }
}
