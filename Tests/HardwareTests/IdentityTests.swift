import Libvirt
import Testing

@testable import Hardware

/// Identifiers, names and placeholders.
@Suite
struct IdentityTests {
  @Test(arguments: [
    ("", "da39a3ee5e6b4b0d3255bfef95601890afd80709"),
    ("abc", "a9993e364706816aba3e25717850c26c9cd0d89d"),
    (
      "abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq",
      "84983e441c3bd26ebaae4aa1f95129e5e54670f1"
    ),
    (String(repeating: "a", count: 1000), "291e9a6c66994949b57ba5e650361e98fc36b1ba"),
  ])
  func sha1IsTheStandards(text: String, hash: String) {
    let digits = SHA1.digest(of: Array(text.utf8)).map {
      ($0 < 16 ? "0" : "") + String($0, radix: 16)
    }
    #expect(digits.joined() == hash)
  }

  /// The DNS namespace and the name of RFC 4122's well-known example, as Python's `uuid.uuid5`
  /// gives it.
  @Test
  func aDomainsUUIDIsVersion5OfRunAndRole() throws {
    let dns = try #require(DomainUUID("6ba7b810-9dad-11d1-80b4-00c04fd430c8"))
    #expect(
      RunID(dns).domain(role: "python.org").description == "886313e1-3b8a-5372-9b90-0c9aee199e5d")
  }

  @Test
  func runsDifferAndHaveVersion4() {
    let runs = (0..<100).map { _ in RunID.random() }
    #expect(Set(runs).count == 100)
    for run in runs {
      #expect(run.uuid.bytes[6] >> 4 == 4)
      #expect(run.uuid.bytes[8] >> 6 == 2)
    }
  }

  @Test
  func placeholdersAreFilledAndOtherBracesStay() throws {
    let run = RunID(try #require(DomainUUID("4d250d31-bb17-402f-b6b1-e997f3b89478")))
    let filled = run.fill("ht-{run}-a {run-uuid} {uuid:r} {other} {run {run}} {")
    #expect(
      filled
        == "ht-4d250d-a 4d250d31-bb17-402f-b6b1-e997f3b89478 \(run.domain(role: "r")) "
        + "{other} {run 4d250d} {")
  }

  @Test
  func addressesAreLocalUnicastAndTheSameEveryTime() {
    let mac = Names.mac("router", 0)
    #expect(mac == Names.mac("router", 0))
    #expect(mac != Names.mac("router", 1))
    #expect(mac.hasPrefix("02:") && mac.count == 17)
  }

  @Test(arguments: [("a b/c", "a-b-c"), ("", "-"), ("ünder", "-nder"), ("OK_1", "OK_1")])
  func labelsHoldNothingSpecial(text: String, label: String) {
    #expect(Names.label(text) == label)
  }
}
