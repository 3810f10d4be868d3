import Glibc
import Libvirt

extension Undoer {
  /// How long a dead process's request for a domain may be on its way, in steps of 50 ms. Where the
  /// domain would not end with its connection, nobody but this looks for it: on an emulated machine
  /// libvirt may take seconds to read a request.
  private static let requestSteps = 20
  private static let lastingRequestSteps = 200

  /// Destroys a domain, if UUID, metadata and journal agree that it is the run's.
  func destroy(
    _ start: DomainStart, entry: JournalContents.Entry
  ) throws(HardwareError) -> UndoOutcome {
    // Where nobody lived to say how the request ended, the hypervisor may not have seen it yet.
    let isOpen = isOrphaned && !isDry && entry.after == nil && entry.problem == nil
    var domain = try hypervisors.domain(uri: start.uri, role: start.role, run: run)
    let endsByItself = try hypervisors.connection(start.uri).canAutodestroy
    let steps = endsByItself ? Self.requestSteps : Self.lastingRequestSteps
    for _ in 0..<(isOpen ? steps : 0) where domain == nil {
      Clock.sleep(milliseconds: 50)
      domain = try hypervisors.domain(uri: start.uri, role: start.role, run: run)
    }
    guard let domain else { return .gone("it is not there") }
    do throws(LibvirtError) {
      if let objection = try Ownership.objection(to: domain, run: run, role: start.role) {
        return .notOurs("the domain \(domain.uuid) is left alone: \(objection)")
      }
      if !isDry { try domain.destroy() }
      return .undone
    } catch {
      // It may have ended by itself, or with its connection.
      let left = try hypervisors.domain(uri: start.uri, role: start.role, run: run)
      return left == nil ? .gone("it has ended") : .failed(error.description)
    }
  }

  /// Writes a knob's previous value, unless another has changed it since.
  func restore(
    _ path: String, from value: String, _ before: Before
  ) throws(HardwareError) -> UndoOutcome {
    guard let previous = before.previous else { return .gone("its value before is unknown") }
    guard access(path, F_OK) == 0 else { return .gone("there is no \(path)") }
    let current = try Knob.value(at: path)
    if current == previous { return .gone("it has its previous value") }
    guard current == Knob.chosen(value) else {
      return .notOurs("\(path) is \(current) by now, which another has set")
    }
    if !isDry { try Knob.set(path, to: previous) }
    return .undone
  }
}
