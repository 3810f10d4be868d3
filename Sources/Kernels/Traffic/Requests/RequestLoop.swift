/// What clients wait for, on a clock and a network of the caller's.
///
/// Times are nanoseconds of one clock. A step costs O(log clients).
struct RequestLoop {
  /// A client: thinking until `wake`, or waiting for an answer, and asking again at `wake`.
  private struct Client {
    var wake: UInt64
    var isWaiting = false
    var transmission: UInt32 = 0
    /// When the request was sent for the first and for the last time.
    var begun: UInt64 = 0
    var sent: UInt64 = 0
    var repeats = 0
    /// Which frames of the answer have come, and how many.
    var frames: [Bool]
    var received = 0
  }

  private let settings: RequestSettings
  private let run: UInt32
  private var clients: [Client] = []
  private var wakes = WakeHeap()
  private var draws: UniformDraws
  private var timeout = RequestTimeout()
  private var times = TimeDistribution()
  private var lateness = TimeDistribution()
  private var counts = RequestReport()

  /// Clients that begin with a time of thinking.
  init(_ settings: RequestSettings, now: UInt64) {
    self.settings = settings
    run = UInt32(truncatingIfNeeded: settings.seed)
    draws = UniformDraws(seed: settings.seed)
    for index in 0..<settings.clients {
      clients.append(
        Client(wake: now, frames: Array(repeating: false, count: settings.answerFrames)))
      setWake(index, now + thinkTime())
    }
  }

  /// When a client has something to do although nothing comes.
  var nextTime: UInt64? { wakes.first?.time }

  /// The next request that is due, first or again; nil if none is.
  mutating func nextRequest(now: UInt64) -> RequestMessage? {
    while let first = wakes.first, first.time <= now {
      wakes.removeFirst()
      // A client that has been given another time since is in the heap with that one too.
      guard clients[first.client].wake == first.time else { continue }
      return transmit(first.client, now)
    }
    return nil
  }

  private mutating func transmit(_ index: Int, _ now: UInt64) -> RequestMessage {
    counts.sent += 1
    if clients[index].isWaiting {
      counts.repeats += 1
      clients[index].repeats += 1
    } else {
      lateness.record(now - clients[index].wake)
      clients[index].begun = now
      clients[index].repeats = 0
      clients[index].isWaiting = true
    }
    clients[index].sent = now
    clients[index].transmission &+= 1
    clients[index].received = 0
    for frame in clients[index].frames.indices { clients[index].frames[frame] = false }
    setWake(index, now + timeout.length(after: clients[index].repeats))
    return RequestMessage(
      .request, client: UInt32(index), transmission: clients[index].transmission, run: run)
  }

  /// A message has come.
  mutating func take(_ message: RequestMessage, now: UInt64) {
    let index = Int(message.client)
    guard message.mark == .answer, message.run == run, index < clients.count,
      Int(message.frame) < settings.answerFrames
    else { return }
    guard clients[index].isWaiting, message.transmission == clients[index].transmission else {
      counts.late += 1
      return
    }
    guard !clients[index].frames[Int(message.frame)] else { return }
    clients[index].frames[Int(message.frame)] = true
    clients[index].received += 1
    guard clients[index].received == settings.answerFrames else { return }
    timeout.measure(roundTrip: now - clients[index].sent)
    times.record(now - clients[index].begun)
    counts.answered += 1
    counts.answeredBytes += settings.response
    clients[index].isWaiting = false
    setWake(index, now + thinkTime())
  }

  /// What came of it.
  func report(seconds: Double, isInterrupted: Bool) -> RequestReport {
    var report = counts
    report.seconds = seconds
    report.responseNanoseconds = times.summary
    report.latenessNanoseconds = lateness.summary
    report.isInterrupted = isInterrupted
    return report
  }

  private mutating func setWake(_ index: Int, _ time: UInt64) {
    clients[index].wake = time
    wakes.insert(WakeHeap.Entry(time: time, client: index))
  }

  private mutating func thinkTime() -> UInt64 {
    settings.think == 0 ? 0 : UInt64(draws.exponential(mean: Double(settings.think)))
  }
}

/// How long a client waits for an answer (RFC 6298), as the simulator's clients do: 1 s at first,
/// at least 200 ms above the smoothed time as Linux has it, 120 s at most. Nanoseconds.
struct RequestTimeout {
  private static let initial: UInt64 = 1_000_000_000
  private static let minimumVariation = 200e6
  private static let longest: UInt64 = 120_000_000_000

  private var smoothed: Double?
  private var variation = 0.0

  /// The timeout of a request that was sent again so often.
  func length(after repeats: Int) -> UInt64 {
    let base = smoothed.map { UInt64($0 + max(4 * variation, Self.minimumVariation)) }
    // Ten doublings of the least timeout exceed the longest.
    return min((base ?? Self.initial) << UInt64(min(repeats, 10)), Self.longest)
  }

  /// Takes in the time from a transmission to its answer.
  mutating func measure(roundTrip: UInt64) {
    let time = Double(roundTrip)
    guard let smoothed else {
      smoothed = time
      variation = time / 2
      return
    }
    variation += (abs(smoothed - time) - variation) / 4
    self.smoothed = smoothed + (time - smoothed) / 8
  }
}

/// The times at which clients have something to do, the earliest first: a binary heap.
struct WakeHeap {
  /// A time and whose it is.
  struct Entry: Hashable {
    var time: UInt64
    var client: Int
  }

  private var entries: [Entry] = []

  /// The earliest; O(1).
  var first: Entry? { entries.first }

  /// Adds one; O(log count).
  mutating func insert(_ entry: Entry) {
    entries.append(entry)
    var place = entries.count - 1
    while place > 0 {
      let parent = (place - 1) / 2
      guard entries[place].time < entries[parent].time else { return }
      entries.swapAt(place, parent)
      place = parent
    }
  }

  /// Removes the earliest, which must be there; O(log count).
  mutating func removeFirst() {
    entries.swapAt(0, entries.count - 1)
    entries.removeLast()
    var place = 0
    while true {
      var least = place
      for child in [2 * place + 1, 2 * place + 2]
      where child < entries.count && entries[child].time < entries[least].time {
        least = child
      }
      guard least != place else { return }
      entries.swapAt(place, least)
      place = least
    }
  }
}
