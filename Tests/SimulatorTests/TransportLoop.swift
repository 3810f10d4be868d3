import Model

@testable import Simulator

/// A sender and a receiver with a fixed delay between them and losses as the test wants them.
final class TransportLoop {
  var sender: TransportSender
  var receiver: TransportReceiver
  /// Picoseconds in each direction.
  let delay: Int64
  /// Whether the n-th data packet, counted from 1, is lost.
  var losesData: (Int64) -> Bool = { _ in false }
  /// Whether the n-th acknowledgement, counted from 1, is lost.
  var losesAcknowledgement: (Int64) -> Bool = { _ in false }

  private(set) var now: Int64 = 0
  private(set) var sent = 0
  private(set) var repeated = 0
  private(set) var delivered: Int64 = 0
  private(set) var acknowledgements: Int64 = 0
  private(set) var mostInFlight = 0
  /// When data arrived last.
  private(set) var lastArrival: Int64 = 0
  private var timer = Int64.max
  private var events = FutureEventSet()
  private var messages: [(segment: Int64, order: Int64, expected: Int64)] = []

  private enum Kind {
    static let data: UInt32 = 0
    static let acknowledgement: UInt32 = 1
    static let timer: UInt32 = 2
    static let held: UInt32 = 3
  }

  init(
    window: Int, delay: Int64 = 1_000_000_000,
    congestionControl: Flow.CongestionControl = .reno
  ) {
    sender = TransportSender(window: window, congestionControl: congestionControl)
    receiver = TransportReceiver(window: window)
    self.delay = delay
  }

  /// Runs until so many segments were delivered; false if time runs out or nothing happens any
  /// more.
  func run(segments: Int64, until end: Int64) -> Bool {
    pump()
    while delivered < segments {
      guard let event = events.next(), event.time <= end else { return false }
      now = event.time
      switch event.kind {
      case Kind.data: receive(messages[Int(event.index)])
      case Kind.acknowledgement:
        let message = messages[Int(event.index)]
        sender.receive(
          expected: message.expected, cause: message.segment, order: message.order, now: now)
      case Kind.timer where now == timer:
        timer = .max
        if now >= sender.deadline { sender.timeOut(now: now) }
      case Kind.timer: break
      default:
        if let held = receiver.held, now >= held.deadline {
          acknowledge(segment: held.cause, order: held.order)
        }
      }
      pump()
    }
    return true
  }

  private func pump() {
    while let next = sender.nextTransmission(now: now) {
      sent += 1
      if next.isRepeat { repeated += 1 }
      mostInFlight = max(mostInFlight, sender.inFlight)
      if losesData(Int64(sent)) { continue }
      post(Kind.data, (next.segment, next.order, 0))
    }
    if sender.deadline < timer {
      timer = sender.deadline
      events.schedule(at: timer, kind: Kind.timer, index: 0)
    }
  }

  private func receive(_ message: (segment: Int64, order: Int64, expected: Int64)) {
    lastArrival = now
    let (advanced, isDue) = receiver.receive(
      segment: message.segment, order: message.order, now: now)
    delivered += Int64(advanced)
    if isDue {
      acknowledge(segment: message.segment, order: message.order)
    } else if let held = receiver.held {
      events.schedule(at: held.deadline, kind: Kind.held, index: 0)
    }
  }

  private func acknowledge(segment: Int64, order: Int64) {
    receiver.didAcknowledge()
    acknowledgements += 1
    if losesAcknowledgement(acknowledgements) { return }
    post(Kind.acknowledgement, (segment, order, receiver.expected))
  }

  private func post(_ kind: UInt32, _ message: (segment: Int64, order: Int64, expected: Int64)) {
    messages.append(message)
    events.schedule(at: now + delay, kind: kind, index: UInt32(messages.count - 1))
  }
}
