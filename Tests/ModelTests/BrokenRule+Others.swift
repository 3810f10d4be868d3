import Model

extension BrokenRule {
  /// Rules about links, addresses, workloads and the plan of the run.
  static let others: [BrokenRule] = [
    BrokenRule("precision of 0", at: "run.precision", says: "above 0 % and up to 100 %") {
      $0.run.precision = 0
    },
    BrokenRule("limit alone", at: "run.most_replications", says: "write precision: 5 %") {
      $0.run.mostReplications = 100
    },
    BrokenRule("limit below the floor", at: "run.most_replications", says: "is not between") {
      $0.run.precision = 0.05
      $0.run.mostReplications = $0.run.replications - 1
    },
    BrokenRule("nameless scenario", at: "name", says: "write a short name") { $0.name = "" },
    BrokenRule("no workloads", at: "workloads", says: "add a workload") { $0.workloads = [] },
    BrokenRule("one-ended link", at: "links[2].ends", says: "[a.eth0, b.eth0]") {
      $0.hosts[0].nics.append(Samples.nic("eth1", .physical))
      $0.links.append(Samples.link("a.eth1", "nonsense"))
    },
    BrokenRule("dead link", at: "links[0].rate", says: "between 1 kbit/s and 10 Tbit/s") {
      $0.links[0].rate = BitRate(bitsPerSecond: 0)
    },
    BrokenRule("negative rate", at: "links[0].rate", says: "between 1 kbit/s and 10 Tbit/s") {
      $0.links[0].rate = BitRate(bitsPerSecond: -1e9)
    },
    BrokenRule("NaN rate", at: "links[0].rate", says: "between 1 kbit/s and 10 Tbit/s") {
      $0.links[0].rate = BitRate(bitsPerSecond: .nan)
    },
    BrokenRule("impossible rate", at: "links[0].rate", says: "between 1 kbit/s and 10 Tbit/s") {
      $0.links[0].rate = BitRate(bitsPerSecond: 1e14)
    },
    BrokenRule("link to the moon", at: "links[0].delay", says: "between 0 s and 10 s") {
      $0.links[0].delay = SimTime(seconds: 11)
    },
    BrokenRule("link to an unknown host", at: "links[2].ends[1]", says: "write HOST.NIC") {
      $0.hosts[0].nics.append(Samples.nic("eth1", .physical))
      $0.links.append(Samples.link("a.eth1", "z.eth0"))
    },
    BrokenRule("link to an unknown NIC", at: "links[2].ends[1]", says: "add it or name") {
      $0.hosts[0].nics.append(Samples.nic("eth1", .physical))
      $0.links.append(Samples.link("a.eth1", "b.eth9"))
    },
    BrokenRule("two links for a NIC", at: "links[2].ends[1]", says: "add another NIC") {
      $0.hosts[0].nics.append(Samples.nic("eth1", .physical))
      $0.links.append(Samples.link("a.eth1", "b.eth0"))
    },
    BrokenRule("address given twice", at: "hosts[1].nics[3].address", says: "change one") {
      for name in ["eth2", "eth3"] {
        $0.hosts[1].nics.append(
          Samples.nic(name, .physical, nil, try Samples.address("10.0.0.1/24")))
      }
    },
    BrokenRule("broadcast address", at: "hosts[1].nics[2].address", says: "take another") {
      $0.hosts[1].nics.append(
        Samples.nic("eth2", .physical, nil, try Samples.address("10.0.0.255/24")))
    },
    BrokenRule("subnet's address", at: "hosts[1].nics[2].address", says: "take another") {
      $0.hosts[1].nics.append(
        Samples.nic("eth2", .physical, nil, try Samples.address("10.0.0.0/24")))
    },
    BrokenRule("second workload of a name", at: "workloads[1].name", says: "rename one") {
      $0.workloads[1].id = Workload.ID("tx")
    },
    BrokenRule("pi nowhere", at: "workloads[1].on", says: "name a host or host/vm") {
      $0.workloads[1].kind = .pi(PiJob(place: Place(host: Host.ID("z")), digits: 1))
    },
    BrokenRule("no digits", at: "workloads[1].digits", says: "between 1 and 4294967296") {
      $0.workloads[1].kind = .pi(PiJob(place: Place(host: Host.ID("r")), digits: 0))
    },
    BrokenRule("STREAM nowhere", at: "workloads[2].on", says: "name a host or host/vm") {
      $0.stream?.place = Place(host: Host.ID("r"), vm: VM.ID("z"))
    },
    BrokenRule("threads for no CPU", at: "workloads[2].threads", says: "between 1 and 4") {
      $0.stream?.threads = 5
    },
    BrokenRule("empty array", at: "workloads[2].array_size", says: "write more than 0 B") {
      $0.stream?.arraySize = ByteCount(bytes: 0)
    },
    BrokenRule("array in the cache", at: "workloads[2].array_size", says: "take a larger array") {
      $0.stream?.arraySize = ByteCount(bytes: (32 << 20) - 1)
    },
    BrokenRule("array beyond memory", at: "workloads[2].array_size", says: "take smaller ones") {
      $0.stream?.arraySize = ByteCount(bytes: 3 << 30)
    },
    BrokenRule("flow from nowhere", at: "workloads[0].from", says: "name a host or host/vm") {
      $0.flow?.source = Place(host: Host.ID("z"))
    },
    BrokenRule("flow to nowhere", at: "workloads[0].to", says: "name a host or host/vm") {
      $0.flow?.destination = Place(host: Host.ID("z"))
    },
    BrokenRule("flow to itself", at: "workloads[0].to", says: "name two places") {
      $0.flow?.destination = Place(host: Host.ID("a"))
    },
    BrokenRule("small window", at: "workloads[0].window", says: "write 1518 B or more") {
      $0.flow?.load = .elastic(window: .size(ByteCount(bytes: 1517)))
    },
    BrokenRule("large window", at: "workloads[0].window", says: "write less") {
      $0.flow?.load = .elastic(window: .size(ByteCount(bytes: (1 << 30) + 1)))
    },
    BrokenRule("window of dwarfs", at: "workloads[0].window", says: "2^20 segments; write less") {
      $0.flow?.load = .elastic(window: .size(ByteCount(bytes: 1 << 30)))
      $0.flow?.frame = ByteCount(bytes: 128)
    },
    BrokenRule("no rate", at: "workloads[0].rate", says: "between 1 kbit/s and 10 Tbit/s") {
      $0.flow?.load = .constantRate(BitRate(bitsPerSecond: 0))
    },
    BrokenRule("NaN load", at: "workloads[0].rate", says: "between 1 kbit/s and 10 Tbit/s") {
      $0.flow?.load = .constantRate(BitRate(bitsPerSecond: .nan))
    },
    BrokenRule("short TCP frame", at: "workloads[0].frame", says: "between 71 B and 9018 B") {
      $0.flow?.frame = ByteCount(bytes: 70)
    },
    BrokenRule("short UDP frame", at: "workloads[0].frame", says: "between 64 B and 9018 B") {
      $0.flow?.frame = ByteCount(bytes: 63)
      $0.flow?.load = .constantRate(BitRate(bitsPerSecond: 1e6))
    },
    BrokenRule("jumbo frame", at: "workloads[0].frame", says: "between 71 B and 9018 B") {
      $0.flow?.frame = ByteCount(bytes: 9019)
    },
    BrokenRule("slow receiver", at: "workloads[0].receiver_delay", says: "between 0 s and 10 s") {
      $0.flow?.receiverDelay = .time(SimTime(seconds: 11))
    },
    BrokenRule("start beyond a day", at: "workloads[0].start", says: "at most 24 h") {
      $0.flow?.start = SimTime(seconds: 86_401)
    },
    BrokenRule("start after the end", at: "workloads[0].start", says: "write an earlier time") {
      let end = $0.run.warmUp + $0.run.duration
      $0.flow?.start = end
    },
    BrokenRule("tester in a VM", Samples.kvm, at: "workloads[0].from", says: "name a host") {
      $0.flow?.source = Place(host: Host.ID("r"), vm: VM.ID("vm"))
      $0.flow?.endpoints = .testers
    },
    BrokenRule("no way", at: "workloads[0].from", says: "add one to its routes") {
      $0.hosts[0].routes = []
    },
    BrokenRule("no way back", at: "workloads[0].to", says: "its acknowledgements: ") {
      $0.hosts[2].routes = []
    },
    BrokenRule("route loop", at: "workloads[0].from", says: "correct the routes") {
      $0.hosts[1].routes = [
        StaticRoute(to: try Samples.prefix("198.18.1.0/24"), via: try Samples.ip("198.18.0.2"))
      ]
    },
    BrokenRule("no runs", at: "run.replications", says: "between 1 and 100000") {
      $0.run.replications = 0
    },
    BrokenRule("no time", at: "run.duration", says: "up to 24 h") { $0.run.duration = .zero },
    BrokenRule("long time", at: "run.duration", says: "up to 24 h") {
      $0.run.duration = SimTime(seconds: 86_401)
    },
    BrokenRule("long warm-up", at: "run.warm_up", says: "at most 24 h") {
      $0.run.warmUp = SimTime(seconds: 86_401)
    },
  ]
}
