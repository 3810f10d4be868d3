/// What a run needs while it gives elastic flows their rates.
struct FillingState {
  /// The flows that are given a rate again, and the resources that they share.
  var flows: Marks
  var resources: Marks
  /// Whether a flow of the set has its rate.
  var isFixed: [Bool]
  /// What is left of each resource for flows of the set without a rate, the cost of a segment of
  /// each of them together, and their number.
  var free: [Double]
  var weight: [Double]
  var count: [Int]
  /// Resources and windows by the rate at which they hold flows back, the least first.
  var queue: [Level] = []

  /// The rate at which a resource is full, or which a flow's window allows.
  struct Level {
    var rate: Double
    /// The resource, or −1 − the flow.
    var index: Int32

    func precedes(_ other: Level) -> Bool {
      rate < other.rate || (rate == other.rate && index < other.index)
    }
  }

  /// Nothing to be filled.
  init(flows: Int, resources: Int) {
    self.flows = Marks(count: flows)
    self.resources = Marks(count: resources)
    isFixed = Array(repeating: false, count: flows)
    free = Array(repeating: 0, count: resources)
    weight = free
    count = Array(repeating: 0, count: resources)
  }

  /// Adds a level. O(log n).
  mutating func push(_ level: Level) {
    queue.append(level)
    var place = queue.count - 1
    while place > 0, queue[place].precedes(queue[(place - 1) / 2]) {
      queue.swapAt(place, (place - 1) / 2)
      place = (place - 1) / 2
    }
  }

  /// Takes the least level; nil if there is none. O(log n).
  mutating func pop() -> Level? {
    guard let first = queue.first else { return nil }
    let last = queue.removeLast()
    guard !queue.isEmpty else { return first }
    queue[0] = last
    var place = 0
    while true {
      var best = place
      for child in [2 * place + 1, 2 * place + 2] where child < queue.count {
        if queue[child].precedes(queue[best]) { best = child }
      }
      if best == place { return first }
      queue.swapAt(place, best)
      place = best
    }
  }
}

/// The elastic flows that share each resource, those that send first.
struct SharerLists {
  /// As in the plan, in another order within each list.
  private(set) var elements: [FluidPlan.Share]
  /// Which of the plan's shares each is, and where each share is.
  private var origins: [Int32]
  private var places: [Int32]

  /// The lists of `plan`, in which nobody sends.
  init(_ plan: FluidPlan) {
    elements = plan.sharers.elements
    origins = Array(repeating: 0, count: elements.count)
    places = origins
    var next = (0..<plan.resourceCount).map { plan.sharers.range($0).lowerBound }
    for share in plan.shares.elements.indices {
      let resource = Int(plan.shares.elements[share].index)
      origins[next[resource]] = Int32(share)
      places[share] = Int32(next[resource])
      next[resource] += 1
    }
  }

  /// Exchanges a share with the one at a place of the same list. O(1).
  mutating func move(share: Int, to place: Int) {
    let from = Int(places[share])
    elements.swapAt(from, place)
    origins.swapAt(from, place)
    places[Int(origins[from])] = Int32(from)
    places[Int(origins[place])] = Int32(place)
  }
}

/// Elastic flows: max–min fair rates of segments (Bertsekas and Gallager, Data Networks, 6.5.2) in
/// what flows without feedback leave.
extension FluidRun {
  /// Rates and shares nearer to each other than that are the same.
  private static let tolerance = 1e-9

  /// Whether an elastic flow sends.
  private func isActive(_ flow: Int) -> Bool {
    flows[flow].isOn && flows[flow].blocked == 0 && flows[flow].resumeTime < 0
  }

  /// Notes at each of its resources that a flow sends, or no longer does.
  private mutating func list(flow: Int, _ sends: Bool) {
    flows[flow].isListed = sends
    for share in plan.shares.range(flow) {
      let resource = Int(plan.shares.elements[share].index)
      if !sends { resources[resource].senders -= 1 }
      let first = plan.sharers.range(resource).lowerBound
      sharers.move(share: share, to: first + resources[resource].senders)
      if sends { resources[resource].senders += 1 }
    }
  }

  /// The places of a resource's elastic flows that send.
  @inline(__always)
  private func senders(at resource: Int) -> Range<Int> {
    let first = plan.sharers.range(resource).lowerBound
    return first..<first + resources[resource].senders
  }

  /// What elastic flows may have of a resource.
  private func available(_ index: Int) -> Double {
    let resource = resources[index]
    let passing = Double(resource.demand) * resource.passing / plan.scales[index]
    return max(resource.capacity - (resource.down > 0 ? 0 : passing), 0)
  }

  private func taken(_ index: Int) -> Double {
    Double(resources[index].elastic) / plan.scales[index]
  }

  /// Gives rates again to the flows that start or stop, to those that a resource holds back which
  /// has changed, and to all others whose rates follow from these.
  mutating func fillAgain() {
    guard !changed.list.isEmpty || !touched.list.isEmpty else { return }
    for number in changed.takeAll() {
      let flow = Int(number)
      let isActive = isActive(flow)
      if isActive != flows[flow].isListed { list(flow: flow, isActive) }
      if isActive {
        filling.flows.insert(flow)
      } else if flows[flow].delivered > 0 || flows[flow].bottleneck >= 0 {
        setRate(0, flow: flow, bottleneck: -1)
      }
    }
    for position in 0..<touched.list.count { seed(from: Int(touched.list[position])) }
    while !filling.flows.list.isEmpty {
      fill()
      if !addUnfair() { break }
    }
    filling.flows.removeAll()
    filling.resources.removeAll()
  }

  /// Adds the flows that a changed resource holds back, or all of its flows if they take too much.
  private mutating func seed(from index: Int) {
    let range = senders(at: index)
    guard !range.isEmpty else { return }
    let isTooMuch = taken(index) > available(index) + Self.tolerance * resources[index].capacity
    for position in range {
      let flow = Int(sharers.elements[position].index)
      if isTooMuch || flows[flow].bottleneck == Int32(index) { filling.flows.insert(flow) }
    }
  }

  /// Progressive filling of the set, with all other flows as they are.
  private mutating func fill() {
    prepare()
    while let level = filling.pop() {
      if level.index < 0 {
        let flow = Int(-1 - level.index)
        if !filling.isFixed[flow] { fix(flow: flow, at: level.rate, bottleneck: -1) }
        continue
      }
      let index = Int(level.index)
      guard filling.count[index] > 0 else { continue }
      let rate = max(filling.free[index], 0) / filling.weight[index]
      // It has been left by flows that others hold back; so the rest may have more.
      if rate > level.rate {
        filling.push(.init(rate: rate, index: level.index))
        continue
      }
      for position in senders(at: index) {
        let flow = Int(sharers.elements[position].index)
        if filling.flows.contains(flow) && !filling.isFixed[flow] {
          fix(flow: flow, at: level.rate, bottleneck: level.index)
        }
      }
    }
  }

  private mutating func prepare() {
    filling.queue.removeAll(keepingCapacity: true)
    for position in 0..<filling.flows.list.count {
      let flow = Int(filling.flows.list[position])
      filling.isFixed[flow] = false
      for share in plan.shares.range(flow) {
        filling.resources.insert(Int(plan.shares.elements[share].index))
      }
    }
    for position in 0..<filling.resources.list.count {
      let index = Int(filling.resources.list[position])
      filling.free[index] = available(index)
      filling.weight[index] = 0
      filling.count[index] = 0
      for position in senders(at: index) {
        let share = sharers.elements[position]
        let flow = Int(share.index)
        if filling.flows.contains(flow) {
          filling.weight[index] += share.cost
          filling.count[index] += 1
        } else if flows[flow].delivered > 0 {
          filling.free[index] -= flows[flow].delivered * share.cost
        }
      }
      guard filling.count[index] > 0, filling.weight[index] > 0 else { continue }
      let rate = max(filling.free[index], 0) / filling.weight[index]
      filling.push(.init(rate: rate, index: Int32(index)))
    }
    for position in 0..<filling.flows.list.count {
      let flow = filling.flows.list[position]
      filling.push(.init(rate: plan.rates[Int(flow)], index: -1 - flow))
    }
  }

  private mutating func fix(flow: Int, at rate: Double, bottleneck: Int32) {
    filling.isFixed[flow] = true
    for position in plan.shares.range(flow) {
      let share = plan.shares.elements[position]
      filling.free[Int(share.index)] -= rate * share.cost
      filling.weight[Int(share.index)] -= share.cost
      filling.count[Int(share.index)] -= 1
    }
    setRate(rate, flow: flow, bottleneck: bottleneck)
  }

  /// Adds the held flows for which the condition of max–min fairness no longer holds at a resource
  /// that the set shares; returns whether there are any.
  ///
  /// A flow has to have a resource that is full and on which none is faster, or all its window.
  private mutating func addUnfair() -> Bool {
    let before = filling.flows.list.count
    for position in 0..<filling.resources.list.count {
      let index = Int(filling.resources.list[position])
      let range = senders(at: index)
      var fastest = 0.0
      var held = Double.infinity
      for position in range {
        let flow = Int(sharers.elements[position].index)
        fastest = max(fastest, flows[flow].delivered)
        if filling.flows.contains(flow) && flows[flow].bottleneck == Int32(index) {
          held = min(held, flows[flow].delivered)
        }
      }
      let isFull =
        taken(index) >= available(index) - Self.tolerance * resources[index].capacity
      for position in range {
        let flow = Int(sharers.elements[position].index)
        guard !filling.flows.contains(flow) else { continue }
        let rate = flows[flow].delivered
        let isHeldBack = flows[flow].bottleneck == Int32(index)
        if isHeldBack && (!isFull || rate < fastest * (1 - Self.tolerance))
          || rate > held * (1 + Self.tolerance)
        {
          filling.flows.insert(flow)
        }
      }
    }
    return filling.flows.list.count > before
  }

  private mutating func setRate(_ rate: Double, flow index: Int, bottleneck: Int32) {
    integrate(flow: index)
    let before = flows[index].delivered
    flows[index].bottleneck = bottleneck
    guard rate != before else { return }
    flows[index].offered = rate
    flows[index].delivered = rate
    for position in plan.shares.range(index) {
      let share = plan.shares.elements[position]
      let resource = Int(share.index)
      let scale = plan.scales[resource]
      resources[resource].elastic +=
        Int64((rate * share.cost * scale).rounded())
        - Int64((before * share.cost * scale).rounded())
      touched.insert(resource)
    }
    for position in plan.visits.range(index) {
      let visit = plan.visits.elements[position]
      stagePackets[Int(visit.stage)] +=
        Int64((rate * visit.packets * Self.packetUnit).rounded())
        - Int64((before * visit.packets * Self.packetUnit).rounded())
    }
  }
}
