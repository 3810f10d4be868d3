import Model
import Testing

/// One rule of validation, and how to break it and no other in a valid scenario.
struct BrokenRule: Sendable, CustomTestStringConvertible {
  /// What is wrong, for the name of the test.
  let name: String
  /// The valid scenario.
  let sample: @Sendable () throws -> Scenario
  /// Where the finding must point.
  let path: String
  /// What its message must tell the user to do or to keep to.
  let remedy: String
  /// Makes the scenario wrong.
  let `break`: @Sendable (inout Scenario) throws -> Void

  init(
    _ name: String, _ sample: @escaping @Sendable () throws -> Scenario = Samples.native,
    at path: String, says remedy: String,
    _ change: @escaping @Sendable (inout Scenario) throws -> Void
  ) {
    self.name = name
    self.sample = sample
    self.path = path
    self.remedy = remedy
    self.break = change
  }

  var testDescription: String { name }
}

extension Scenario {
  /// The flow of workload 0.
  var flow: Flow? {
    get {
      guard case .flow(let flow) = workloads[0].kind else { return nil }
      return flow
    }
    set { if let newValue { workloads[0].kind = .flow(newValue) } }
  }

  /// The STREAM job of workload 2.
  var stream: StreamJob? {
    get {
      guard case .stream(let job) = workloads[2].kind else { return nil }
      return job
    }
    set { if let newValue { workloads[2].kind = .stream(newValue) } }
  }
}
