import Testing

@testable import Simulator

/// Trajectories that a change of the code may only change on purpose, explained in the commit.
///
/// The plans use no function of the mathematical library, so that the values hold on every machine.
@Suite struct FingerprintTests {
  private func fingerprint(_ plan: NetworkPlan, seed: UInt64 = 1) -> UInt64 {
    var run = NetworkRun(
      plan: plan, stream: RandomStream(seed: seed, replication: 0, name: "fingerprint"))
    run.takesFingerprint = true
    run.run(warmUp: 1_000_000_000, duration: 20_000_000_000)
    return run.fingerprint.value
  }

  private let constant = SignaturePlans.chain(
    load: SignaturePlans.lineRate(frame: 64), frame: 64, costs: [1.2e6, 2e6], batch: 3e5, byte: 90,
    notify: 2e5, spread: 0.3)
  private let elastic = SignaturePlans.chain(
    load: .elastic(window: 700), frame: 1518, costs: [4e6, 15e6], batch: 3e5, byte: 90,
    notify: 2e5, spread: 0.3)

  @Test func theTrajectoriesAreTheStoredOnes() {
    #expect(fingerprint(constant) == 6_482_140_706_355_795_075)
    #expect(fingerprint(elastic) == 15_504_183_806_035_911_818)
  }

  @Test func aTrajectoryRepeatsAndDependsOnTheSeedAndThePlan() {
    #expect(fingerprint(constant) == fingerprint(constant))
    #expect(fingerprint(constant) != fingerprint(constant, seed: 2))
    var other = constant
    other.stages[1].notify += 1
    #expect(fingerprint(constant) != fingerprint(other))
  }
}
