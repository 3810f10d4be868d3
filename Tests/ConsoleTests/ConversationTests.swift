import Testing

@testable import Console

/// Two sides over a channel that loses, damages, echoes and adds.
@Suite
struct ConversationTests {
  /// A channel in one direction.
  private static func spoil(_ bytes: [UInt8], _ random: inout SeededRandom) -> [UInt8] {
    var result = bytes
    switch Int.random(in: 0..<6, using: &random) {
    case 0: result = []
    case 1 where !result.isEmpty:
      result[Int.random(in: 0..<result.count, using: &random)] ^= 0x10
    case 2: result = random.bytes(upTo: 50) + result
    case 3: result += result
    default: break
    }
    return result
  }

  @Test(arguments: [1, 2, 3, UInt64.random(in: 4 ... .max)], [1, 3, 64])
  func everyMessageArrivesOnceAndInOrder(seed: UInt64, window: Int) {
    var random = SeededRandom(seed: seed)
    var host = Conversation.host(session: 77, window: window)
    var agent = Conversation.agent(window: window)
    let questions = (0..<20).map { _ in random.bytes(upTo: 100) }
    let answers = (0..<20).map { _ in random.bytes(upTo: 100) }
    questions.forEach { host.send($0) }
    var atAgent: [[UInt8]] = []
    var atHost: [[UInt8]] = []
    var now: UInt64 = 0
    while (host.unacknowledged > 0 || agent.unacknowledged > 0), now < 10_000_000_000_000 {
      now += 100_000_000
      let toAgent = host.output(now: now)
      for case .message(let message) in agent.receive(Self.spoil(toAgent, &random)) {
        atAgent.append(message)
        agent.send(answers[atAgent.count - 1])
      }
      // What the host sends is echoed to it too.
      let toHost = toAgent + agent.output(now: now)
      for case .message(let message) in host.receive(Self.spoil(toHost, &random)) {
        atHost.append(message)
      }
    }
    #expect(atAgent == questions, "seed \(seed)")
    #expect(atHost == answers, "seed \(seed)")
  }

  /// As many frames as the window has go out before the first is acknowledged, and the last
  /// acknowledgement holds for all.
  @Test
  func aWindowOfFramesNeedsOneRoundTrip() {
    var host = Conversation.host(session: 1, window: 4)
    var agent = Conversation.agent()
    let messages = (0..<5).map { [UInt8($0)] }
    messages.forEach { host.send($0) }
    #expect(agent.receive(host.output(now: 0)) == messages[..<4].map { .message($0) })
    #expect(host.output(now: 1).isEmpty)
    let answer = agent.output(now: 1)
    let last = answer.split(separator: UInt8(ascii: "\n")).last ?? []
    #expect(host.receive(Array(last) + [UInt8(ascii: "\n")]).isEmpty)
    #expect(host.unacknowledged == 1)
    #expect(agent.receive(host.output(now: 2)) == [.message(messages[4])])
    _ = host.receive(agent.output(now: 3))
    #expect(host.unacknowledged == 0 && host.nextOutput == nil)
  }

  /// After a loss one frame is sent again, and not the window, until something arrives.
  @Test
  func aLostWindowIsTriedAgainByOneFrame() {
    var host = Conversation.host(session: 1, window: 8)
    var agent = Conversation.agent()
    for number in 0..<8 { host.send([UInt8(number)]) }
    _ = host.output(now: 0)
    let again = Conversation.patience
    #expect(host.nextOutput == again && host.output(now: again - 1).isEmpty)
    #expect(agent.receive(host.output(now: again)) == [.message([0])])
    _ = host.receive(agent.output(now: again))
    #expect(agent.receive(host.output(now: again)).count == 2)
  }

  /// What was read is answered in between: no output is much longer than a burst.
  @Test
  func aWindowGoesOutInBursts() {
    var host = Conversation.host(session: 1, window: 64)
    host.send([UInt8](repeating: 0x41, count: 64 * Conversation.partBytes))
    var outputs = 0
    while host.nextOutput == 0 {
      let bytes = host.output(now: 0)
      #expect((1...Conversation.burstBytes + 2 * Conversation.partBytes).contains(bytes.count))
      outputs += 1
    }
    #expect(outputs > 8 && host.unacknowledged == 64)
  }

  /// As a serial port of a guest on an emulated machine: 80 bytes per second, and a long queue.
  /// Repetitions may not take more of it than the messages do.
  @Test
  func aSlowChannelIsNotFilledWithRepetitions() {
    let bytesPerTick = 4
    let tick: UInt64 = 50_000_000
    var host = Conversation.host(session: 5)
    var agent = Conversation.agent()
    let messages = (0..<20).map { [UInt8](repeating: UInt8($0), count: 400) }
    messages.forEach { host.send($0) }
    var wires: (toAgent: [UInt8], toHost: [UInt8]) = ([], [])
    var sent = 0
    var atAgent: [[UInt8]] = []
    var now: UInt64 = 0
    while host.unacknowledged > 0, now < 10_000_000_000_000 {
      now += tick
      let output = host.output(now: now)
      sent += output.count
      wires.toAgent += output
      wires.toHost += agent.output(now: now)
      for case .message(let message) in agent.receive(wires.toAgent.prefix(bytesPerTick)) {
        atAgent.append(message)
      }
      _ = host.receive(wires.toHost.prefix(bytesPerTick))
      wires.toAgent.removeFirst(min(bytesPerTick, wires.toAgent.count))
      wires.toHost.removeFirst(min(bytesPerTick, wires.toHost.count))
    }
    #expect(atAgent == messages)
    var single = Conversation.host(session: 5)
    single.send(messages[0])
    #expect(sent <= 2 * messages.count * single.output(now: 0).count)
  }

  @Test
  func aLongMessageGoesInParts() {
    var host = Conversation.host(session: 1)
    var agent = Conversation.agent()
    let message = [UInt8](repeating: 0x7E, count: 3 * Conversation.partBytes + 1)
    host.send(message)
    #expect(host.unacknowledged == 4)
    var arrived: [Conversation.Arrival] = []
    for round in 0..<8 {
      arrived += agent.receive(host.output(now: UInt64(round)))
      _ = host.receive(agent.output(now: UInt64(round)))
    }
    #expect(arrived == [.message(message)])
    #expect(host.unacknowledged == 0)
  }

  @Test
  func anAgentTakesUpTheSessionOfANewHost() {
    var agent = Conversation.agent()
    var first = Conversation.host(session: 1)
    first.send([1])
    #expect(agent.receive(first.output(now: 0)) == [.message([1])])
    agent.send([2])
    var second = Conversation.host(session: 9)
    second.send([3])
    #expect(agent.receive(second.output(now: 0)) == [.message([3])])
    #expect(agent.session == 9)
    #expect(agent.unacknowledged == 0)
    agent.send([4])
    let bytes = agent.output(now: 0)
    #expect(first.receive(bytes).isEmpty)
    #expect(second.receive(bytes) == [.message([4])])
  }
}
