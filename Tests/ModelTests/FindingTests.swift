import Model
import Testing

/// Each rule of validation, broken alone, gives one finding: at its place, with a remedy.
@Suite struct FindingTests {
  @Test func validScenariosHaveNoFindings() throws {
    #expect(try Samples.native().findings == [])
    #expect(try Samples.kvm().findings == [])
    #expect(try Samples.xen().findings == [])
  }

  @Test(
    arguments: BrokenRule.machines + BrokenRule.guests + BrokenRule.others + BrokenRule.traffic
      + BrokenRule.failures)
  func aBrokenRuleIsFoundAloneAndWithARemedy(rule: BrokenRule) throws {
    var scenario = try rule.sample()
    try rule.break(&scenario)
    let findings = scenario.findings
    #expect(findings.map(\.path) == [rule.path], "\(findings)")
    for finding in findings {
      #expect(finding.message.contains(rule.remedy), "\(finding)")
    }
  }

  @Test func allProblemsAreFoundAtOnce() throws {
    var scenario = try Samples.kvm()
    scenario.hosts[0].processor.clock = Frequency(hertz: 0)
    scenario.hosts[1].vms[0].vcpus = 0
    scenario.links[1].rate = BitRate(bitsPerSecond: 0)
    scenario.run.replications = 0
    #expect(
      scenario.findings.map(\.path) == [
        "hosts[0].processor.clock", "hosts[1].vms[0].vcpus", "links[1].rate", "run.replications",
      ])
  }

  /// Numbers at the ends of their types must not stop the program while it looks for mistakes.
  @Test(arguments: [Int.min, -1, 0, Int.max])
  func impossibleNumbersAreFindingsAndNotTraps(number: Int) throws {
    var scenario = try Samples.xen()
    scenario.hosts[1].processor.sockets = number
    scenario.hosts[1].processor.coresPerSocket = number
    scenario.hosts[1].processor.threadsPerCore = number
    scenario.hosts[1].processor.numaNodes = number
    scenario.hosts[1].hypervisor.dom0VCPUs = number
    scenario.hosts[1].memory.size = ByteCount(bytes: Int64(number))
    scenario.hosts[1].vms[0].vcpus = number
    scenario.hosts[1].vms[0].pinning = [number, 0]
    scenario.hosts[1].vms[0].memory = ByteCount(bytes: Int64(number))
    scenario.hosts[1].nics[0].queue = number
    scenario.run.replications = number
    scenario.run.duration = SimTime(picoseconds: Int64(number))
    scenario.run.warmUp = SimTime(picoseconds: Int64(number))
    for index in scenario.workloads.indices {
      switch scenario.workloads[index].kind {
      case .pi(var job):
        job.digits = number
        scenario.workloads[index].kind = .pi(job)
      case .stream(var job):
        job.threads = number
        job.arraySize = ByteCount(bytes: Int64(number))
        scenario.workloads[index].kind = .stream(job)
      case .flow(var flow):
        flow.frame = ByteCount(bytes: Int64(number))
        flow.start = SimTime(picoseconds: Int64(number))
        scenario.workloads[index].kind = .flow(flow)
      }
    }
    #expect(scenario.findings.count > 8)
  }
}
