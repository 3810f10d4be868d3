import Testing

@testable import Guest

/// The program's exit status says how a run ended.
@Suite
struct GuestTests {
  @Test(arguments: [
    (["info"], Guest.Status.done), (["help"], .done), ([], .usage), (["dance"], .usage),
    (["info", "a=b"], .usage), (["stream", "stores=magic"], .usage),
    (["stream", "array-size=1B", "small-arrays=yes"], .failed),
    (["stream", "array-size=64KiB"], .failed),
    (["stream", "array-size=64KiB", "repetitions=2", "threads=1", "small-arrays=yes"], .done),
  ])
  func everyEndHasItsStatus(words: [String], expected: Guest.Status) {
    #expect(Guest.run(words) == expected)
  }

  @Test
  func everyKernelHasItsOwnName() {
    let names = GuestKernel.all.map(\.name)
    #expect(Set(names).count == names.count)
    #expect(!names.contains("help"))
  }
}
