import Model
import Testing
import Yams

@testable import Formats

/// What the plans fit is what was published, to the last digit.
@Suite struct PublishedNumbersTests {
  @Test(arguments: ["directional", "simultaneous", "offered_delivered"])
  func plansOfThePaperHoldItsNumbers(reading: String) throws {
    let paper = try published("published/paper-2013.yaml")
    let path = "calibration/\(reading)_plan.yaml"
    let plan = try MadeUpCounts.plan(try Fixture.text(path), file: path)
    #expect(plan.observations.count == 14)
    for observation in plan.observations {
      let parts = observation.id.split(separator: ".").map(String.init)
      let keys: [String]
      switch (parts[0], parts[2]) {
      case ("table1", "pi"): keys = ["table1", "pi_2e22_decimal_digits_s", parts[1]]
      case ("table1", _): keys = ["table1", "stream_rate", parts[1]]
      default: keys = ["table2_mbit_per_s", parts[1], parts[2]]
      }
      let cell = try #require(keys.reduce(paper) { $0?[$1] }, "\(observation.id)")
      #expect(observation.mean == number(cell["mean"]), "\(observation.id)")
      #expect(observation.ci95 == number(cell["ci95"]), "\(observation.id)")
      #expect(observation.runs == 15)
    }
  }

  @Test(arguments: [
    ("linux_forward_1core.single_route", "linux_forward_1core", ["pps", "single_route"], 1),
    ("lincx_xen_pv.direct_64", "lincx_xen_pv", ["direct_bridge_64B_received_kpps"], 1000),
    (
      "lincx_xen_pv.forwarding_60", "lincx_xen_pv",
      ["through_forwarding_domU_tx_kpps", "60"], 1000
    ),
    (
      "lincx_xen_pv.forwarding_1514", "lincx_xen_pv",
      ["through_forwarding_domU_tx_kpps", "1514"], 1000
    ),
    (
      "felter_stream_one_socket.native", "felter_stream_one_socket", ["native", "copy", "0"],
      1000
    ),
    ("felter_stream_one_socket.kvm", "felter_stream_one_socket", ["kvm", "copy", "0"], 1000),
    ("freebsd_forward_apu_64B.median", "freebsd_forward_apu_64B", ["pps", "median"], 1),
  ])
  func thePlanOfOtherSetsHoldsTheirNumbers(
    id: String, set: String, keys: [String], scale: Double
  ) throws {
    let path = "calibration/published_plan.yaml"
    let plan = try MadeUpCounts.plan(try Fixture.text(path), file: path)
    let observation = try #require(plan.observations.first { $0.id == id })
    let sets = try #require(try published("published/published-calibration.yaml"))
    var node = sets.array().first { $0["id"]?.string == set }
    for key in keys {
      if let index = Int(key), case .sequence(let values)? = node {
        node = values[index]
      } else {
        node = node?.mapping?.first { $0.key.string == key }?.value
      }
    }
    let value = try #require(number(node), "\(id)")
    #expect((observation.mean - value * scale).magnitude <= 1e-9 * observation.mean, "\(id)")
  }

  @Test func theTestAboveCoversThePlan() throws {
    let path = "calibration/published_plan.yaml"
    #expect(try MadeUpCounts.plan(try Fixture.text(path), file: path).observations.count == 7)
  }

  private func published(_ path: String) throws -> Node? {
    try Yams.compose(yaml: try Fixture.text(path))
  }

  private func number(_ node: Node?) -> Double? { node?.string.flatMap { Double($0) } }
}
