import Libvirt

/// The connections of a run, one for each URI, open until the end: domains end with theirs.
final class Hypervisors {
  private var connections: [String: Connection] = [:]

  /// The connection to `uri`, which this opens if need be.
  func connection(_ uri: String) throws(HardwareError) -> Connection {
    if let connection = connections[uri], connection.isAlive { return connection }
    do throws(LibvirtError) {
      let connection = try Connection(uri)
      connections[uri] = connection
      return connection
    } catch {
      throw HardwareError(
        "\(error.description); start libvirtd, or name another URI in the testbed")
    }
  }

  /// The domain in `role` of `run`; nil if it is not there.
  func domain(uri: String, role: String, run: RunID) throws(HardwareError) -> Domain? {
    let connection = try connection(uri)
    do throws(LibvirtError) {
      return try connection.domain(run.domain(role: role))
    } catch {
      throw HardwareError(error.description)
    }
  }

  /// Closes them all.
  func close() { connections = [:] }
}
