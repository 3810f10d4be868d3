import Model

/// What was found on one machine of a testbed, or why it could not be reached.
public struct MachineFindings: Hashable, Sendable, Codable {
  /// The machine, as the testbed writes it.
  public var machine: String
  /// Why it could not be reached; nil where it was.
  public var problem: String?
  /// What was found there.
  public var findings: [Finding]

  /// All its properties.
  public init(machine: String, problem: String? = nil, findings: [Finding]) {
    self.machine = machine
    self.problem = problem
    self.findings = findings
  }
}

/// What was cleaned on one machine of a testbed, or why it could not be reached.
public struct MachineCleaning: Hashable, Sendable {
  /// The machine, as the testbed writes it.
  public var machine: String
  /// Why it could not be reached; nil where it was.
  public var problem: String?
  /// What became of its runs.
  public var runs: [Clean.Result]
}

/// What is done on every machine of a testbed beside measuring.
extension Workers {
  /// Seconds that undoing what dead runs have left may take on a machine.
  private static let cleanPatience = 600.0
  /// Seconds that a machine may take to look at itself.
  private static let examinationPatience = 60.0

  /// What each other machine of a testbed says of itself, in the testbed's order. Nothing is
  /// changed there.
  ///
  /// - Parameter scenarios: What it is to play; with none, what the testbed itself says counts.
  public func examine(_ testbed: Testbed, for scenarios: [Scenario]) -> [MachineFindings] {
    each(of: testbed) { remote throws(HardwareError) in
      let examination = Examination(of: remote, in: testbed, for: scenarios)
      let client = try connection(remote)
      let reply = try client.ask(
        .examine(examination: examination), within: Self.examinationPatience)
      guard case .findings(let findings) = reply else {
        throw client.unexpected(reply, to: "examining")
      }
      return findings
    }.map { MachineFindings(machine: $0, problem: $1.problem, findings: $1.value ?? []) }
  }

  /// Undoes what dead runs have left on each other machine of a testbed, in its order, or only
  /// looks.
  public func clean(_ testbed: Testbed, isDry: Bool) -> [MachineCleaning] {
    each(of: testbed) { remote throws(HardwareError) in
      let client = try client(remote)
      let reply = try client.ask(.clean(isDry: isDry), within: Self.cleanPatience)
      guard case .cleaned(let runs) = reply else {
        throw client.unexpected(reply, to: "cleaning")
      }
      return runs
    }.map { MachineCleaning(machine: $0, problem: $1.problem, runs: $1.value ?? []) }
  }

  /// What each other machine of a testbed answers, in the testbed's order. One that does not holds
  /// nobody else up.
  private func each<Value>(
    of testbed: Testbed, _ ask: (Testbed.Remote) throws(HardwareError) -> Value
  ) -> [(machine: String, answer: Result<Value, HardwareError>)] {
    Self.others(testbed).map { remote in
      let answer = Result { () throws(HardwareError) in
        do throws(HardwareError) {
          return try ask(remote)
        } catch {
          // Where in the testbed it is named first.
          let place = testbed.machines.firstIndex { $0.remote == remote } ?? 0
          throw HardwareError("hosts[\(place)].ssh: \(error)")
        }
      }
      return (remote.description, answer)
    }
  }

  /// The other machines of a testbed, each once.
  static func others(_ testbed: Testbed) -> [Testbed.Remote] {
    testbed.machines.compactMap(\.remote).reduce(into: []) { others, remote in
      if !others.contains(remote) { others.append(remote) }
    }
  }
}

extension Result where Failure == HardwareError {
  /// What was answered; nil where nothing was.
  fileprivate var value: Success? { try? get() }

  /// Why nothing was answered; nil where something was.
  fileprivate var problem: String? {
    if case .failure(let error) = self { error.description } else { nil }
  }
}
