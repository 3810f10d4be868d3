import Foundation
import Synchronization
import Testing

@testable import Console

/// An agent whose machine has stopped is found out before a run's time is over, and what holds up a
/// run that does not begin.
@Suite
struct PulseTests {
  private static let order = AgentRun(id: 7, kernel: "pi", words: [])

  /// A client whose agent answers `answers` questions after it has begun a run, and gives the run's
  /// result with the last, if it is to.
  ///
  /// - Parameter patience: How long an answer may take. Where one must come in time it is long, for
  ///   the machine may be busy with other tests.
  private static func client(
    answers: Int, finishes: Bool, start: FakeAgent.Start = .atOnce,
    patience: Duration = .seconds(60)
  ) throws -> (AgentClient, FakeAgent) {
    let ends = try Sockets.pair()
    let agent = FakeAgent(ends.1, answers: answers, finishes: finishes, start: start)
    let client = try AgentClient(name: "fake", input: ends.0, output: ends.0)
    Thread.detachNewThread { agent.serve() }
    _ = try client.connect(within: .seconds(30))
    client.patience = patience
    return (client, agent)
  }

  @Test
  func anAgentThatStopsAnsweringEndsTheRun() throws {
    let (client, agent) = try Self.client(answers: 1, finishes: false, patience: .seconds(10))
    #expect {
      try client.run(Self.order, within: .seconds(120), pulse: .milliseconds(100))
    } throws: { error in
      guard case .timedOut(_, "info", 10, _)? = error as? AgentError else { return false }
      return true
    }
    #expect(agent.asked.load(ordering: .relaxed) >= 2)
  }

  @Test
  func anAgentThatAnswersIsWaitedForUntilItsResult() throws {
    let (client, agent) = try Self.client(answers: 4, finishes: true)
    let line = try client.run(Self.order, within: .seconds(120), pulse: .milliseconds(50))
    #expect(line == "{}")
    #expect(agent.asked.load(ordering: .relaxed) == 4)
  }

  /// Signs of life do not make a run's time longer.
  @Test
  func aRunThatOutlastsItsTimeIsGivenUp() throws {
    let (client, _) = try Self.client(answers: .max, finishes: false)
    #expect {
      try client.run(Self.order, within: .seconds(2), pulse: .milliseconds(100))
    } throws: { error in
      guard case .timedOut(_, "the result of pi", _, _)? = error as? AgentError else {
        return false
      }
      return true
    }
  }

  @Test
  func aRunThatDoesNotBeginIsLookedAt() throws {
    let (client, _) = try Self.client(answers: .max, finishes: false, start: .never)
    #expect(
      throws: AgentError.notUnderWay(
        agent: "fake", kernel: "pi", seconds: 1, doing: FakeAgent.doing)
    ) {
      try client.start(Self.order, within: .seconds(1))
    }
  }

  /// As where the whole machine stood still until the time was over.
  @Test
  func aRunThatHasBegunWhenItIsLookedAtGoesOn() throws {
    let (client, agent) = try Self.client(answers: 1, finishes: true, start: .whenLookedAt)
    try client.start(Self.order, within: .seconds(1))
    _ = try client.info()
    #expect(try client.result(of: Self.order.id, "pi", within: .seconds(60)) == "{}")
    #expect(agent.asked.load(ordering: .relaxed) == 1)
  }
}

/// The other end of a channel, which speaks as an agent does.
private final class FakeAgent: Sendable {
  /// When it says that a run is under way.
  enum Start {
    case atOnce
    case whenLookedAt
    case never
  }

  /// What it says that a run does.
  static let doing = "its process is in state D (disk sleep)"

  /// How often it was asked what it is after it had begun a run.
  let asked = Atomic(0)
  private let descriptor: Int32
  private let answers: Int
  private let finishes: Bool
  private let start: Start

  init(_ descriptor: Int32, answers: Int, finishes: Bool, start: Start) {
    self.descriptor = descriptor
    self.answers = answers
    self.finishes = finishes
    self.start = start
  }

  /// Answers until the channel is closed.
  func serve() {
    defer { close(descriptor) }
    var conversation = Conversation.agent()
    var bytes = [UInt8](repeating: 0, count: 4096)
    while true {
      let count = read(descriptor, &bytes, bytes.count)
      guard count > 0 else { return }
      for case .message(let payload) in conversation.receive(bytes[..<count]) {
        guard let envelope = try? JSONLine.value(AgentEnvelope.self, from: payload) else { return }
        for message in messages(to: envelope) {
          guard let text = try? JSONLine.text(message) else { return }
          conversation.send(Array(text.utf8))
        }
      }
      let output = conversation.output(now: ByteChannel.now())
      guard output.isEmpty || write(descriptor, output, output.count) == output.count else {
        return
      }
    }
  }

  private func messages(to envelope: AgentEnvelope) -> [AgentMessage] {
    switch envelope.request {
    case .hello: return [.reply(id: envelope.id, reply: .ready(info: AgentInfo()))]
    case .run(let order):
      let reply = AgentMessage.reply(id: envelope.id, reply: .done)
      return start == .atOnce ? [reply, .event(event: .started(run: order.id))] : [reply]
    case .look(let run):
      let reply = AgentMessage.reply(id: envelope.id, reply: .doing(text: Self.doing))
      return start == .whenLookedAt ? [.event(event: .started(run: run)), reply] : [reply]
    case .info:
      let number = asked.wrappingAdd(1, ordering: .relaxed).newValue
      guard number <= answers else { return [] }
      let reply = AgentMessage.reply(id: envelope.id, reply: .ready(info: AgentInfo()))
      return finishes && number == answers
        ? [reply, .event(event: .result(run: 7, line: "{}"))] : [reply]
    default: return [.reply(id: envelope.id, reply: .refused(reason: "unknown"))]
    }
  }
}
