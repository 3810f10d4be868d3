import Foundation
import Synchronization
import Testing

@testable import Console

/// An agent whose machine has stopped is found out before a run's time is over.
@Suite
struct PulseTests {
  private static let order = AgentRun(id: 7, kernel: "pi", words: [])

  /// A client whose agent answers `answers` questions after it has begun a run, and gives the run's
  /// result with the last, if it is to.
  private static func client(answers: Int, finishes: Bool) throws -> (AgentClient, FakeAgent) {
    let ends = try Sockets.pair()
    let agent = FakeAgent(ends.1, answers: answers, finishes: finishes)
    let client = try AgentClient(name: "fake", input: ends.0, output: ends.0)
    Thread.detachNewThread { agent.serve() }
    _ = try client.connect(within: .seconds(30))
    client.patience = .milliseconds(500)
    return (client, agent)
  }

  @Test(.timeLimit(.minutes(2)))
  func anAgentThatStopsAnsweringEndsTheRun() throws {
    let (client, agent) = try Self.client(answers: 1, finishes: false)
    #expect {
      try client.run(Self.order, within: .seconds(3600), pulse: .milliseconds(100))
    } throws: { error in
      guard case .timedOut(_, "info", 0.5, _)? = error as? AgentError else { return false }
      return true
    }
    #expect(agent.asked.load(ordering: .relaxed) >= 2)
  }

  @Test(.timeLimit(.minutes(2)))
  func anAgentThatAnswersIsWaitedForUntilItsResult() throws {
    let (client, agent) = try Self.client(answers: 4, finishes: true)
    let line = try client.run(Self.order, within: .seconds(3600), pulse: .milliseconds(50))
    #expect(line == "{}")
    #expect(agent.asked.load(ordering: .relaxed) == 4)
  }

  /// Signs of life do not make a run's time longer.
  @Test(.timeLimit(.minutes(2)))
  func aRunThatOutlastsItsTimeIsGivenUp() throws {
    let (client, _) = try Self.client(answers: .max, finishes: false)
    #expect {
      try client.run(Self.order, within: .milliseconds(400), pulse: .milliseconds(100))
    } throws: { error in
      guard case .timedOut(_, "the result of pi", _, _)? = error as? AgentError else {
        return false
      }
      return true
    }
  }
}

/// The other end of a channel, which speaks as an agent does.
private final class FakeAgent: Sendable {
  /// How often it was asked what it is after it had begun a run.
  let asked = Atomic(0)
  private let descriptor: Int32
  private let answers: Int
  private let finishes: Bool

  init(_ descriptor: Int32, answers: Int, finishes: Bool) {
    self.descriptor = descriptor
    self.answers = answers
    self.finishes = finishes
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
      return [.reply(id: envelope.id, reply: .done), .event(event: .started(run: order.id))]
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
