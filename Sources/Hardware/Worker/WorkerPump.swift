import Console
import Glibc

/// The thread of a `WorkerClient`: carries frames to and from the worker, and bytes between agents'
/// channels and their clients. It holds no reference to the client that would keep it alive.
final class WorkerPump: @unchecked Sendable {
  // All but what `state` guards is the thread's own.
  private let name: String
  private let state: Signal<WorkerClient.State>
  private let waker: Waker
  private let channel: ByteChannel
  private let errors: ByteChannel
  private var conversation = Conversation.host(
    session: UInt32.random(in: 1 ... .max), window: WorkerWire.window)
  private var output: [UInt8] = []
  /// Bytes that an agent's client has not taken yet, by channel.
  private var pending: [Int: [UInt8]] = [:]
  private var said: [UInt8] = []
  /// Nanoseconds between two signs of life.
  private let pulse: UInt64
  private var nextPulse: UInt64

  /// Frames that may wait before more is taken from agents' clients.
  private static let mostFrames = 64
  /// What is kept of the program's messages, in bytes.
  private static let longestMessage = 2000

  /// For `client`, whose worker is behind `descriptor`; `errors` has the program's messages.
  ///
  /// - Parameter pulse: Seconds between two signs of life.
  init(client: WorkerClient, descriptor: Int32, errors: Int32, pulse: Double) {
    self.pulse = UInt64(pulse * 1e9)
    nextPulse = ByteChannel.now() + self.pulse
    name = client.name
    state = client.state
    waker = client.waker
    channel = ByteChannel(input: descriptor, output: descriptor)
    self.errors = ByteChannel(input: errors, output: -1)
    ByteChannel.makeNonblocking(descriptor)
    ByteChannel.makeNonblocking(errors)
  }

  /// Starts the thread.
  func start() {
    if !WorkThread.detach({ self.run() }) { end("no thread can be started for it") }
  }

  private func run() {
    var reason: String?
    var hasErrors = true
    while reason == nil {
      prepareOutput()
      let ends = state.with { $0.channels }.sorted { $0.key < $1.key }
      let takesMore = conversation.unacknowledged < Self.mostFrames
      let ready = channel.wait(
        until: min(nextPulse, conversation.nextOutput ?? .max), wantsWrite: !output.isEmpty,
        others: [waker.descriptor, hasErrors ? errors.input : -1]
          + ends.map { takesMore ? $0.value : -1 })
      if ready.others[0] { waker.clear() }
      if ready.others[1] { hasErrors = readErrors() }
      for (place, end) in ends.enumerated() where ready.others[place + 2] {
        takeFromClient(end.key, end.value)
      }
      do {
        if ready.canRead {
          if let bytes = try channel.read() {
            try take(conversation.receive(bytes))
          } else {
            reason = "the connection was lost"
          }
        }
        if ready.canWrite { output.removeFirst(try channel.write(output[...])) }
      } catch {
        reason = "the connection was lost: \(error)"
      }
      if state.with({ $0.isClosing }) { reason = reason ?? "the connection is closed" }
    }
    end(reason ?? "")
  }

  private func prepareOutput() {
    let now = ByteChannel.now()
    if now >= nextPulse {
      nextPulse = now + pulse
      // Number 0 is nobody's, so its reply is forgotten.
      send(.request(id: 0, request: .ping))
    }
    for message in state.with({ state in
      defer { state.outbox = [] }
      return state.outbox
    }) {
      conversation.send(message)
    }
    if output.isEmpty { output = conversation.output(now: now) }
    for (number, bytes) in pending.sorted(by: { $0.key < $1.key }) { give(bytes, to: number) }
  }

  private func send(_ message: CoordinatorMessage, payload: [UInt8] = []) {
    guard let bytes = try? WorkerWire.bytes(message, payload: payload) else { return }
    conversation.send(bytes)
  }

  private func takeFromClient(_ number: Int, _ descriptor: Int32) {
    if let bytes = try? ByteChannel(input: descriptor, output: -1).read() {
      if !bytes.isEmpty { send(.data(channel: number), payload: bytes) }
      return
    }
    drop(number)
    send(.request(id: 0, request: .disconnect(channel: number)))
  }

  private func take(_ arrivals: [Conversation.Arrival]) throws(HardwareError) {
    for case .message(let bytes) in arrivals {
      let (message, payload) = try WorkerWire.read(WorkerMessage.self, from: bytes)
      switch message {
      case .reply(0, _): break
      case .reply(let id, let reply): state.with { $0.replies[id] = reply }
      case .data(let number):
        pending[number, default: []] += payload
        give(pending[number] ?? [], to: number)
      case .closed(let number): drop(number)
      }
    }
  }

  /// Hands bytes to an agent's client as far as it takes them.
  private func give(_ bytes: [UInt8], to number: Int) {
    guard let descriptor = state.with({ $0.channels[number] }) else {
      pending[number] = nil
      return
    }
    var rest = bytes[...]
    while !rest.isEmpty {
      guard let count = try? ByteChannel(input: -1, output: descriptor).write(rest) else {
        return drop(number)
      }
      if count == 0 { break }
      rest = rest.dropFirst(count)
    }
    pending[number] = rest.isEmpty ? nil : Array(rest)
  }

  private func drop(_ number: Int) {
    pending[number] = nil
    if let descriptor = state.with({ $0.channels.removeValue(forKey: number) }) {
      close(descriptor)
    }
  }

  /// Whether there may be more.
  private func readErrors() -> Bool {
    guard let bytes = try? errors.read() else { return false }
    said = Array((said + bytes).suffix(Self.longestMessage))
    return true
  }

  private func end(_ reason: String) {
    // The program's last words may be on their way.
    let deadline = ByteChannel.now() + 500_000_000
    while ByteChannel.now() < deadline,
      errors.wait(until: deadline, wantsWrite: false).canRead, readErrors()
    {}
    let plain = said.filter { $0 == 0x0A || (0x20...0x7E).contains($0) }
    let words = String(decoding: plain, as: UTF8.self)
      .split(separator: "\n").joined(separator: "; ")
    close(channel.input)
    close(errors.input)
    for number in state.with({ Array($0.channels.keys) }) { drop(number) }
    let text = "\(name): \(reason)" + (words.isEmpty ? "" : " (\(words))")
    state.with { state in
      state.failure = text
      state.isOver = true
    }
  }
}
