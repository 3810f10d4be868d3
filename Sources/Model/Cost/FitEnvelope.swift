/// The kinds and ranges of what a calibration was fitted to, aspect by aspect: beyond them, the
/// model extrapolates.
///
/// A scenario inside of it may still combine its aspects as no observation did.
public struct FitEnvelope: Hashable, Sendable {
  /// The kinds of those aspects that have kinds, sorted.
  public private(set) var kinds: [Aspect: [String]]
  /// The least and the largest number of those that have numbers, in `Aspect.unit`.
  public private(set) var ranges: [Aspect: ClosedRange<Double>]

  /// That envelope.
  public init(kinds: [Aspect: [String]] = [:], ranges: [Aspect: ClosedRange<Double>] = [:]) {
    self.kinds = kinds
    self.ranges = ranges
  }

  /// What all of `scenarios` span, each reduced to the workloads that were observed in it.
  public init(of scenarios: some Sequence<Scenario>) {
    self.init()
    for scenario in scenarios {
      for trait in scenario.traits { include(trait) }
    }
  }

  private mutating func include(_ trait: ScenarioTrait) {
    switch trait.value {
    case .kind(let kind):
      if kinds[trait.aspect]?.contains(kind) != true {
        kinds[trait.aspect] = ((kinds[trait.aspect] ?? []) + [kind]).sorted()
      }
    case .number(let number):
      let range = ranges[trait.aspect] ?? number...number
      ranges[trait.aspect] =
        Swift.min(range.lowerBound, number)...Swift.max(range.upperBound, number)
    }
  }

  private func contains(_ trait: ScenarioTrait) -> Bool {
    switch trait.value {
    case .kind(let kind): return kinds[trait.aspect]?.contains(kind) ?? false
    case .number(let number): return ranges[trait.aspect]?.contains(number) ?? false
    }
  }

  /// Where `scenario` lies outside: a phrase for each such aspect, with what it has and what was
  /// fitted, in the order of `Aspect`.
  public func departures(of scenario: Scenario) -> [String] {
    let outside = scenario.traits.filter { !contains($0) }
    return Aspect.allCases.compactMap { aspect in
      let values = outside.filter { $0.aspect == aspect }.map(\.text).sorted()
      guard let first = values.first else { return nil }
      let others = Set(values).count - 1
      return "\(aspect.name) \(first)" + (others > 0 ? " and \(others) more" : "")
        + " (fitted: \(fitted(aspect)))"
    }
  }

  private func fitted(_ aspect: Aspect) -> String {
    if let range = ranges[aspect] {
      let ends = (aspect.text(range.lowerBound), aspect.text(range.upperBound))
      return ends.0 == ends.1 ? ends.0 : "\(ends.0) to \(ends.1)"
    }
    return kinds[aspect]?.joined(separator: "; ") ?? "none"
  }
}

/// One property of a scenario, as far as costs may depend on it.
struct ScenarioTrait: Hashable {
  enum Value: Hashable {
    case kind(String)
    case number(Double)
  }

  let aspect: Aspect
  let value: Value

  init(_ aspect: Aspect, _ kind: String) { (self.aspect, value) = (aspect, .kind(kind)) }

  init(_ aspect: Aspect, _ number: Double) { (self.aspect, value) = (aspect, .number(number)) }

  /// The value for readers.
  var text: String {
    switch value {
    case .kind(let kind): return kind
    case .number(let number): return aspect.text(number)
    }
  }
}

extension Scenario {
  /// The properties of what its workloads use, each once.
  var traits: Set<ScenarioTrait> { ScenarioIndex(self).traits }
}

extension ScenarioIndex {
  /// The properties of what the workloads use, each once.
  fileprivate var traits: Set<ScenarioTrait> {
    var traits: Set<ScenarioTrait> = []
    for link in linksUsed { traits.insert(ScenarioTrait(.linkRate, link.rate.base)) }
    for workload in scenario.workloads {
      switch workload.kind {
      case .pi(let job):
        traits.insert(ScenarioTrait(.piDigits, Double(job.digits)))
        traits.formUnion(machine(job.place, platform: .piPlatform))
      case .stream(let job):
        traits.insert(ScenarioTrait(.streamArray, job.arraySize.base))
        traits.insert(ScenarioTrait(.streamThreads, Double(job.threads)))
        traits.formUnion(machine(job.place, platform: .streamPlatform))
        if let host = self.host(job.place.host) {
          traits.insert(ScenarioTrait(.memoryBandwidth, host.memory.bandwidth.base))
        }
      case .flow(let flow): traits.formUnion(self.traits(of: flow))
      }
    }
    return traits
  }

  /// The links, if anything is sent at all.
  private var linksUsed: [Link] {
    let sends = scenario.workloads.contains { if case .flow = $0.kind { true } else { false } }
    return sends ? scenario.links : []
  }

  private func traits(of flow: Flow) -> Set<ScenarioTrait> {
    var traits: Set<ScenarioTrait> = [ScenarioTrait(.frameSize, flow.frame.base)]
    switch flow.load {
    case .elastic: traits.insert(ScenarioTrait(.flowLoad, "elastic"))
    case .constantRate(let rate):
      traits.insert(ScenarioTrait(.flowLoad, "constant rate"))
      traits.insert(ScenarioTrait(.offeredRate, rate.base))
    case .poisson(let rate):
      traits.insert(ScenarioTrait(.flowLoad, "Poisson"))
      traits.insert(ScenarioTrait(.offeredRate, rate.base))
    case .onOff(let rate, _, _):
      traits.insert(ScenarioTrait(.flowLoad, "on–off"))
      traits.insert(ScenarioTrait(.offeredRate, rate.base))
    case .requests: traits.insert(ScenarioTrait(.flowLoad, "requests"))
    }
    // A flow that finds no way is refused elsewhere.
    for hop in (try? path(from: flow.source, to: flow.destination)) ?? [] {
      // Testers cost nothing, whatever they are.
      let isTester =
        flow.endpoints == .testers && (hop.place == flow.source || hop.place == flow.destination)
      if isTester || host(hop.place.host)?.forwarding == .hardware { continue }
      traits.formUnion(machine(hop.place, platform: .flowPlatform))
      for interface in [hop.incoming, hop.outgoing].compactMap({ $0 }) {
        if let kind = kind(of: interface) {
          traits.insert(ScenarioTrait(.flowNIC, kind))
        }
      }
    }
    return traits
  }

  /// The properties of a machine that work is done on.
  private func machine(_ place: Place, platform: Aspect) -> Set<ScenarioTrait> {
    guard let host = self.host(place.host) else { return [] }
    var traits: Set<ScenarioTrait> = [
      ScenarioTrait(platform, Self.platform(of: host, vm: place.vm)),
      ScenarioTrait(.clock, host.processor.clock.base),
    ]
    if let vm = self.vm(place) {
      traits.insert(ScenarioTrait(.vmMemory, vm.memory.base))
      traits.insert(ScenarioTrait(.pageSize, vm.pageSize.base))
    }
    return traits
  }

  private static func platform(of host: Host, vm: VM.ID?) -> String {
    let hypervisor = host.hypervisor
    switch (hypervisor.kind, vm) {
    case (.native, _), (.kvm, nil): return "native"
    case (.xen, nil): return "xen, dom0"
    case (.kvm, _), (.xen, _):
      let paging = hypervisor.paging.map { ", \($0.rawValue) paging" } ?? ""
      return hypervisor.kind.rawValue + paging
    }
  }

  /// The model of an interface, and for a VM's how it is attached and to what hypervisor.
  private func kind(of interface: Interface) -> String? {
    guard let host = self.host(interface.place.host) else { return nil }
    guard let vm = interface.place.vm else {
      return host.nics.first { $0.id == interface.nic }?.model.rawValue
    }
    let nics = host.vms.first { $0.id == vm }?.nics
    guard let nic = nics?.first(where: { $0.id == interface.nic }) else { return nil }
    let attachment = nic.attachment.map { " \($0.rawValue)" } ?? ""
    return "\(host.hypervisor.kind.rawValue) \(nic.model.rawValue)\(attachment)"
  }
}
