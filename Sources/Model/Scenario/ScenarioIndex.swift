/// Where each machine, link and address of a scenario stands, for many look-ups.
///
/// Where a name or an address is given twice, which validation refuses, the first counts.
public struct ScenarioIndex: Sendable {
  /// What is looked up in.
  public let scenario: Scenario
  private var hosts: [Host.ID: Int] = [:]
  private var vms: [Place: Int] = [:]
  private var links: [Link.End: Int] = [:]
  private var owners: [IPv4Address: [Interface]] = [:]

  /// The index of `scenario`. O(machines, interfaces and links).
  public init(_ scenario: Scenario) {
    self.scenario = scenario
    hosts.reserveCapacity(scenario.hosts.count)
    for (position, host) in scenario.hosts.enumerated() where hosts[host.id] == nil {
      hosts[host.id] = position
      note(host.nics, of: Place(host: host.id))
      for (number, vm) in host.vms.enumerated() {
        let place = Place(host: host.id, vm: vm.id)
        guard vms[place] == nil else { continue }
        vms[place] = number
        note(vm.nics, of: place)
      }
    }
    for (position, link) in scenario.links.enumerated() {
      for end in link.ends where links[end] == nil { links[end] = position }
    }
  }

  private mutating func note(_ nics: [NIC], of place: Place) {
    for nic in nics {
      guard let address = nic.address?.address else { continue }
      owners[address, default: []].append(Interface(place: place, nic: nic.id))
    }
  }

  /// The position of a host in the scenario; nil if there is none of that name. O(1).
  public func position(of host: Host.ID) -> Int? { hosts[host] }

  /// The host of that name; nil if there is none. O(1).
  public func host(_ id: Host.ID) -> Host? { hosts[id].map { scenario.hosts[$0] } }

  /// The VM at a place; nil if there is none, or the place is a host. O(1).
  public func vm(_ place: Place) -> VM? {
    guard let host = hosts[place.host], let number = vms[place] else { return nil }
    return scenario.hosts[host].vms[number]
  }

  /// The link at that end; nil if there is none. O(1).
  public func link(at end: Link.End) -> Link? { links[end].map { scenario.links[$0] } }

  /// The interfaces that have an address. O(1).
  func interfaces(with address: IPv4Address) -> [Interface] { owners[address] ?? [] }

  /// The interfaces of a machine; nil if there is no such machine. O(1).
  func interfaces(of place: Place) -> [NIC]? {
    place.vm == nil ? host(place.host)?.nics : vm(place)?.nics
  }

  /// The routing table of a machine. O(1).
  func routes(of place: Place) -> [StaticRoute] {
    (place.vm == nil ? host(place.host)?.routes : vm(place)?.routes) ?? []
  }
}
