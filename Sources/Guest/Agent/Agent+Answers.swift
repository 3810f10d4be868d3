import Console

#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#endif

/// What an agent answers.
extension Agent {
  /// Does what is asked, and says how it went.
  func answer(_ request: AgentRequest) -> AgentReply {
    do {
      switch request {
      case .hello(AgentRequest.version), .info: return .ready(info: try info())
      case .hello(let version):
        return .refused(
          reason: "the host speaks version \(version) and this agent \(AgentRequest.version)")
      case .configure(let wanted):
        for note in try NetworkSetup().apply(wanted) { tell(.event(event: .log(text: note))) }
        remember(wanted)
        return .done
      case .run(let order): return try start(order)
      case .forward(let order): return try startForwarding(order)
      case .counters: return .counters(counters: try MachineCounters.now())
      case .look(let run): return look(run)
      case .cancel(let run): return try cancel(run)
      case .powerOff:
        end(ByteChannel.now())
        return .done
      }
    } catch {
      return .refused(reason: "\(error)")
    }
  }

  private func start(_ order: AgentRun) throws -> AgentReply {
    guard run == nil else {
      return .refused(reason: "\(run?.kernel ?? "another kernel") is still running; cancel it")
    }
    guard GuestKernel.all.contains(where: { $0.name == order.kernel }) else {
      let names = GuestKernel.all.map(\.name).joined(separator: ", ")
      return .refused(reason: "there is no kernel \"\(order.kernel)\"; use \(names)")
    }
    run = try KernelProcess(order)
    isStartTold = false
    return .done
  }

  private func startForwarding(_ order: AgentForwarding) throws -> AgentReply {
    let setup = try NetworkSetup()
    switch order.engine {
    case .kernel:
      guard kernelForwarding == nil else {
        return .refused(reason: "the kernel forwards already; cancel that first")
      }
      try SystemFile.write("1", to: "/proc/sys/net/ipv4/ip_forward")
      kernelForwarding = order.id
      tell(.event(event: .started(run: order.id)))
      return .done
    case .own:
      // Otherwise both would forward every packet.
      try SystemFile.write("0", to: "/proc/sys/net/ipv4/ip_forward")
      let words = try ForwardingWords(configuration, interfaces: order.interfaces, setup).words
      return try start(AgentRun(id: order.id, kernel: "forward-live", words: words))
    }
  }

  private func look(_ id: Int) -> AgentReply {
    guard let run, run.id == id else { return .refused(reason: "there is no run \(id)") }
    return .doing(text: run.doing)
  }

  private func cancel(_ id: Int) throws -> AgentReply {
    if id == kernelForwarding {
      try SystemFile.write("0", to: "/proc/sys/net/ipv4/ip_forward")
      kernelForwarding = nil
      let line = #"{"kernel":"forward","result":{"engine":"kernel"}}"#
      tell(.event(event: .result(run: id, line: line)))
      return .done
    }
    guard let run, run.id == id else { return .refused(reason: "there is no run \(id)") }
    run.cancel()
    return .done
  }

  /// Adds to what has been configured before.
  private func remember(_ wanted: AgentConfiguration) {
    configuration.interfaces += wanted.interfaces
    configuration.routes += wanted.routes
    configuration.neighbours += wanted.neighbours
  }
}
