import Libvirt
import Store
import Testing

@testable import Hardware

/// Environments that differ, and texts of domains that only seem to.
@Suite struct DriftTests {
  private func outcome(_ record: CanonicalJSON) -> SampleOutcome {
    SampleOutcome(
      verdict: .finished, started: .now, ended: .now,
      environment: EnvironmentRecord(stable: record, volatile: [:]).entry)
  }

  @Test func whatDiffersIsNamed() throws {
    let first = outcome(["cpu": ["microcode": "0x1", "smt": true], "list": ["a", "b"]])
    let same = first.checked(against: first.environment)
    #expect(same.verdict == .finished && first.checked(against: nil).verdict == .finished)
    let second = outcome(["cpu": ["microcode": "0x2", "smt": true], "list": ["a"]])
    guard case .invalid(let reasons) = second.checked(against: first.environment).verdict else {
      Issue.record("a drift is not seen")
      return
    }
    #expect(reasons.map(\.kind) == [.fingerprintDrift])
    #expect(reasons[0].detail.contains("cpu.microcode is \"0x2\" and was \"0x1\""))
    #expect(reasons[0].detail.contains("list[1] is nothing and was \"b\""))
    #expect(!reasons[0].detail.contains("smt"))
  }

  @Test func longTextsAreShownFromWhereTheyPart() {
    let long = String(repeating: "x", count: 500)
    let sentences = EnvironmentDifference.between(
      CanonicalJSON.object(["xml": .string(long + "new")]).text,
      CanonicalJSON.object(["xml": .string(long + "old")]).text)
    #expect(sentences.count == 1)
    #expect(sentences[0].contains("new") && sentences[0].contains("old"))
    #expect(sentences[0].count < 200)
  }

  @Test func manyDifferencesAreCounted() {
    let members = (0..<9).reduce(into: [String: CanonicalJSON]()) { $0["k\($1)"] = "new" }
    let sentences = EnvironmentDifference.between(CanonicalJSON.object(members).text, "{}")
    #expect(sentences.count == 6 && sentences[5] == "4 more differ")
  }

  @Test func whatEachStartNumbersAnewIsNoDifference() {
    let run = RunID.random()
    let other = RunID.random()
    func text(_ run: RunID, _ number: Int) -> String {
      let raw =
        "<domain type='qemu' id='\(number)'><name>ht-\(run.short)-router</name>"
        + "<uuid>\(run.domain(role: "router"))</uuid><source path='/dev/pts/\(number)'/>"
        + "<mac address='\(run.fill(Names.station(3)))'/>"
        + "<target dev='ht\(run.short)0'/></domain> tap,fd=\(number) "
        + "{\"fd\":\"\(number)\"} /var/lib/libvirt/qemu/domain-\(number)-ht-\(run.short)-router/k"
      return DomainText.placeholders(of: run, roles: ["router"])
        .reduce(DomainText.normalised(raw)) { $0.replacing($1.text, with: $1.stands) }
    }
    #expect(text(run, 3) == text(other, 17))
    #expect(text(run, 3).contains("id='N'") && text(run, 3).contains("fd=N"))
    // Which interface it is stays.
    #expect(text(run, 3).contains("<mac address='{mac}:00:03'/>"))
  }
}
