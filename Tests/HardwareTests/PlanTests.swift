import Libvirt
import Testing

@testable import Hardware

/// Plans: their hash, their text and what is wrong with them.
@Suite
struct PlanTests {
  private static func sample(mtu: Int = 1500) -> Plan {
    let (a, b) = (Names.namespace("a"), Names.namespace("b"))
    return Plan([
      .createNamespace(name: a), .createNamespace(name: b),
      .createVethPair(
        VethEnd(namespace: a, name: Names.interface(0), mac: Names.mac("a", 0)),
        VethEnd(namespace: b, name: Names.interface(1), mac: Names.mac("b", 0)), mtu: mtu),
      .setSysctl(namespace: a, name: "net.ipv4.ip_forward", value: "1"),
      .startDomain(DomainStart(uri: "qemu:///system", role: "r", xml: "<domain>\n</domain>")),
    ])
  }

  @Test
  func theHashIsThatOfTheActionsAndOfNoRun() throws {
    let hash = try Self.sample().hash()
    #expect(try Self.sample().hash() == hash)
    #expect(try Self.sample(mtu: 9000).hash() != hash)
    #expect(try Plan(Self.sample().actions.reversed()).hash() != hash)
    #expect(hash.count == 64)
  }

  @Test
  func everyRunHasItsOwnNamesAndTheSameSteps() throws {
    let plan = Self.sample()
    let run = RunID.random()
    let text = "\(try plan.actions(of: run))"
    #expect(!text.contains("{"))
    #expect(text.contains("ht-\(run.short)-a"))
    #expect(text.contains(run.domain(role: "r").description))
    #expect(try plan.actions(of: run).count == plan.actions.count)
  }

  @Test
  func theTextHasEveryStepTheDescriptionAndTheHash() throws {
    let plan = Self.sample()
    let text = try plan.text()
    for action in plan.actions { #expect(text.contains(action.summary)) }
    #expect(text.contains("      <domain>\n      </domain>\n"))
    #expect(text.hasSuffix("plan \(try plan.hash())\n"))
  }

  @Test
  func allProblemsAreFoundAtOnce() {
    let plan = Plan([
      .setUp(namespace: "nowhere", interface: "lo"),
      .createNamespace(name: "a"), .createNamespace(name: "a"),
      .createNamespace(name: "../b"),
      .setUp(namespace: nil, interface: "much-too-long-a-name"),
      .setUp(namespace: nil, interface: "-x"),
      .resumeDomain(uri: "u", role: "r"),
    ])
    #expect(plan.problems.count == 6, "\(plan.problems)")
    #expect(Self.sample().problems.isEmpty)
  }

  @Test(arguments: ["net.ipv4..x", "../../etc/passwd", "", "net/../../x", "a.b/../c"])
  func aParameterThatLeavesItsFolderIsRefused(name: String) {
    #expect(throws: HardwareError.self) { try Knob.path(sysctl: name) }
  }

  @Test(arguments: [
    ("always [madvise] never\n", "madvise"), ("performance\n", "performance"), ("1\t2\n", "1 2"),
    ("[x]\n", "[x]"), ("", ""),
  ])
  func aChoiceIsWhatIsInBrackets(text: String, value: String) {
    #expect(Knob.chosen(text) == value)
  }
}
