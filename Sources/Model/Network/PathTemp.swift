public struct Interface: Hashable, Sendable {
  public var place: Place
  public var nic: NIC.ID
  public init(place: Place, nic: NIC.ID) { self.place = place; self.nic = nic }
}
public struct PathHop: Hashable, Sendable {
  public var place: Place
  public var incoming: Interface?
  public var outgoing: Interface?
}
public struct PathError: Error, CustomStringConvertible { public var description: String }

extension Scenario {
  func nics(_ p: Place) -> [NIC] {
    let h = hosts.first { $0.id == p.host }!
    return p.vm.map { v in h.vms.first { $0.id == v }!.nics } ?? h.nics
  }
  func routes(_ p: Place) -> [StaticRoute] {
    let h = hosts.first { $0.id == p.host }!
    return p.vm.map { v in h.vms.first { $0.id == v }!.routes } ?? h.routes
  }
  func owner(_ a: IPv4Address) -> Interface? {
    for h in hosts {
      for n in h.nics where n.address?.address == a {
        return Interface(place: Place(host: h.id), nic: n.id)
      }
      for v in h.vms {
        for n in v.nics where n.address?.address == a {
          return Interface(place: Place(host: h.id, vm: v.id), nic: n.id)
        }
      }
    }
    return nil
  }
  public func path(from s: Place, to d: Place) throws(PathError) -> [PathHop] {
    guard let dst = nics(d).compactMap({ $0.address?.address }).first else {
      throw PathError(description: "no address")
    }
    var hops: [PathHop] = []
    var place = s
    var incoming: Interface?
    for _ in 0..<64 {
      if place == d {
        hops.append(PathHop(place: place, incoming: incoming, outgoing: nil)); return hops
      }
      let mine = nics(place)
      var nextIP = dst
      var out: Interface?
      let rs = routes(place).filter {
        $0.to.contains(dst)
          && ($0.incoming == nil || ($0.incoming == incoming?.nic && incoming?.place == place))
      }
      let policy = rs.filter { $0.incoming != nil }
      let cand = policy.isEmpty ? rs : policy
      let best = cand.max { $0.to.length < $1.to.length }
      let connected = mine.filter { $0.address?.subnet.contains(dst) == true }.max {
        $0.address!.subnet.length < $1.address!.subnet.length
      }
      if let best,
        policy.count > 0 || connected == nil || best.to.length > connected!.address!.subnet.length
      {
        nextIP = best.via ?? dst
        if let n = best.nic { out = Interface(place: place, nic: n) }
      }
      guard let o = owner(nextIP) else { throw PathError(description: "no owner of \(nextIP)") }
      if place.vm == nil, o.place.host == place.host, o.place.vm != nil {
        out = o  // routed VM NIC
      } else if out == nil {
        out = (mine.first { $0.address?.subnet.contains(nextIP) == true } ?? mine.first).map {
          Interface(place: place, nic: $0.id)
        }
      }
      hops.append(PathHop(place: place, incoming: incoming, outgoing: out))
      if place.vm != nil, o.place.host == place.host, o.place.vm == nil {
        incoming = out
      } else {
        incoming = o
      }
      place = o.place
    }
    throw PathError(description: "route loop")
  }
}
