import Foundation
import Model
import Testing

@testable import Kernels

/// Requests and their answers: the clients' loop on a clock of the test's, and both ends on
/// loopback.
@Suite
struct RequestTests {
  private static func settings(_ change: (inout RequestSettings) -> Void = { _ in }) throws
    -> RequestSettings
  {
    var settings = RequestSettings(address: try #require(IPv4Address("127.0.0.1")))
    change(&settings)
    return settings
  }

  /// Runs the loop against a server that answers each request after the same time, and loses every
  /// `losing`-th frame of its answers; 0 loses none.
  private static func run(
    _ settings: RequestSettings, service: UInt64, losing: Int = 0
  ) -> RequestReport {
    var loop = RequestLoop(settings, now: 0)
    var answers: [(due: UInt64, message: RequestMessage)] = []
    var now: UInt64 = 0
    var frames = 0
    while now < settings.nanoseconds {
      while let request = loop.nextRequest(now: now) {
        answers.append((now + service, request))
      }
      while let first = answers.first, first.due <= now {
        answers.removeFirst()
        for frame in 0..<settings.answerFrames {
          frames += 1
          if losing > 0, frames % losing == 0 { continue }
          loop.take(
            RequestMessage(
              .answer, client: first.message.client, transmission: first.message.transmission,
              frame: UInt32(frame), run: first.message.run), now: now)
        }
      }
      let next = min(loop.nextTime ?? .max, answers.first?.due ?? .max)
      now = max(next, now)
    }
    return loop.report(seconds: Double(settings.nanoseconds) / 1e9, isInterrupted: false)
  }

  /// Without thinking, N clients of a server that takes S for each get N/S answers per second.
  @Test(arguments: [1, 3, 100])
  func whoDoesNotThinkAsksAllTheTime(clients: Int) throws {
    let settings = try Self.settings {
      $0.clients = clients
      $0.response = 4096
      $0.nanoseconds = 1_000_000_000
    }
    let report = Self.run(settings, service: 2_000_000)
    #expect(abs(report.answered - clients * 500) <= clients)
    #expect(report.repeats == 0 && report.late == 0)
    #expect(report.answeredBytes == report.answered * 4096)
    let times = try #require(report.responseNanoseconds)
    // To the resolution of the histogram.
    #expect(Double(times.maximum) / Double(times.minimum) < 1.001)
  }

  /// Who thinks for Z in the mean and waits for R gets 1/(R + Z): the interactive response time law
  /// (Denning and Buzen, doi:10.1145/356733.356735). The bound is five standard errors of the sum
  /// of so many exponential times.
  @Test(arguments: [1, 2, 3] as [UInt64])
  func whoThinksAsksLess(seed: UInt64) throws {
    let settings = try Self.settings {
      $0.clients = 20
      $0.think = 5_000_000
      $0.nanoseconds = 20_000_000_000
      $0.seed = seed
    }
    let report = Self.run(settings, service: 1_000_000)
    let expected = 20 / 0.006 * 20
    let error = 5 * (5.0 / 6) / expected.squareRoot()
    print("seed \(seed): \(report.answered) answers, \(expected) expected")
    #expect(abs(Double(report.answered) / expected - 1) < error, "seed \(seed)")
  }

  /// What is lost is asked for again, and counted once; the waiting grows to the timeout of 1 s at
  /// first, and at least 200 ms later (RFC 6298, Linux).
  @Test func whatIsLostIsAskedForAgain() throws {
    let settings = try Self.settings {
      $0.frame = 1518
      $0.response = 4000
      $0.nanoseconds = 100_000_000_000
    }
    let report = Self.run(settings, service: 1_000_000, losing: 100)
    #expect(report.repeats > 100)
    #expect(report.sent <= report.answered + report.repeats + 1)
    #expect(report.sent >= report.answered + report.repeats)
    let times = try #require(report.responseNanoseconds)
    #expect(times.maximum >= 200_000_000)
    // A retry of a frame that is lost again doubles the timeout.
    #expect(times.p50 < 1_100_000)
  }

  @Test func foreignMessagesChangeNothing() throws {
    var loop = RequestLoop(try Self.settings(), now: 0)
    let next = loop.nextRequest(now: 0)
    let request = try #require(next)
    for message in [
      RequestMessage(.answer, client: 7, transmission: 1, run: request.run),
      RequestMessage(.answer, client: 0, transmission: 1, run: request.run &+ 1),
      RequestMessage(.answer, client: 0, transmission: 1, frame: 99, run: request.run),
      RequestMessage(.request, client: 0, transmission: 1, run: request.run),
    ] { loop.take(message, now: 1) }
    #expect(loop.report(seconds: 1, isInterrupted: false).answered == 0)
  }

  @Test func messagesAreReadAsTheyAreWritten() throws {
    let bytes = UnsafeMutableRawBufferPointer.allocate(byteCount: 18, alignment: 1)
    defer { bytes.deallocate() }
    let message = RequestMessage(
      .answer, client: 0x0102_0304, transmission: .max, frame: 5, run: 0xA0B0_C0D0)
    message.write(to: bytes)
    #expect(RequestMessage(reading: UnsafeRawBufferPointer(bytes)) == message)
    #expect(Array(bytes.prefix(6)) == [0x48, 0x41, 1, 2, 3, 4])
    #expect(RequestMessage(reading: UnsafeRawBufferPointer(rebasing: bytes[..<17])) == nil)
    bytes[0] = 0
    #expect(RequestMessage(reading: UnsafeRawBufferPointer(bytes)) == nil)
  }

  @Test func settingsOutOfRangeAreErrors() throws {
    let good = try Self.settings()
    try good.validate()
    for change in [
      { $0.frame = 63 }, { $0.frame = 9019 }, { $0.response = 0 }, { $0.clients = 0 },
      { $0.clients = 10_001 }, { $0.think = .max }, { $0.service = .max }, { $0.nanoseconds = 0 },
    ] as [(inout RequestSettings) -> Void] {
      var settings = good
      change(&settings)
      #expect(throws: TrafficError.self) { try settings.validate() }
    }
  }

  /// Both ends for real: what is answered is counted alike, and the interactive response time law
  /// holds for any system, so for this one too.
  @Test func aServerAnswersItsClients() throws {
    let settings = try Self.settings {
      $0.port = 0
      $0.frame = 300
      $0.response = 2000
      $0.service = 300_000
      $0.think = 2_000_000
      $0.clients = 8
      $0.nanoseconds = 20_000_000_000
    }
    let server = try RequestServer(settings: settings)
    var asking = settings
    asking.port = server.port
    asking.nanoseconds = 500_000_000
    let stop = StopFlag()
    let held = Parcel(Optional(server))
    let serving = try WorkerThread<RequestServerReport>.start { () throws(TrafficError) in
      guard let server = held.content.take() else { throw .run("no server") }
      return try server.run(stop: stop)
    }
    let asked = Result { () throws(TrafficError) in
      try RequestClients(settings: asking).run(stop: StopFlag())
    }
    stop.raise()
    let served = try serving.join()
    let report = try asked.get()
    print("\(report)")
    #expect(report.answered > 0)
    #expect(served.requests <= report.sent && served.requests >= report.answered)
    #expect(served.frames == served.requests * 8)
    let times = try #require(report.responseNanoseconds)
    #expect(times.minimum >= 300_000, "an answer cannot come before the service is over")
  }

  @Test func nobodyListeningIsAnError() throws {
    let port = try RequestServer(settings: try Self.settings { $0.port = 0 }).port
    let settings = try Self.settings { $0.port = port }
    #expect(throws: TrafficError.self) {
      _ = try RequestClients(settings: settings).run(stop: StopFlag())
    }
  }
}
