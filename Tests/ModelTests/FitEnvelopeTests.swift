import Testing

@testable import Model

/// A calibration knows what it was fitted to, and tells where a scenario lies outside of that.
@Suite struct FitEnvelopeTests {
  @Test func whatWasFittedLiesInside() throws {
    let scenarios = [try Samples.native(), try Samples.kvm(), try Samples.xen()]
    let envelope = FitEnvelope(of: scenarios)
    for scenario in scenarios { #expect(envelope.departures(of: scenario) == []) }
    // What each has alone lies inside too, and in an envelope of itself.
    for scenario in scenarios {
      for index in scenario.workloads.indices {
        var single = scenario
        single.workloads = [scenario.workloads[index]]
        #expect(envelope.departures(of: single) == [])
        #expect(FitEnvelope(of: [single]).departures(of: single) == [])
      }
    }
  }

  @Test func anotherPlatformAndAnotherNICAreTold() throws {
    let envelope = FitEnvelope(of: [try Samples.native()])
    let told = envelope.departures(of: try Samples.kvm())
    #expect(told.contains("platform of flows kvm, nested paging (fitted: native)"), "\(told)")
    #expect(told.contains("NIC of flows kvm virtio bridged (fitted: physical)"), "\(told)")
    let xen = envelope.departures(of: try Samples.xen())
    #expect(
      xen.contains("platform of flows xen, dom0 and 1 more (fitted: native)"), "\(xen)")
    #expect(xen.contains("NIC of flows xen netfront routed (fitted: physical)"), "\(xen)")
  }

  /// Every number that the costs depend on, just outside the range and at its ends.
  @Test(arguments: [
    "frame size", "link rate", "processor clock", "decimals of pi", "arrays of STREAM",
    "threads of STREAM", "memory bandwidth",
  ])
  func aNumberBeyondTheRangeIsTold(name: String) throws {
    let base = try Samples.native()
    let changed = Self.scaled(base, name, by: 2)
    let envelope = FitEnvelope(of: [base])
    let told = envelope.departures(of: changed)
    #expect(told.count == 1 && told[0].hasPrefix("\(name) "), "\(told)")
    #expect(told[0].contains("(fitted: "), "\(told)")
    // Between two that were fitted, and at each of them, nothing is told.
    let wider = FitEnvelope(of: [base, Self.scaled(base, name, by: 4)])
    for factor in [1, 2, 4] {
      #expect(wider.departures(of: Self.scaled(base, name, by: factor)) == [], "\(factor)")
    }
    #expect(wider.departures(of: Self.scaled(base, name, by: 8)).count == 1)
    #expect(wider.departures(of: Self.scaled(base, name, by: 8))[0].contains(" to "))
  }

  private static func scaled(_ base: Scenario, _ name: String, by factor: Int) -> Scenario {
    var scenario = base
    for index in scenario.hosts.indices {
      let host = scenario.hosts[index]
      if name == "processor clock" {
        scenario.hosts[index].processor.clock = Frequency(
          hertz: host.processor.clock.hertz * Double(factor))
      }
      if name == "memory bandwidth" {
        scenario.hosts[index].memory.bandwidth = ByteRate(
          bytesPerSecond: host.memory.bandwidth.bytesPerSecond * Double(factor))
      }
    }
    for index in scenario.links.indices where name == "link rate" {
      let rate = scenario.links[index].rate.bitsPerSecond
      scenario.links[index].rate = BitRate(bitsPerSecond: rate * Double(factor))
    }
    for index in scenario.workloads.indices {
      switch scenario.workloads[index].kind {
      case .flow(var flow) where name == "frame size":
        flow.frame = ByteCount(bytes: flow.frame.bytes * Int64(factor))
        scenario.workloads[index].kind = .flow(flow)
      case .pi(var job) where name == "decimals of pi":
        job.digits *= factor
        scenario.workloads[index].kind = .pi(job)
      case .stream(var job) where name == "arrays of STREAM":
        job.arraySize = ByteCount(bytes: job.arraySize.bytes * Int64(factor))
        scenario.workloads[index].kind = .stream(job)
      case .stream(var job) where name == "threads of STREAM":
        job.threads *= factor
        scenario.workloads[index].kind = .stream(job)
      default: break
      }
    }
    return scenario
  }

  @Test func aRateIsComparedWithRatesOnly() throws {
    let elastic = try Samples.native()
    var constant = elastic
    guard case .flow(var flow) = constant.workloads[0].kind else {
      Issue.record("the first workload is a flow")
      return
    }
    flow.load = .constantRate(BitRate(bitsPerSecond: 1e8))
    constant.workloads[0].kind = .flow(flow)
    let told = FitEnvelope(of: [elastic]).departures(of: constant)
    #expect(told == [
      "load of flows constant rate (fitted: elastic)", "offered rate 100 Mbit/s (fitted: none)",
    ])
    #expect(FitEnvelope(of: [elastic, constant]).departures(of: elastic) == [])
  }

  @Test func theMemoryOfAVMIsCompared() throws {
    let base = try Samples.kvm()
    var larger = base
    larger.hosts[1].vms[0].memory = ByteCount(bytes: base.hosts[1].vms[0].memory.bytes * 2)
    let told = FitEnvelope(of: [base]).departures(of: larger)
    #expect(told.count == 1 && told[0].hasPrefix("memory of VMs "), "\(told)")
  }

  /// A flow's testers cost nothing, so that their machines do not matter.
  @Test func testersAreNotCompared() throws {
    var base = try Samples.native()
    base.workloads = [base.workloads[0]]
    guard case .flow(var flow) = base.workloads[0].kind else {
      Issue.record("the first workload is a flow")
      return
    }
    flow.endpoints = .testers
    base.workloads[0].kind = .flow(flow)
    var other = base
    other.hosts[0].processor.clock = Frequency(hertz: 9e9)
    #expect(FitEnvelope(of: [base]).departures(of: other) == [])
    other.hosts[1].processor.clock = Frequency(hertz: 9e9)
    #expect(FitEnvelope(of: [base]).departures(of: other).count == 1)
  }

  @Test func everyAspectHasANameOfItsOwn() {
    #expect(Set(Aspect.allCases.map(\.name)).count == Aspect.allCases.count)
  }
}
