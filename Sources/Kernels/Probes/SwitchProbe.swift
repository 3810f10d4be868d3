import Synchronization

#if canImport(Glibc)
  import Glibc
#endif

/// Passing control between two threads of a process: each waits in a pipe for the other's byte.
enum SwitchProbe {
  static func run(_ context: ProbeContext) -> ProbeOutcome {
    var outcome = ProbeOutcome(.contextSwitch)
    let sampler = context.sampler.share(of: 3)
    outcome.add("pipe") { () throws(MachineError) in
      let pipe = try Pipe()
      return try sampler.batches("pipe", "a byte into a pipe and out, by one thread") {
        (count) throws(MachineError) in
        for _ in 0..<count {
          try pipe.send()
          try pipe.receive()
        }
      }
    }
    let here = context.cpus[0]
    outcome.add("switch_same_cpu") { () throws(MachineError) in
      try pingPong("switch_same_cpu", "pipe and switch, one CPU", [here, here], sampler)
    }
    outcome.add("switch_other_cpu") { () throws(MachineError) in
      let other = try context.otherCPU()
      return try pingPong("switch_other_cpu", "pipe and wake-up, two CPUs", [here, other], sampler)
    }
    outcome.notes.append(
      "A switch is half a round trip, and has one write and one read of a pipe in it: compare pipe."
    )
    return outcome
  }

  private static func pingPong(
    _ name: String, _ summary: String, _ cpus: [Int], _ sampler: Sampler
  ) throws(MachineError) -> ProbeFigure {
    let (there, back) = (try Pipe(), try Pipe())
    let box = ResultBox<ProbeFigure>()
    try PinnedTeam(cpus: cpus).run { member in
      if member.index == 1 {
        // A failure ends the echo; the other thread then sees the end of the pipe.
        while (try? there.receive()) == true, (try? back.send()) != nil {}
        back.closeInput()
        return
      }
      let result = Result { () throws(MachineError) in
        try sampler.batches(name, summary) { (count) throws(MachineError) in
          for _ in 0..<(count + 1) / 2 {
            try there.send()
            guard try back.receive() else { throw MachineError("the other thread has ended") }
          }
        }
      }
      there.closeInput()
      box.value.withLock { $0 = result }
    }
    guard let result = box.value.withLock({ $0 }) else {
      preconditionFailure("a thread of a team ended without a result")
    }
    return try result.get()
  }
}

/// A pipe that carries single bytes between threads.
final class Pipe: Sendable {
  private let output: Int32
  private let input: Mutex<Int32>

  /// A new pipe.
  ///
  /// - Throws: `MachineError` if the process has too many files open.
  init() throws(MachineError) {
    var ends: [Int32] = [-1, -1]
    guard pipe(&ends) == 0 else {
      throw .system("there is no pipe", remedy: "close files, or raise their limit")
    }
    output = ends[0]
    input = Mutex(ends[1])
  }

  deinit {
    closeInput()
    close(output)
  }

  /// Puts a byte in.
  func send() throws(MachineError) {
    var byte: UInt8 = 1
    let descriptor = input.withLock { $0 }
    guard write(descriptor, &byte, 1) == 1 else {
      throw .system("a byte does not go into a pipe", remedy: "try again")
    }
  }

  /// Waits for a byte, and takes it out; false if no more will come.
  @discardableResult
  func receive() throws(MachineError) -> Bool {
    var byte: UInt8 = 0
    while true {
      let count = read(output, &byte, 1)
      if count < 0 && errno == EINTR { continue }
      guard count >= 0 else { throw .system("a pipe cannot be read", remedy: "try again") }
      return count == 1
    }
  }

  /// Lets `receive` return false when the pipe is empty.
  func closeInput() {
    input.withLock {
      if $0 >= 0 { close($0) }
      $0 = -1
    }
  }
}
