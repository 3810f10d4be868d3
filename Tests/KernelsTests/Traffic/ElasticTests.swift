import Foundation
import Kernels
import Model
import Testing

/// TCP streams over loopback.
@Suite
struct ElasticTests {
  @Test(arguments: [1, 4])
  func whatIsSentIsReceived(streams: Int) throws {
    try Self.transfer(
      to: try #require(IPv4Address("127.0.0.1")), namespace: nil, streams: streams)
  }

  /// Linux's segments have room for the timestamps' 12 bytes too.
  @Test
  func theConnectionIsAsItIsSet() throws {
    let report = try Self.transfer(
      to: try #require(IPv4Address("127.0.0.1")), namespace: nil, streams: 1
    ) {
      $0.options.congestionControl = "reno"
      $0.options.segment = 536
      $0.options.sendBuffer = 100_000
    }
    #expect(report.congestionControl == "reno")
    #expect(report.streams.allSatisfy { $0.segmentBytes == 536 - 12 }, "\(report.streams)")
  }

  @Test
  func anUnknownCongestionControlIsAnErrorWithItsRemedy() throws {
    #expect {
      try Self.transfer(
        to: try #require(IPv4Address("127.0.0.1")), namespace: nil, streams: 1
      ) { $0.options.congestionControl = "nothing" }
    } throws: { "\($0)".contains("tcp_available_congestion_control") }
  }

  @Test
  func nobodyListeningIsAnError() throws {
    let address = try #require(IPv4Address("127.0.0.1"))
    // The port of a receiver that is gone.
    let receiver = try ElasticReceiver(address: address, port: 0)
    let port = receiver.port
    _ = try receiver.run(nanoseconds: 0, stop: StopFlag())
    var settings = ElasticSettings(address: address)
    settings.port = port
    #expect(
      throws: TrafficError.socket(
        operation: "connecting", peer: "127.0.0.1:\(port)", code: ECONNREFUSED)
    ) { _ = try ElasticSender(settings: settings).run(stop: StopFlag()) }
  }

  /// Who connects and is not read is not held for longer than its patience.
  @Test
  func aReceiverThatDoesNotReadHoldsNobody() throws {
    // The kernel completes connections to it by itself.
    let listener = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
    try #require(listener >= 0)
    defer { close(listener) }
    try #require(listen(listener, 1) == 0)
    var name = sockaddr_in()
    var length = socklen_t(MemoryLayout<sockaddr_in>.size)
    let code = withUnsafeMutablePointer(to: &name) {
      $0.withMemoryRebound(to: sockaddr.self, capacity: 1) { getsockname(listener, $0, &length) }
    }
    try #require(code == 0)
    var settings = ElasticSettings(address: try #require(IPv4Address("127.0.0.1")))
    settings.port = UInt16(bigEndian: name.sin_port)
    settings.nanoseconds = 100_000_000
    settings.patience = 1
    #expect(throws: TrafficError.self) {
      _ = try ElasticSender(settings: settings).run(stop: StopFlag())
    }
  }

  /// A receiver that goes before the end takes its senders with it.
  @Test
  func aReceiverThatGoesEndsItsSender() throws {
    let address = try #require(IPv4Address("127.0.0.1"))
    let receiver = try ElasticReceiver(address: address, port: 0)
    var settings = ElasticSettings(address: address)
    settings.port = receiver.port
    settings.nanoseconds = 600_000_000_000
    settings.patience = 3600
    let serving = Serving(receiver, nanoseconds: 200_000_000)
    #expect(throws: TrafficError.self) {
      _ = try ElasticSender(settings: settings).run(stop: StopFlag())
    }
    #expect(try serving.wait().count == 1)
  }

  @Test
  func anAddressOfAnotherMachineIsAnError() throws {
    let address = try #require(IPv4Address("198.18.99.99"))
    #expect(throws: TrafficError.self) { _ = try ElasticReceiver(address: address, port: 0) }
  }

  @Test
  func settingsOutOfRangeAreErrors() throws {
    let good = ElasticSettings(address: try #require(IPv4Address("127.0.0.1")))
    try good.validate()
    for change in [
      { $0.streams = 0 }, { $0.streams = 129 }, { $0.nanoseconds = 0 }, { $0.writeBytes = 0 },
      { $0.window = 0 }, { $0.interval = 0 }, { $0.patience = 0 }, { $0.options.sendBuffer = 0 },
      { $0.options.segment = 87 }, { $0.options.congestionControl = "" },
    ] as [(inout ElasticSettings) -> Void] {
      var settings = good
      change(&settings)
      #expect(throws: TrafficError.self) { try settings.validate() }
    }
  }

  /// Streams to a receiver on a thread of its own: the bytes agree, and the figures make sense.
  @discardableResult
  static func transfer(
    to address: IPv4Address, namespace: String?, streams: Int,
    _ change: (inout ElasticSettings) -> Void = { _ in }
  ) throws -> ElasticReport {
    let receiver = try ElasticReceiver(address: address, port: 0, namespace: namespace)
    var settings = ElasticSettings(address: address)
    settings.port = receiver.port
    settings.streams = streams
    settings.nanoseconds = 300_000_000
    settings.interval = 100_000_000
    settings.window = 1 << 20
    settings.namespace = namespace
    change(&settings)
    let serving = Serving(receiver)
    let report = try ElasticSender(settings: settings).run(stop: StopFlag())
    let received = try serving.wait()
    #expect(received.count == streams)
    #expect(report.streams.count == streams)
    #expect(report.sentBytes > 0)
    #expect(report.sentBytes == report.receivedBytes)
    #expect(received.reduce(0, +) == report.receivedBytes)
    #expect(report.goodput > 0)
    #expect(!report.intervalBitsPerSecond.isEmpty && report.intervalBitsPerSecond.count <= 4)
    #expect(!report.congestionControl.isEmpty)
    #expect(report.streams.allSatisfy { $0.segmentBytes > 0 && $0.congestionWindow > 0 })
    return report
  }

  /// A receiver on a thread.
  private final class Serving: @unchecked Sendable {
    private let done = DispatchSemaphore(value: 0)
    // Written before the semaphore is signalled, read after it was waited for.
    private var result: Result<[UInt64], any Error> = .success([])

    init(_ receiver: consuming ElasticReceiver, nanoseconds: UInt64 = 20_000_000_000) {
      let held = Held(receiver)
      Thread.detachNewThread { [self] in
        result = Result {
          try held.take().run(nanoseconds: nanoseconds, stop: StopFlag())
        }
        done.signal()
      }
    }

    func wait() throws -> [UInt64] {
      done.wait()
      return try result.get()
    }
  }

  /// Carries a receiver to a thread.
  private final class Held: @unchecked Sendable {
    private var receiver: ElasticReceiver?

    init(_ receiver: consuming ElasticReceiver) { self.receiver = consume receiver }

    func take() -> ElasticReceiver {
      guard let taken = receiver.take() else { preconditionFailure("taken twice") }
      return taken
    }
  }
}
