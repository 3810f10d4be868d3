import Libvirt

/// Undoes the actions of a journal, whoever did them and however far they came. It leaves alone
/// what is not the run's, and is content with what is gone; a second time it finds nothing.
struct Undoer {
  let run: RunID
  let tool: Tool
  let hypervisors: Hypervisors
  /// Whether to look only.
  var isDry = false
  /// Whether the process that did the actions is dead, so that its last request may still be on its
  /// way.
  var isOrphaned = false

  /// Undoes the rest of a journal, the last action first, and tells `record` of each.
  func undo(
    _ contents: JournalContents, record: (JournalContents.Entry, UndoOutcome) -> Void
  ) {
    let sameBoot = contents.header?.boot == Boot.current()
    for entry in contents.outstanding {
      record(entry, sameBoot ? undo(entry) : undoAfterReboot(entry))
    }
  }

  /// Undoes one action.
  func undo(_ entry: JournalContents.Entry) -> UndoOutcome {
    do throws(HardwareError) {
      switch entry.action {
      case .createNamespace(let name): return try deleteNamespace(name, after: entry.after)
      case .createVethPair(let a, let b, _): return try deleteVethPair(a, b)
      case .createBridge(let namespace, let name, _):
        let address = Names.mac(run.description + name, 0)
        return try deleteLink(name, in: namespace, address: address)
      case .startDomain(let domain): return try destroy(domain, entry: entry)
      case .resumeDomain: return .gone("the domain is destroyed as a whole")
      case .moveInterface(let interface, let namespace):
        return try moveBack(interface, from: namespace, before: entry.before)
      case .takePort(let interface, let namespace, _):
        return try givePortBack(interface, from: namespace, before: entry.before)
      case .writeKnob(let path, let value): return try restore(path, from: value, entry.before)
      case .setSysctl(nil, let name, let value):
        return try restore(try Knob.path(sysctl: name), from: value, entry.before)
      case .attachToBridge(nil, _, _), .setUp(nil, _), .addAddress(nil, _, _),
        .addRoute(nil, _, _, _), .addNeighbour(nil, _, _, _), .shape(nil, _, _),
        .disableOffloads(nil, _, _):
        return try undoInOwnNamespace(entry)
      case .attachToBridge, .setUp, .addAddress, .addRoute, .addNeighbour, .setSysctl, .shape,
        .disableOffloads, .addPolicyRule, .addPolicyRoute:
        return .gone("it goes with its namespace")
      }
    } catch {
      return .failed(error.description)
    }
  }

  /// What a machine that was started anew still has of an action: no namespace, link, domain, and
  /// no value of /proc or /sys, but a knob that is an ordinary file.
  private func undoAfterReboot(_ entry: JournalContents.Entry) -> UndoOutcome {
    if case .writeKnob(let path, _) = entry.action,
      !path.hasPrefix("/sys/"), !path.hasPrefix("/proc/")
    {
      return undo(entry)
    }
    return .gone("the machine was started anew since")
  }
}
