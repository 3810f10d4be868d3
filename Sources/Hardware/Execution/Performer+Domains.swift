import Libvirt

extension Performer {
  /// Starts a domain, paused. A driver that cannot do that gets it running and stops it.
  func start(_ start: DomainStart) throws(HardwareError) -> After {
    guard start.uuid == run.domain(role: start.role).description else {
      throw HardwareError("the domain \(start.role) has a UUID that is not of this run")
    }
    let connection = try hypervisors.connection(start.uri)
    var flags: Connection.CreationFlags = []
    if connection.canStartPaused { flags.insert(.paused) }
    if connection.canAutodestroy { flags.insert(.autodestroy) }
    do throws(LibvirtError) {
      let domain = try connection.createDomain(xml: start.xml, flags: flags)
      if !flags.contains(.paused) { try domain.suspend() }
      if let objection = try Ownership.objection(to: domain, run: run, role: start.role) {
        throw LibvirtError.ours("start the domain \(start.role)", objection)
      }
    } catch {
      throw HardwareError(error.description)
    }
    return After()
  }

  /// Lets a domain of this run go on.
  func resume(uri: String, role: String) throws(HardwareError) {
    guard let domain = try hypervisors.domain(uri: uri, role: Names.label(role), run: run) else {
      throw HardwareError("the domain \(role) is gone before it could run")
    }
    do throws(LibvirtError) {
      try domain.resume()
    } catch {
      throw HardwareError(error.description)
    }
  }
}
