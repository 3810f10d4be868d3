import Libvirt
import Model

/// What is read of guests while they run.
extension Sampler {
  /// The watch over the guests and agents of a sample.
  func watch(
    _ cell: Cell, _ machines: [SampleMachine], _ agents: [Place: WorkloadRunner.Station]
  ) throws(MeasureError) -> SampleWatch {
    var watch = SampleWatch()
    for place in cell.places {
      guard let station = agents[place] else { continue }
      let name = "\(place)"
      guard Self.executor(of: place, cell, machines) != nil else {
        watch.absences.append("\(name): no threads and no domain: it is on another machine")
        if place.vm != nil {
          watch.guests.append(
            SampleWatch.Guest(name: name, client: station.client, domain: nil, process: nil))
        }
        continue
      }
      guard place.vm != nil else {
        if let process = station.client.process {
          watch.agents.append((name: name, process: process))
        }
        continue
      }
      let domain = try domain(place, cell, machines)
      let process = domain.flatMap {
        $0.connection.isLocal ? KernelCounts.emulator(of: $0.uuid.description, watch.files) : nil
      }
      watch.guests.append(
        SampleWatch.Guest(
          name: name, client: station.client, domain: domain, process: process))
      if let process {
        watch.kernelThreads += KernelCounts.vhostThreads(of: process, watch.files)
          .map { (name: name, process: $0) }
      } else {
        watch.absences.append("\(name): no threads: no process of this machine runs it")
      }
      let reason = KernelCounts.whyNoExits(
        of: name, process: process, isEmulated: cell.guests[place]?.platform == .qemu,
        watch.files)
      if let reason { watch.absences.append(reason) }
      if (try? domain?.statistics()) == nil {
        watch.absences.append("\(name): libvirt gives no statistics")
      }
    }
    return watch
  }

  /// The domains as they really run, for the environment record.
  func domains(
    _ cell: Cell, _ machines: [SampleMachine]
  ) throws(MeasureError) -> [EnvironmentInputs.Domain] {
    let files = SystemFiles()
    var domains: [EnvironmentInputs.Domain] = []
    for place in cell.places where place.vm != nil {
      guard let domain = try domain(place, cell, machines) else { continue }
      let xml: Fact
      do throws(LibvirtError) {
        xml = .known(DomainText.normalised(try domain.xml()))
      } catch {
        xml = .unknown(error.description)
      }
      let process = KernelCounts.emulator(of: domain.uuid.description, files)
      let arguments = process.flatMap { files.zeroTerminated("/proc/\($0)/cmdline") } ?? []
      domains.append(
        EnvironmentInputs.Domain(
          role: "\(place)", xml: xml, arguments: arguments.map(DomainText.normalised)))
    }
    return domains
  }

  /// The versions of the hypervisor and of libvirt at each connection that guests are made through.
  func versions(
    _ cell: Cell, _ machines: [SampleMachine]
  ) throws(MeasureError) -> [String: Fact] {
    var versions: [String: Fact] = [:]
    guard let executor = machines.first(where: { $0.part.machine == nil })?.machine.executor else {
      return versions
    }
    let here = cell.guests.filter { Self.executor(of: $0.key, cell, machines) != nil }
    for uri in Set(here.values.map(\.connection)).sorted() {
      // A daemon of one's own has another socket each time.
      let name = uri.prefix { $0 != "?" }
      do throws(HardwareError) {
        let connection = try executor.connection(uri)
        versions["hypervisor \(name)"] = Self.fact { () throws(LibvirtError) in
          try connection.hypervisorVersion()
        }
        versions["libvirt \(name)"] = Self.fact { () throws(LibvirtError) in
          try connection.libraryVersion()
        }
      } catch {
        throw .step(error.description)
      }
    }
    return versions
  }

  private static func fact(_ read: () throws(LibvirtError) -> String) -> Fact {
    do throws(LibvirtError) {
      return .known(try read())
    } catch {
      return .unknown(error.description)
    }
  }

  /// What makes the run on this machine, if a place is on it; nil for places on other machines.
  private static func executor(
    of place: Place, _ cell: Cell, _ machines: [SampleMachine]
  ) -> Executor? {
    guard let node = cell.wiring.node(place.host) else { return nil }
    return machines.first { $0.part.machine == node.machine }?.machine.executor
  }

  /// The roles of a cell's domains.
  static func roles(_ cell: Cell) -> [String] {
    cell.places.filter { $0.vm != nil }.map(PlanBuilder.role)
  }

  private func domain(
    _ place: Place, _ cell: Cell, _ machines: [SampleMachine]
  ) throws(MeasureError) -> Domain? {
    guard let guests = cell.guests[place],
      let executor = Self.executor(of: place, cell, machines)
    else { return nil }
    do throws(HardwareError) {
      return try executor.domain(uri: guests.connection, role: PlanBuilder.role(place))
    } catch {
      throw .step(error.description)
    }
  }
}
