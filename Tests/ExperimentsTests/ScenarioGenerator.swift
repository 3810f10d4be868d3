import Model

@testable import Simulator

/// Random scenarios that pass validation: hosts in a row, native or with guests under any
/// hypervisor and on any NIC, all kinds of flows and jobs, and sizes from the least to far beyond
/// the usual.
struct ScenarioGenerator {
  /// A machine that handles packets as IP, with its interfaces towards the two ends of the row.
  private struct Node {
    var place: Place
    var left: NIC.ID?
    var right: NIC.ID?
    /// Whether the host hands packets to a guest by routes; then the place is the host's.
    var routed: VM.ID?
  }

  /// The interfaces of every machine towards the two ends of the row.
  private static let left = NIC.ID("eth0")
  private static let right = NIC.ID("eth1")

  private var draw: RandomStream
  private var hosts: [Host] = []
  private var nodes: [Node] = []

  /// The scenario that belongs to `seed`.
  static func scenario(seed: UInt64) -> Scenario {
    var generator = Self(draw: RandomStream(seed: seed, replication: 0, name: "scenario"))
    var scenario = generator.scenario(name: "random-\(seed)")
    generator.draw = RandomStream(seed: seed, replication: 0, name: "failures")
    generator.addFailures(to: &scenario)
    return scenario
  }

  /// Lets links and hosts of one scenario in four fail, each once, and some flows end.
  private mutating func addFailures(to scenario: inout Scenario) {
    guard chance(0.25) else { return }
    let end = (scenario.run.warmUp + scenario.run.duration).seconds
    func time(from: Double) -> SimTime { SimTime(seconds: from + (end - from) * draw.uniform()) }
    let targets =
      scenario.links.map { Failure.Target.link($0.ends[0]) }
      + scenario.hosts.map { Failure.Target.host($0.id) }
    for target in targets where chance(0.3) {
      let at = SimTime(seconds: 0.9 * end * draw.uniform())
      let repair = time(from: at.seconds) + SimTime(picoseconds: 1)
      scenario.failures.append(
        Failure(target: target, at: at, repair: chance(0.7) ? repair : nil))
    }
    for index in scenario.workloads.indices where chance(0.2) {
      guard case .flow(var flow) = scenario.workloads[index].kind else { continue }
      flow.stop = time(from: flow.start.seconds) + SimTime(picoseconds: 1)
      scenario.workloads[index].kind = .flow(flow)
    }
  }

  private mutating func below(_ limit: Int) -> Int { Int(draw.next() % UInt64(limit)) }

  private mutating func chance(_ share: Double) -> Bool { draw.uniform() < share }

  private mutating func one<Element>(_ choices: [Element]) -> Element {
    choices[below(choices.count)]
  }

  /// A number between two others whose logarithm is uniformly distributed.
  private mutating func between(_ low: Double, _ high: Double) -> Double {
    low * Elementary.exp(draw.uniform() * Elementary.log(high / low))
  }

  private mutating func scenario(name: String) -> Scenario {
    let count = 2 + below(4)
    for index in 0..<count { addHost(index, isEnd: index == 0 || index == count - 1) }
    for index in nodes.indices { address(index) }
    let run = RunPlan(
      replications: 1, seed: 1, duration: SimTime(seconds: between(2e-4, 2e-3)),
      warmUp: chance(0.3) ? .zero : SimTime(seconds: between(1e-5, 5e-4)))
    let links = (1..<count).map { index in
      Link(
        ends: [
          Link.End(host: hosts[index - 1].id, nic: Self.right),
          Link.End(host: hosts[index].id, nic: Self.left),
        ],
        rate: BitRate(bitsPerSecond: chance(0.1) ? one([1e3, 1e13]) : between(1e6, 1e11)),
        delay: chance(0.3) ? .zero : SimTime(seconds: between(1e-9, 1e-3)))
    }
    var workloads = (0...below(4)).map { flow(number: $0, run: run) }
    for index in 0..<below(3) { workloads.append(job(number: index)) }
    return Scenario(
      name: name, summary: "", hosts: hosts, links: links, workloads: workloads, run: run)
  }

  // MARK: Machines

  private mutating func addHost(_ index: Int, isEnd: Bool) {
    var host = Host(
      id: Host.ID("h\(index)"), processor: processor(),
      memory: Memory(
        size: ByteCount(bytes: 64 << 30), bandwidth: ByteRate(bytesPerSecond: between(1e8, 1e12)),
        coreBandwidth: chance(0.5) ? ByteRate(bytesPerSecond: between(1e8, 1e11)) : nil))
    let isFirst = index == 0
    let left = isFirst ? nil : Self.left
    let right = isEnd && !isFirst ? nil : Self.right
    host.nics = [left, right].compactMap { $0 }.map { id in
      NIC(
        id: id, model: .physical, queue: chance(0.3) ? 1 + below(1_000) : nil,
        queues: chance(0.3) ? 1 + below(host.processor.cores) : 1,
        segmentationOffload: chance(0.3),
        moderation: chance(0.3) ? SimTime(seconds: between(1e-9, 1e-3)) : nil)
    }
    let kind = below(10)
    if kind < 4 {
      nodes.append(Node(place: Place(host: host.id), left: left, right: right))
    } else {
      host.hypervisor = hypervisor(processor: host.processor)
      if kind == 9 && !isEnd {
        addRoutedVM(to: &host)
      } else {
        addBridgedVMs(to: &host, left: left, right: right)
      }
    }
    hosts.append(host)
  }

  private mutating func processor() -> Processor {
    let sockets = one([1, 1, 2, 4])
    return Processor(
      sockets: sockets, numaNodes: chance(0.7) ? 1 : sockets, coresPerSocket: 1 + below(8),
      threadsPerCore: 1 + below(2),
      clock: Frequency(hertz: chance(0.1) ? one([1e6, 1e10]) : between(5e8, 5e9)),
      cache: ByteCount(bytes: Int64(below(1 << 20))))
  }

  private mutating func hypervisor(processor: Processor) -> Hypervisor {
    if chance(0.6) { return Hypervisor(kind: .kvm, paging: one([.shadow, .nested])) }
    let slice = SimTime(seconds: between(1e-5, 0.1))
    return Hypervisor(
      kind: .xen, paging: one([.shadow, .nested, .paravirtual]),
      dom0VCPUs: 1 + below(processor.cores),
      credit: Hypervisor.Credit(
        boost: chance(0.5), timeslice: slice,
        ratelimit: chance(0.5) ? .zero : SimTime(seconds: slice.seconds / 2)))
  }

  private mutating func vm(_ number: Int, on host: Host) -> VM {
    let vcpus = 1 + below(4)
    var vm = VM(
      id: VM.ID("vm\(number)"), vcpus: vcpus, memory: ByteCount(bytes: 1 << 30),
      pageSize: ByteCount(bytes: host.hypervisor.paging == .nested ? one([4096, 2 << 20]) : 4096))
    if chance(0.5) { vm.pinning = (0..<vcpus).map { _ in below(host.processor.cores) } }
    if host.hypervisor.kind == .xen {
      vm.guestType = host.hypervisor.paging == .paravirtual ? .pv : one([.pvh, .hvm])
      if chance(0.3) { vm.weight = one([1, 64, 512, 65_535]) }
      if chance(0.3) { vm.cap = 1 + below(100 * vcpus) }
    }
    return vm
  }

  private mutating func model(of vm: VM, on host: Host, mayPassThrough: Bool) -> NIC.Model {
    if mayPassThrough && chance(0.15) { return .passthrough }
    if host.hypervisor.kind == .kvm { return one([.virtio, .virtioVhost, .e1000, .rtl8139]) }
    return vm.guestType == .hvm ? one([.netfront, .e1000, .rtl8139]) : .netfront
  }

  /// One to three guests in a row, joined by bridges.
  private mutating func addBridgedVMs(to host: inout Host, left: NIC.ID?, right: NIC.ID?) {
    let count = left == nil || right == nil ? 1 : 1 + below(3)
    for number in 0..<count {
      var guest = vm(number, on: host)
      for (id, uplink) in [
        (Self.left, number == 0 ? left : NIC.ID("bridge\(number - 1)")),
        (Self.right, number == count - 1 ? right : NIC.ID("bridge\(number)")),
      ] {
        guard let uplink else { continue }
        let model = model(of: guest, on: host, mayPassThrough: !uplink.name.hasPrefix("bridge"))
        guest.nics.append(
          NIC(
            id: id, model: model, uplink: uplink,
            attachment: model == .passthrough ? nil : .bridged,
            queue: chance(0.2) ? 1 + below(1_000) : nil,
            queues: model == .e1000 || model == .rtl8139 ? 1 : 1 + below(guest.vcpus),
            segmentationOffload: chance(0.3)))
      }
      host.vms.append(guest)
      if number > 0 { host.nics.append(NIC(id: NIC.ID("bridge\(number - 1)"), model: .physical)) }
      nodes.append(
        Node(
          place: Place(host: host.id, vm: guest.id),
          left: number > 0 || left != nil ? Self.left : nil,
          right: number < count - 1 || right != nil ? Self.right : nil))
    }
  }

  /// A guest that its host hands all packets to by routes.
  private mutating func addRoutedVM(to host: inout Host) {
    var guest = vm(0, on: host)
    for (id, network) in [(Self.left, 0), (Self.right, 100)] {
      guest.nics.append(
        NIC(
          id: id, model: model(of: guest, on: host, mayPassThrough: false),
          address: InterfaceAddress("198.19.\(network + hosts.count).2/24"), uplink: id,
          attachment: .routed))
    }
    host.vms.append(guest)
    nodes.append(
      Node(place: Place(host: host.id), left: Self.left, right: Self.right, routed: guest.id))
  }

  // MARK: Addresses

  /// Gives a node its addresses and its routes: segment s lies between nodes s and s + 1.
  private mutating func address(_ index: Int) {
    let node = nodes[index]
    guard let host = hosts.firstIndex(where: { $0.id == node.place.host }) else { return }
    var routes: [StaticRoute] = []
    for segment in 0..<nodes.count - 1 where segment != index && segment != index - 1 {
      let toRight = segment > index
      routes.append(
        route(
          segment, via: toRight ? "198.18.\(index).2" : "198.18.\(index - 1).1",
          nic: toRight ? node.right : node.left))
    }
    func number(_ nics: inout [NIC]) {
      for place in nics.indices {
        if nics[place].id == node.left && index > 0 {
          nics[place].address = InterfaceAddress("198.18.\(index - 1).2/24")
        } else if nics[place].id == node.right && index < nodes.count - 1 {
          nics[place].address = InterfaceAddress("198.18.\(index).1/24")
        }
      }
    }
    if let guest = hosts[host].vms.firstIndex(where: { $0.id == node.place.vm }) {
      number(&hosts[host].vms[guest].nics)
      hosts[host].vms[guest].routes = routes
      return
    }
    number(&hosts[host].nics)
    hosts[host].routes = routes
    guard node.routed != nil else { return }
    for place in 0..<2 {
      let nic = hosts[host].vms[0].nics[place]
      hosts[host].routes.append(
        StaticRoute(
          to: Prefix("198.18.0.0/16")!, via: nic.address?.address, incoming: nic.id))
    }
    hosts[host].vms[0].routes = (0..<nodes.count - 1).map { segment in
      segment >= index
        ? route(segment, via: "198.18.\(index).1", nic: Self.right)
        : route(segment, via: "198.18.\(index - 1).2", nic: Self.left)
    }
  }

  private func route(_ segment: Int, via: String, nic: NIC.ID?) -> StaticRoute {
    StaticRoute(to: Prefix("198.18.\(segment).0/24")!, via: IPv4Address(via), nic: nic)
  }
}

// MARK: Workloads

extension ScenarioGenerator {
  /// Packets that a flow without feedback sends about at most.
  private static let mostPackets = 300

  private mutating func flow(number: Int, run: RunPlan) -> Workload {
    // A host that routes to its guest has no address of its own that all others reach.
    let ends = nodes.filter { $0.routed == nil }.map(\.place)
    let source = below(ends.count)
    let destination = (source + 1 + below(ends.count - 1)) % ends.count
    let isMixed = chance(0.15)
    let frame = isMixed ? 1518 : one([71, 64 + 7 + below(1448), 1518, 71 + below(8948)])
    let horizon = (run.warmUp + run.duration).seconds
    var flow = Flow(
      source: ends[source], destination: ends[destination],
      load: load(frame: frame, horizon: horizon, reacts: isMixed ? false : nil),
      frame: ByteCount(bytes: Int64(frame)),
      start: chance(0.5) ? .zero : SimTime(seconds: draw.uniform() * horizon * 0.9),
      receiverDelay: .time(chance(0.7) ? .zero : SimTime(seconds: between(1e-7, 1e-3))),
      sizes: isMixed ? .imix : .uniform,
      congestionControl: one(Flow.CongestionControl.allCases))
    if chance(0.3) { flow.sendBuffer = ByteCount(bytes: Int64(frame + below(100_000))) }
    if ends[source].vm == nil && ends[destination].vm == nil && chance(0.4) {
      flow.endpoints = .testers
    }
    return Workload(id: Workload.ID("flow\(number)"), kind: .flow(flow))
  }

  private mutating func load(frame: Int, horizon: Double, reacts: Bool?) -> Flow.Load {
    let payload = Double((frame - 46) * 8)
    let packets = Double(1 + below(Self.mostPackets))
    let rate = BitRate(bitsPerSecond: min(max(payload * packets / horizon, 1e3), 1e13))
    switch below(reacts == false ? 3 : 6) {
    case 0: return .constantRate(rate)
    case 1: return .poisson(rate)
    case 2:
      return .onOff(
        rate: rate, burst: SimTime(seconds: between(1e-6, 5e-3)),
        pause: SimTime(seconds: between(1e-6, 5e-3)))
    case 3:
      return .requests(
        RequestPattern(
          response: ByteCount(bytes: Int64(1 + below(20_000))), clients: 1 + below(20),
          think: chance(0.3) ? .zero : SimTime(seconds: between(1e-7, 1e-3)),
          service: chance(0.3) ? .zero : SimTime(seconds: between(1e-7, 1e-3))))
    default:
      return .elastic(window: .size(ByteCount(bytes: Int64(frame + below(256 << 10)))))
    }
  }

  private mutating func job(number: Int) -> Workload {
    let host = hosts[below(hosts.count)]
    let vm = host.vms.isEmpty || chance(0.3) ? nil : host.vms[below(host.vms.count)]
    let place = Place(host: host.id, vm: vm?.id)
    let id = Workload.ID("job\(number)")
    if chance(0.5) {
      return Workload(id: id, kind: .pi(PiJob(place: place, digits: 1 + below(1 << 22))))
    }
    let cpus = vm?.vcpus ?? host.processor.hardwareThreads
    return Workload(
      id: id,
      kind: .stream(
        StreamJob(
          place: place, arraySize: ByteCount(bytes: 64 << 20), threads: 1 + below(cpus))))
  }
}
