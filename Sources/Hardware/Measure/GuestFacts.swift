import Libvirt
import Model

/// Where a guest of a run is, for those who ask the machine that has it.
struct GuestPlace: Hashable, Sendable, Codable {
  /// What the environment record calls it.
  var name: String
  /// libvirt's connection, as that machine names it.
  var uri: String
  /// The role of its domain.
  var role: String
  /// How it is run.
  var platform: DomainXML.Platform?
  /// How it was asked for the time-stamp counter to be read, of Xen; nil of others.
  var tsc: Testbed.TSCMode?
}

/// What a machine says of the guests that run there, for the environment record.
struct GuestFacts: Hashable, Sendable, Codable {
  /// Their domains as they really run.
  var domains: [EnvironmentInputs.Domain] = []
  /// The versions of the hypervisor and of libvirt at each connection.
  var versions: [String: Fact] = [:]

  /// Nothing.
  init() {}

  /// What is known of those guests of a run of this machine; what has ended is left out.
  ///
  /// - Throws: `HardwareError` if a hypervisor does not answer.
  init(of guests: [GuestPlace], _ executor: Executor) throws(HardwareError) {
    let files = SystemFiles()
    for guest in guests {
      guard let domain = try executor.domain(uri: guest.uri, role: guest.role) else { continue }
      let described = Self.fact { () throws(LibvirtError) in try domain.xml() }
      let xml = described.map(DomainText.normalised)
      let process = KernelCounts.emulator(of: domain.uuid.description, files)
      let arguments = process.flatMap { files.zeroTerminated("/proc/\($0)/cmdline") } ?? []
      domains.append(
        EnvironmentInputs.Domain(
          role: guest.name, xml: xml, arguments: arguments.map(DomainText.normalised),
          affinities: process.map { KernelCounts.affinities(of: $0, files) } ?? [:],
          tsc: guest.tsc.map { TSCReading(asked: $0, xml: described) }))
    }
    for uri in Set(guests.map(\.uri)).sorted() {
      // A daemon of one's own has another socket each time.
      let name = uri.prefix { $0 != "?" }
      let connection = try executor.connection(uri)
      versions["hypervisor \(name)"] = Self.fact { () throws(LibvirtError) in
        try connection.hypervisorVersion()
      }
      versions["libvirt \(name)"] = Self.fact { () throws(LibvirtError) in
        try connection.libraryVersion()
      }
    }
  }

  private static func fact(_ read: () throws(LibvirtError) -> String) -> Fact {
    do throws(LibvirtError) {
      return .known(try read())
    } catch {
      return .unknown(error.description)
    }
  }
}
