import Model

/// Which core of a host runs which of its threads.
///
/// Pinned vCPUs get their cores and dom0's vCPUs the first cores; every other thread goes to the
/// core that has the fewest threads, the lowest-numbered among equals, and stays there. Of a core
/// with two hardware threads the second is one more place, which comes after all first ones.
struct CorePlacement {
  private var load: [Int]
  private var executors: [Int?]
  private let host: Host

  /// The placement of `host` with nothing on its cores but what is pinned there.
  init(host: Host) {
    self.host = host
    load = Array(repeating: 0, count: host.processor.hardwareThreads)
    executors = Array(repeating: nil, count: load.count)
    for vm in host.vms { for core in vm.pinning { load[core % load.count] += 1 } }
    for vcpu in 0..<(host.hypervisor.dom0VCPUs ?? 0) { load[vcpu % load.count] += 1 }
  }

  /// The executor of a given hardware thread: those of the cores, and then their second ones.
  mutating func executor(core: Int, in plan: inout NetworkPlan) -> Int {
    let core = core % executors.count
    if let executor = executors[core] { return executor }
    let cores = host.processor.cores
    let suffix = core < cores ? "" : " thread \(core / cores)"
    plan.executors.append(.init(name: "\(host.id) core \(core % cores)\(suffix)"))
    let index = plan.executors.count - 1
    executors[core] = index
    for place in stride(from: core % cores, to: executors.count, by: cores) {
      guard let sibling = executors[place], sibling != index else { continue }
      plan.executors[index].sibling = sibling
      plan.executors[sibling].sibling = index
    }
    return index
  }

  /// The executor of the least loaded core, which one more thread goes to.
  mutating func leastLoaded(in plan: inout NetworkPlan) -> Int {
    let core = load.indices.min { (load[$0], $0) < (load[$1], $1) } ?? 0
    load[core] += 1
    return executor(core: core, in: &plan)
  }
}
